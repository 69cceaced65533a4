package bankserver

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"tagcheck/fixtures/target"
	"tagcheck/reference"
	"tagcheck/reference/fault"
)

func TestATargetIsDeclaredAsItsOperatorWould(t *testing.T) {
	root := &url.URL{Scheme: "http", Host: "127.0.0.1:1", Path: "/v2"}
	s := fault.Plain()
	s.Declares = fault.Declaration{Image: "an-image", Alphabet: "[a-z]+", Window: time.Second}
	got, err := Target(s, root)
	c := got.Capabilities
	if err != nil || got.Root != root || got.Image != "an-image" || got.Timeout != RequestTimeout {
		t.Errorf("got %+v, %v", got, err)
	}
	if c.NoAuthentication || c.TagQuota != reference.Demo().TagQuota || c.Window != time.Second {
		t.Errorf("got %+v", c)
	}
	if !c.Alphabet.MatchString("blue") || c.Alphabet.MatchString("blue7") {
		t.Errorf("got the alphabet %s", c.Alphabet)
	}
	for role, want := range map[target.Role]string{
		target.Owner: "owner-token", target.Stranger: "stranger-token", target.Reader: "reader-token",
		target.Admin: "admin-token",
	} {
		if got.Users[role] != target.StaticToken(want) {
			t.Errorf("%s: got %v", role, got.Users[role])
		}
	}
	s.Declares = fault.Declaration{QuotaUndeclared: true}
	got, _ = Target(s, root)
	c = got.Capabilities
	if c.TagQuota != target.QuotaUnknown || c.QuotaProbe != quotaProbe || c.Alphabet != nil {
		t.Errorf("undeclared: got %+v", c)
	}
	got, _ = Target(fault.Server{Name: "open"}, root)
	c = got.Capabilities
	if got.Users != nil || !c.NoAuthentication || c.TagQuota != target.QuotaNone {
		t.Errorf("without users: got %+v", got)
	}
}

func TestAnAlphabetThatDoesNotCompileIsNamed(t *testing.T) {
	s := fault.Plain()
	s.Declares.Alphabet = "[a-"
	const want = "the alphabet of the server reference: "
	if _, err := Target(s, &url.URL{}); err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("got %v", err)
	}
}

// asked is the status of the answer to a list of images, 0 for no answer.
func asked(t *testing.T, r Running) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, r.Root.String()+"/images", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("X-Auth-Token", reference.DemoOwnerToken)
	request.Close = true
	client := http.Client{Timeout: 10 * time.Second}
	answer, err := client.Do(request)
	if err != nil {
		return 0
	}
	answer.Body.Close()
	return answer.StatusCode
}

func TestAServerAnswersUntilItIsStopped(t *testing.T) {
	plain := fault.Plain()
	plain.Config.PathPrefix = "/image/"
	r, err := Start(plain)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Stop()
	if r.Root.Path != "/image/v2" {
		t.Errorf("its root is %s", r.Root)
	}
	if got := asked(t, r); got != http.StatusOK {
		t.Errorf("it answers %d", got)
	}
}

func TestAServerWithADiskIsKilledAndStartedAgain(t *testing.T) {
	r, err := StartDurable(fault.Plain())
	if err != nil {
		t.Fatal(err)
	}
	defer r.Stop()
	if got := asked(t, r); got != http.StatusOK {
		t.Errorf("it answers %d", got)
	}
	if err := r.Outage.Kill(t.Context()); err != nil || asked(t, r) != 0 {
		t.Errorf("killed: %v, and it answers", err)
	}
	if err := r.Outage.Restart(t.Context()); err != nil || asked(t, r) != http.StatusOK {
		t.Errorf("started again: %v, and it does not answer", err)
	}
}
