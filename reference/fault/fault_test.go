package fault

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tagcheck/reference"
	"tagcheck/suites/requirement"
)

func TestTheBankIsLargeEnoughAndItsServersHaveNames(t *testing.T) {
	if faults, variants := len(Faults()), len(Variants()); faults < 150 || variants < 25 {
		t.Errorf("%d faults and %d variants; at least 150 and 25 are promised", faults, variants)
	}
	name := regexp.MustCompile(`^[a-z0-9]+([-.][a-z0-9]+)*$`)
	seen := map[string]bool{}
	for _, s := range servers() {
		if !name.MatchString(s.Name) || seen[s.Name] {
			t.Errorf("%q is no name, or there twice", s.Name)
		}
		seen[s.Name] = true
		if s.Text == "" || strings.ContainsAny(s.Text, "\n") || seen[s.Text] {
			t.Errorf("%s: %q is not one line of its own", s.Name, s.Text)
		}
		seen[s.Text] = true
		if found, ok := Find(s.Name); !ok || found.Text != s.Text {
			t.Errorf("%s is not found by its name", s.Name)
		}
	}
}

func servers() []Server {
	var all []Server
	for _, f := range Faults() {
		all = append(all, f.Server)
	}
	for _, v := range Variants() {
		all = append(all, v.Server)
	}
	return all
}

func TestEveryFaultNamesARequirementThatCanCatchIt(t *testing.T) {
	for _, f := range Faults() {
		if r, known := requirement.Lookup(f.Caught); !known || r.Unobservable != "" {
			t.Errorf("%s: no check judges %q", f.Name, f.Caught)
		}
	}
}

func TestEveryRequirementThatIsCheckedHasAFault(t *testing.T) {
	for _, r := range requirement.All() {
		named := slices.ContainsFunc(Faults(), func(f Fault) bool { return f.Caught == r.ID && f.Equivalent == "" })
		if r.Unobservable == "" && !named {
			t.Errorf("%s: no fault ought to be caught by it", r.ID)
		}
	}
}

func TestEveryVariantSaysWhatAllowsIt(t *testing.T) {
	for _, v := range Variants() {
		if v.Reading == "" {
			t.Errorf("%s: it has no reading", v.Name)
		}
	}
}

func TestServersRememberNothingOfEachOther(t *testing.T) {
	for _, s := range servers() {
		one, other := s.New(), s.New()
		id := "5a4c1f0e-7d0b-4c1e-9a55-3f0a8b6c2d11"
		for _, server := range []*reference.Server{one, other} {
			// The same id can be taken once a server only.
			if status := ask(server, s, http.MethodPost, "/v2/images", `{"id": "`+id+`"}`); status != http.StatusCreated && status < 400 {
				t.Errorf("%s: creating an image answers %d", s.Name, status)
			} else if status == http.StatusConflict {
				t.Errorf("%s: a new server knows the image of another", s.Name)
			}
		}
	}
}

// ask sends a request as the owner.
func ask(server http.Handler, s Server, method, target, body string) int {
	r := httptest.NewRequest(method, "http://test"+s.Config.PathPrefix+target, strings.NewReader(body))
	r.RequestURI = s.Config.PathPrefix + target
	r.Header.Set("X-Auth-Token", reference.DemoOwnerToken)
	w := httptest.NewRecorder()
	server.ServeHTTP(w, r)
	return w.Code
}

func TestFaultsWorkBehindAPrefix(t *testing.T) {
	const id = "5a4c1f0e-7d0b-4c1e-9a55-3f0a8b6c2d11"
	server, _ := Find("add-says-200")
	config := reference.Demo()
	config.PathPrefix = "/image"
	behind := server.With(config)
	handler := behind.New()
	if status := ask(handler, behind, http.MethodPost, "/v2/images", `{"id": "`+id+`"}`); status != http.StatusCreated {
		t.Fatalf("creating an image answers %d", status)
	}
	if status := ask(handler, behind, http.MethodPut, "/v2/images/"+id+"/tags/blue", ""); status != http.StatusOK {
		t.Errorf("PUT answers %d; the fault is not there", status)
	}
}
