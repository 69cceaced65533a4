package report

import (
	"bytes"
	"context"
	"flag"
	"io"
	"maps"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"tagcheck/suites"
	"tagcheck/suites/report/reporttest"
	"tagcheck/suites/requirement"
	"tagcheck/suites/verdict"
)

var build = Build{Version: "1.2.0", Commit: "0123abc"}

// documentOf is a document of r, made by the same build wherever the tests run.
func documentOf(r suites.Result) Document {
	d := New(r)
	d.Build = build
	return d
}

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
		t.Errorf("%s differs (go test -update rewrites it); got:\n%s", path, got)
	}
}

// formats gives the writer of each format by its name.
func formats(d Document) map[string]func(context.Context, io.Writer) error {
	return map[string]func(context.Context, io.Writer) error{
		"JSON": d.WriteJSON, "JUnit": d.WriteJUnit, "Markdown": d.WriteMarkdown, "HAR": d.WriteHAR,
	}
}

// all writes a document in every format.
func all(t *testing.T, d Document) map[string]string {
	t.Helper()
	texts := map[string]string{}
	for name, write := range formats(d) {
		var out bytes.Buffer
		if err := write(t.Context(), &out); err != nil {
			t.Fatal(err)
		}
		texts[name] = out.String()
	}
	return texts
}

func TestTheOrderOfAResultDoesNotMatter(t *testing.T) {
	result := func() suites.Result {
		r := reporttest.Failing()
		for i, q := range r.Requirements {
			if q.ID == "add.stores" {
				r.Requirements[i].Checks = []string{q.Checks[0], "wire has no Content-Length"}
			}
		}
		return r
	}
	reversed := result()
	slices.Reverse(reversed.Requirements)
	slices.Reverse(reversed.Checks)
	slices.Reverse(reversed.Exchanges)
	slices.Reverse(reversed.Findings)
	slices.Reverse(reversed.Leftovers)
	for _, q := range reversed.Requirements {
		slices.Reverse(q.Checks)
	}
	for range 5 { // the order of Go's maps changes from one to the next
		want, got := all(t, documentOf(result())), all(t, documentOf(reversed))
		for format := range want {
			if got[format] != want[format] {
				t.Errorf("%s depends on the order of the result", format)
			}
		}
	}
}

func TestNewLeavesTheResultAsItWas(t *testing.T) {
	r := reporttest.Failing()
	New(r)
	for i, want := range reporttest.Failing().Requirements {
		if r.Requirements[i].ID != want.ID {
			t.Fatalf("requirement %d is now %s", i, r.Requirements[i].ID)
		}
	}
}

func TestTotalsCountByVerdictLevelAndOutcome(t *testing.T) {
	got := New(reporttest.Failing()).Totals
	want := Totals{
		Requirements: 8, Checks: 9, Exchanges: 3,
		Verdicts: map[verdict.Verdict]int{
			"pass": 0, "fail": 2, "warn": 1, "waived": 1, "blocked": 1, "unsupported": 1, "not-verified": 1,
			"waiver-obsolete": 1,
		},
		Outcomes: map[verdict.Outcome]int{
			"passed": 1, "failed": 3, "blocked": 1, "unsupported": 1, "undecided": 1, "unseen": 1, "not-run": 1,
		},
	}
	if got.Requirements != want.Requirements || got.Checks != want.Checks || got.Exchanges != want.Exchanges ||
		!maps.Equal(got.Verdicts, want.Verdicts) || !maps.Equal(got.Outcomes, want.Outcomes) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	sum := noVerdicts()
	for _, l := range requirement.Levels() {
		for v, n := range got.Levels[l] {
			sum[v] += n
		}
	}
	if !maps.Equal(sum, want.Verdicts) || got.Levels["MAY"]["not-verified"] != 1 || got.Levels["SHOULD"]["warn"] != 1 {
		t.Errorf("by level: got %v", got.Levels)
	}
}

func TestAreasCountVerdicts(t *testing.T) {
	var names []string
	total := noVerdicts()
	for _, a := range New(reporttest.Failing()).Areas() {
		names = append(names, a.Area)
		for v, n := range a.Counts {
			total[v] += n
		}
		if a.Area == "wire" && (a.Counts["fail"] != 1 || a.Counts["warn"] != 1 || len(a.Counts) != 8) {
			t.Errorf("wire: got %v", a.Counts)
		}
	}
	if got := strings.Join(names, " "); got != "access add concurrent durable quota remove wire" {
		t.Errorf("areas: got %s", got)
	}
	if !maps.Equal(total, New(reporttest.Failing()).Totals.Verdicts) {
		t.Errorf("the areas add up to %v", total)
	}
}

func TestRequirementsOfOneAreaAreCountedTogether(t *testing.T) {
	r := reporttest.Conformant()
	r.Requirements[0] = reporttest.Requirement("add.again", requirement.Must, verdict.Fail)
	areas := New(r).Areas()
	if len(areas) != 1 || areas[0].Counts[verdict.Pass] != 1 || areas[0].Counts[verdict.Fail] != 1 {
		t.Errorf("got %+v", areas)
	}
}

func TestColumnsLeaveOutObsoleteWaiversWhereThereAreNone(t *testing.T) {
	if got := New(reporttest.Failing()).Columns(); !slices.Equal(got, verdicts()) {
		t.Errorf("got %v", got)
	}
	got := New(reporttest.Conformant()).Columns()
	if slices.Contains(got, verdict.WaiverObsolete) || len(got) != len(verdicts())-1 {
		t.Errorf("got %v", got)
	}
}

