package suites_test

import (
	"testing"

	"tagcheck/reference"
	"tagcheck/suites/verdict"
)

// goLibraryFails returns whether the HTTP server of Go does not meet the requirement. It serves the handlers of these
// tests.
func goLibraryFails(requirement string) bool {
	return requirement == "wire.both-lengths" || requirement == "wire.empty-line"
}

// The HTTP server of Go, without the filter of the reference server, continues after a request with two lengths and
// refuses an empty line before a request. These are warnings.
func TestTheHTTPServerOfGoGetsWarnings(t *testing.T) {
	result := judgeHandler(t, reference.New(reference.Demo()), only("wire."))
	for _, r := range result.Requirements {
		want := verdict.Pass
		if goLibraryFails(r.ID) {
			want = verdict.Warn
		}
		if r.Verdict != want {
			t.Errorf("%s: %s (%s)", r.ID, r.Verdict, r.Reason)
		}
	}
}
