package suites_test

import (
	"testing"

	"tagcheck/reference"
	"tagcheck/suites/verdict"
)

// ofTheLibrary says that the library of Go does not meet the requirement: it
// serves what the reference server is wrapped in.
func ofTheLibrary(requirement string) bool {
	return requirement == "wire.both-lengths" || requirement == "wire.empty-line"
}

// What the library of Go does with the octets of a connection, without the
// filter that the reference server has before it: it goes on after a request
// with two lengths, and takes no empty line before one. It is not failed.
func TestTheLibraryOfGoIsWarnedAndNotFailed(t *testing.T) {
	result, err := run(t, reference.New(reference.Demo()), only(t, "wire."))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range result.Requirements {
		want := verdict.Pass
		if ofTheLibrary(r.ID) {
			want = verdict.Warn
		}
		if r.Verdict != want {
			t.Errorf("%s: %s (%s)", r.ID, r.Verdict, r.Reason)
		}
	}
}
