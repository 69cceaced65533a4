package report

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"tagcheck/suites"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs (go test -update rewrites it); came:\n%s", path, got)
	}
}

// all renders a document in every format.
func all(t *testing.T, d Document) map[string]string {
	t.Helper()
	var j, x, m, h, a, s bytes.Buffer
	for _, err := range []error{JSON(&j, d), JUnit(&x, d), Markdown(&m, d), HAR(&h, d)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	Annotations(&a, d)
	(&Terminal{Out: &s, Verbose: true}).Summary(d)
	return map[string]string{
		"json": j.String(), "junit": x.String(), "markdown": m.String(), "har": h.String(),
		"annotations": a.String(), "terminal": s.String(),
	}
}

func TestTheSameResultRendersToTheSameBytesInWhateverOrderItComes(t *testing.T) {
	result := func() suites.Result {
		r := failing()
		for i, q := range r.Requirements {
			if q.ID == "add.stores" {
				r.Requirements[i].Checks = []string{q.Checks[0], "wire has no Content-Length"}
			}
		}
		return r
	}
	turned := result()
	for _, reverse := range []func(){
		func() { slices.Reverse(turned.Requirements) }, func() { slices.Reverse(turned.Checks) },
		func() { slices.Reverse(turned.Exchanges) }, func() { slices.Reverse(turned.Findings) },
		func() { slices.Reverse(turned.Leftovers) },
	} {
		reverse()
	}
	for _, q := range turned.Requirements {
		slices.Reverse(q.Checks)
	}
	for range 5 { // the order of Go's maps changes from one to the next
		want, got := all(t, New(build, result())), all(t, New(build, turned))
		for format := range want {
			if got[format] != want[format] {
				t.Errorf("%s depends on the order of the result", format)
			}
		}
	}
}

func TestNewLeavesTheResultAsItWas(t *testing.T) {
	r := failing()
	New(build, r)
	for i, want := range failing().Requirements {
		if r.Requirements[i].ID != want.ID {
			t.Fatalf("requirement %d is now %s", i, r.Requirements[i].ID)
		}
	}
}

func TestTotalsCountByVerdictLevelAndOutcome(t *testing.T) {
	got := New(build, failing()).Totals
	if got.Requirements != 8 || got.Checks != 9 || got.Exchanges != 3 {
		t.Errorf("came %d requirements, %d checks, %d exchanges", got.Requirements, got.Checks, got.Exchanges)
	}
	if got.Verdicts["fail"] != 2 || got.Levels["MUST"]["fail"] != 2 || got.Levels["SHOULD"]["warn"] != 1 {
		t.Errorf("verdicts: came %v, levels %v", got.Verdicts, got.Levels)
	}
	if got.Outcomes["failed"] != 3 || got.Outcomes["undecided"] != 1 || len(got.Outcomes) != 7 {
		t.Errorf("outcomes: came %v", got.Outcomes)
	}
}
