package suites_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/target"
	"tagcheck/reference"
	"tagcheck/suites/verdict"
)

// A quota of two tags is enough for most checks, and the others are unsupported. The self-check judges more variants.
func TestATargetWithAQuotaOfTwo(t *testing.T) {
	result, err := judge(t, noUsers(serve(t, reference.Config{TagQuota: 2}), 2), small)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range result.Checks {
		if c.Outcome != verdict.Passed && c.Outcome != verdict.Unsupported && c.Outcome != verdict.Unseen {
			t.Errorf("%s: %s %s", c.ID, c.Outcome, c.Reason)
		}
	}
}

func TestATargetThatDoesNotCreateImages(t *testing.T) {
	server := reference.New(reference.Config{})
	created := httptest.NewRecorder()
	server.ServeHTTP(
		created, httptest.NewRequest(http.MethodPost, "/v2/images", strings.NewReader(`{"tags": ["mine", "gold"]}`)),
	)
	image, err := imageapi.DecodeImage(created.Body.Bytes())
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
	borrowing := noUsers(rootOf(t, front), target.QuotaNone)
	borrowing.Image = image.ID
	result, err := judge(t, borrowing, small)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range result.Checks {
		if (c.Outcome == verdict.Failed || c.Outcome == verdict.Blocked || c.Outcome == verdict.Undecided) &&
			!goLibraryFails(c.Requirements[0]) {
			t.Errorf("%s: %s %s", c.ID, c.Outcome, c.Reason)
		}
	}
	for _, id := range []string{
		"add.exact.non-ascii", "concurrent.adds-kept", "concurrent.one-winner", "concurrent.linearizable.tags",
	} {
		if got := verdictOf(t, result, id); got.Verdict != verdict.Pass {
			t.Errorf("%s: %s (%s)", id, got.Verdict, got.Reason)
		}
	}
	list := images(server)
	if !strings.Contains(list, `"gold"`) || !strings.Contains(list, `"mine"`) || strings.Contains(list, `"blue"`) {
		t.Errorf("afterwards: %s", list)
	}
}
