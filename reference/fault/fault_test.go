package fault

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"tagcheck/reference"
	"tagcheck/suites/requirement"
)

const testImage = "5a4c1f0e-7d0b-4c1e-9a55-3f0a8b6c2d11"

func TestNamesAndTextsAreUnique(t *testing.T) {
	name := regexp.MustCompile(`^[a-z0-9]+([-.][a-z0-9]+)*$`)
	seen := map[string]bool{}
	for _, s := range servers() {
		if !name.MatchString(s.Name) {
			t.Errorf("%q: the name does not match %s", s.Name, name)
		}
		if s.Text == "" || strings.Contains(s.Text, "\n") {
			t.Errorf("%s: the text %q is not one line", s.Name, s.Text)
		}
		for _, unique := range []string{s.Name, s.Text} {
			if seen[unique] {
				t.Errorf("%s: another server has %q, too", s.Name, unique)
			}
			seen[unique] = true
		}
		if found, ok := Find(s.Name); !ok || found.Text != s.Text {
			t.Errorf("Find(%q) returns %q, %v", s.Name, found.Text, ok)
		}
	}
	if _, ok := Find("add-says-20"); ok {
		t.Error("Find returns a server for a part of a name")
	}
}

// servers returns all faults and variants.
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

// The requirement that must report a fault is in the area whose files define the fault.
func TestFaultsAreGroupedByArea(t *testing.T) {
	for _, a := range areas() {
		for _, f := range a.faults() {
			if r, known := requirement.Lookup(f.Caught); !known || r.Area() != a.name {
				t.Errorf("%s: %s is not in the area %s", f.Name, f.Caught, a.name)
			}
		}
	}
}

func TestEveryFaultNamesACheckedRequirement(t *testing.T) {
	for _, f := range Faults() {
		if r, known := requirement.Lookup(f.Caught); !known || r.Unobservable != "" {
			t.Errorf("%s: no check judges %q", f.Name, f.Caught)
		}
	}
}

func TestEveryCheckedRequirementHasAFault(t *testing.T) {
	withFault := map[string]bool{}
	for _, f := range Faults() {
		if f.Equivalent == "" {
			withFault[f.Caught] = true
		}
	}
	for _, r := range requirement.All() {
		if r.Unobservable == "" && !withFault[r.ID] {
			t.Errorf("%s has no fault", r.ID)
		}
	}
}

func TestEveryVariantHasAReading(t *testing.T) {
	for _, v := range Variants() {
		if v.Reading == "" {
			t.Errorf("%s has no reading", v.Name)
		}
	}
}

// A server of a fault or variant must not see the state of another one.
func TestServersShareNoState(t *testing.T) {
	for _, s := range servers() {
		one, other := s.New(), s.New()
		for _, server := range []*reference.Server{one, other} {
			switch status := ask(server, s, http.MethodPost, "/v2/images", `{"id": "`+testImage+`"}`); {
			case status == http.StatusConflict:
				t.Errorf("%s: a new server has the image of another one", s.Name)
			case status != http.StatusCreated && status < 400:
				t.Errorf("%s: creating an image answered %d", s.Name, status)
			}
		}
	}
}

// ask sends a request with the token of the owner and returns the status.
func ask(server http.Handler, s Server, method, target, body string) int {
	r := httptest.NewRequest(method, "http://test"+s.Config.PathPrefix+target, strings.NewReader(body))
	r.RequestURI = s.Config.PathPrefix + target
	r.Header.Set("X-Auth-Token", reference.DemoOwnerToken)
	w := httptest.NewRecorder()
	server.ServeHTTP(w, r)
	return w.Code
}

func TestFaultsWorkWithAPathPrefix(t *testing.T) {
	server, _ := Find("add-says-200")
	config := reference.Demo()
	config.PathPrefix = "/image"
	prefixed := server.With(config)
	handler := prefixed.New()
	status := ask(handler, prefixed, http.MethodPost, "/v2/images", `{"id": "`+testImage+`"}`)
	if status != http.StatusCreated {
		t.Fatalf("creating an image answered %d", status)
	}
	status = ask(handler, prefixed, http.MethodPut, "/v2/images/"+testImage+"/tags/blue", "")
	if status != http.StatusOK {
		t.Errorf("PUT answered %d, want 200 by the fault", status)
	}
}

// A variant must not fail for requests that only look like its own image IDs.
func TestIDsWithoutHyphensAcceptTagsThatLookLikeIDs(t *testing.T) {
	server, _ := Find("ids-without-hyphens")
	tag := strings.ReplaceAll(testImage, "-", "")
	status := ask(server.New(), server, http.MethodPut, "/v2/images/short/tags/"+tag, "")
	if status != http.StatusNotFound {
		t.Errorf("PUT on a missing image answered %d, want 404", status)
	}
}