func TestEvidenceIsGivenInItsOrder(t *testing.T) {
	d := New(reporttest.Failing())
	r, known := d.Requirement("add.stores")
	failed := d.ChecksOf(r, verdict.Failed)
	if !known || len(failed) != 1 || len(d.ChecksOf(r, verdict.Failed, verdict.Undecided)) != 2 {
		t.Fatalf("%t: the failed checks are %v", known, failed)
	}
	failed[0].Evidence = []int{2, 77, 1}
	var ids []int
	for _, x := range d.Evidence(failed[0]) {
		ids = append(ids, x.ID)
	}
	if !slices.Equal(ids, []int{2, 1}) {
		t.Errorf("got the exchanges %v", ids)
	}
	if _, known := d.Requirement("add.unknown"); known {
		t.Error("a requirement that was not selected is known")
	}
}

func TestReasonsThatDifferOnlyInImageOrExchangeAreOne(t *testing.T) {
	r := reporttest.Blocked()
	r.Requirements = slices.Concat(r.Requirements, r.Requirements)
	for i, reason := range []string{
		"PUT /v2/images/6f1c2ef5-9a53-4b0c-9a39-0d8a3c1f7a10/tags/a was answered 200 (exchange 3)",
		"PUT /v2/images/0f1c2ef5-9a53-4b0c-9a39-0d8a3c1f7a11/tags/a was answered 200 (exchange 17)",
		"PUT /v2/images/0f1c2ef5-9a53-4b0c-9a39-0d8a3c1f7a11/tags/b was answered 200 (exchange 17)", "",
	} {
		r.Requirements[i].ID, r.Requirements[i].Reason = string(rune('a'+i)), reason
	}
	all := func(verdict.Requirement) bool { return true }
	groups := New(r).GroupByReason(all)
	if len(groups) != 3 || !slices.Equal(groups[0].IDs, []string{"a", "b"}) || groups[2].Reason != NoReason {
		t.Errorf("got %+v", groups)
	}
	if got := New(r).GroupByReason(func(q verdict.Requirement) bool { return q.ID == "c" }); len(got) != 1 {
		t.Errorf("of one chosen: got %+v", got)
	}
}

// Which verdicts leave a run inconclusive, and which a certification incomplete.
func TestUndecidedAndUnverified(t *testing.T) {
	set := func(change func(*verdict.Requirement)) verdict.Requirement {
		r := reporttest.Requirement("a.b", requirement.Must, verdict.NotVerified)
		change(&r)
		return r
	}
	for name, test := range map[string]struct {
		r                     verdict.Requirement
		undecided, unverified bool
	}{
		"pass":         {reporttest.Requirement("a.b", requirement.Must, verdict.Pass), false, false},
		"fail":         {reporttest.Requirement("a.b", requirement.Must, verdict.Fail), false, false},
		"warn":         {reporttest.Requirement("a.b", requirement.Should, verdict.Warn), false, false},
		"waived":       {reporttest.Requirement("a.b", requirement.Must, verdict.Waived), false, false},
		"blocked":      {reporttest.Requirement("a.b", requirement.Must, verdict.Block), true, true},
		"undecided":    {set(func(r *verdict.Requirement) { r.Undecided = true }), true, true},
		"not verified": {set(func(*verdict.Requirement) {}), false, true},
		"unobservable": {set(func(r *verdict.Requirement) { r.Unobservable = "inside" }), false, false},
		"undecided, unobservable": {set(func(r *verdict.Requirement) { r.Unobservable, r.Undecided = "inside", true }),
			true, true},
		"unsupported": {set(func(r *verdict.Requirement) { r.Verdict = verdict.NotSupported }), false, true},
		"declared": {set(func(r *verdict.Requirement) { r.Verdict, r.Declared = verdict.NotSupported, true }),
			false, false},
	} {
		if Undecided(test.r) != test.undecided || Unverified(test.r) != test.unverified {
			t.Errorf("%s: undecided %t, unverified %t", name, Undecided(test.r), Unverified(test.r))
		}
	}
}

func TestBuildOf(t *testing.T) {
	revision := debug.BuildSetting{Key: "vcs.revision", Value: "abc"}
	modified := debug.BuildSetting{Key: "vcs.modified", Value: "true"}
	clean := debug.BuildSetting{Key: "vcs.modified", Value: "false"}
	main := debug.Module{Path: module, Version: "v1.2.3"}
	for name, test := range map[string]struct {
		info *debug.BuildInfo
		want Build
	}{
		"nothing is known": {nil, Build{"devel", "unknown"}},
		"no version":       {&debug.BuildInfo{Main: debug.Module{Version: "(devel)"}}, Build{"devel", "unknown"}},
		"the program": {&debug.BuildInfo{Main: main, Settings: []debug.BuildSetting{revision, clean}},
			Build{"v1.2.3", "abc"}},
		"a modified tree": {&debug.BuildInfo{Settings: []debug.BuildSetting{revision, modified}},
			Build{"devel", "abc-dirty"}},
		"a module of another program": {
			&debug.BuildInfo{
				Main: debug.Module{Path: "example.com/vendor", Version: "v9"}, Settings: []debug.BuildSetting{revision},
				Deps: []*debug.Module{{Path: "example.com/other", Version: "v8"}, {Path: module, Version: "v0.1.0"}},
			}, Build{"v0.1.0", "unknown"},
		},
	} {
		if got := BuildOf(test.info); got != test.want {
			t.Errorf("%s: got %+v, want %+v", name, got, test.want)
		}
	}
	if ThisBuild().Version == "" || New(reporttest.Empty()).Build != ThisBuild() {
		t.Errorf("this build is %+v, and a report of it says %+v", ThisBuild(), New(reporttest.Empty()).Build)
	}
	if got := build.String(); got != "1.2.0 0123abc" {
		t.Errorf("got %s", got)
	}
}
