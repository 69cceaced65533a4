package consumer_test

import (
	"net/http/httptest"
	"net/url"
	"testing"

	"tagcheck/fixtures/target"
	"tagcheck/reference"
	"tagcheck/suites"
	"tagcheck/suites/report"
	"tagcheck/suites/requirement"
	"tagcheck/suites/verdict"
)

func TestImageTags(t *testing.T) {
	server := httptest.NewServer(reference.New(reference.Demo()))
	defer server.Close()
	root, _ := url.Parse(server.URL + "/v2")
	users := map[target.Role]target.TokenSource{target.Owner: target.StaticToken(reference.DemoOwnerToken)}
	options := suites.Options{Gate: verdict.Gate{AllowUnverified: true}} // there is one user only
	options.Requirements = requirement.ByIDs([]string{"add.stores", "remove.deletes", "access.add.401"})

	result, err := suites.Run(t.Context(), target.Target{Root: root, Users: users}, options)
	if err != nil {
		t.Fatal(err)
	}
	doc := report.New(result)
	if _, err := doc.WriteDir(t.Context(), t.TempDir()); err != nil { // JUnit, JSON, Markdown, HAR
		t.Error(err)
	}
	if result.Conclusion != verdict.Conformant {
		t.Error(doc.Sentence())
	}
}
