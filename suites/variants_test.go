package suites_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/target"
	"tagcheck/reference"
	"tagcheck/suites"
	"tagcheck/suites/verdict"
)

// A quota of two tags is enough for most checks, and the others know it. The
// bank of package fault holds the other variants, which the self-check judges.
func TestAQuotaOfTwoRaisesNoAlarm(t *testing.T) {
	root := serve(t, reference.Config{TagQuota: 2})
	small := target.Target{Root: root, Timeout: 5 * time.Second, Capabilities: target.Capabilities{TagQuota: 2}}
	result, err := suites.Run(t.Context(), small, suites.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range result.Checks {
		if c.Outcome != verdict.Passed && c.Outcome != verdict.Unsupported && c.Outcome != verdict.Unseen {
			t.Errorf("%s: %s %s", c.ID, c.Outcome, c.Reason)
		}
	}
}

func TestABorrowedImageIsEnoughAndComesBackAsItWas(t *testing.T) {
	server := reference.New(reference.Config{})
	made := httptest.NewRecorder()
	server.ServeHTTP(made, httptest.NewRequest(http.MethodPost, "/v2/images", strings.NewReader(`{"tags": ["mine", "gold"]}`)))
	image, err := imageapi.DecodeImage(made.Body.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost && r.URL.Path == "/v2/images" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		server.ServeHTTP(w, r)
	}))
	defer front.Close()
	root, err := url.Parse(front.URL + "/v2")
	if err != nil {
		t.Fatal(err)
	}
	borrowed := target.Target{Root: root, Timeout: 5 * time.Second, Image: image.ID, Capabilities: target.Capabilities{TagQuota: target.QuotaNone}}
	result, err := suites.Run(t.Context(), borrowed, suites.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range result.Checks {
		if (c.Outcome == verdict.Failed || c.Outcome == verdict.Blocked || c.Outcome == verdict.Undecided) && !ofTheLibrary(c.Requirements[0]) {
			t.Errorf("%s: %s %s", c.ID, c.Outcome, c.Reason)
		}
	}
	for _, id := range []string{"add.exact.non-ascii", "concurrent.adds-kept", "concurrent.one-winner", "concurrent.linearizable.tags"} {
		if got := verdictOf(t, result, id); got.Verdict != verdict.Pass {
			t.Errorf("%s: %s (%s)", id, got.Verdict, got.Reason)
		}
	}
	if list := listed(server); !strings.Contains(list, `"gold"`) || !strings.Contains(list, `"mine"`) || strings.Contains(list, `"blue"`) {
		t.Errorf("afterwards: %s", list)
	}
}
