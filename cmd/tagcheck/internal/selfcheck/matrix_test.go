package selfcheck

import (
	"slices"
	"testing"

	"tagcheck/reference/fault"
	"tagcheck/suites/requirement"
	"tagcheck/suites/verdict"
)

// small is a bank with two faults, an equivalent one and a variant.
func small() Bank {
	equivalent := fault.Fault{Server: server("same"), Caught: "add.stores", Equivalent: "why"}
	return Bank{
		Right: []fault.Server{server("reference")}, Variants: []fault.Variant{{Server: server("differs"), Reading: "silence"}},
		Faults: []fault.Fault{{Server: server("one"), Caught: "add.stores"}, {Server: server("two"), Caught: "add.stores"}, equivalent},
	}
}

func of(name string, v verdict.Verdict, ids ...string) Run {
	r := found(v, ids...)
	r.Server, r.Checks = name, 7
	return r
}

func TestTheScoreCountsWhatCanBeCaught(t *testing.T) {
	m := New(small(), []Run{
		of("reference", verdict.Fail), of("differs", verdict.Warn, "wire.date"),
		of("one", verdict.Fail, "add.stores"), of("two", verdict.Fail, "wire.date"), of("same", verdict.Fail),
	})
	if want := (Score{Caught: 2, Intended: 1, Faults: 3, Equivalent: 1, Variants: 1, Alarms: 1}); m.Score() != want || m.Score().Share() != 1 {
		t.Errorf("got %+v, %v", m.Score(), m.Score().Share())
	}
	if !m.Failed() || !m.Complete() || m.Checks != 7 {
		t.Errorf("failed %t, complete %t, %d checks", m.Failed(), m.Complete(), m.Checks)
	}
	if got := (Score{Caught: 2, Faults: 4, Equivalent: 1}).Share(); got != 0.6666 {
		t.Errorf("two of three: got %v, which is rounded up", got)
	}
}

func TestAMatrixFailsByWhatItHolds(t *testing.T) {
	good := []Run{of("reference", verdict.Fail), of("differs", verdict.Fail), of("one", verdict.Fail, "add.stores"), of("two", verdict.Fail, "add.stores"), of("same", verdict.Fail)}
	for name, tt := range map[string]struct {
		change           func(runs []Run) []Run
		failed, complete bool
	}{
		"all well":   {func(runs []Run) []Run { return runs }, false, true},
		"a survivor": {func(runs []Run) []Run { runs[3].Findings = nil; return runs }, true, true},
		"an alarm of the reference": {func(runs []Run) []Run {
			runs[0].Findings = []Finding{{Requirement: "wire.date", Verdict: verdict.Fail}}
			return runs
		}, true, true},
		"unsteady": {func(runs []Run) []Run { return append(runs, of("one", verdict.Fail, "add.stores", "wire.date")) }, true, true},
		"a crash":  {func(runs []Run) []Run { runs[1].Broken = "b"; return runs }, false, false},
		"not run":  {func(runs []Run) []Run { return runs[:4] }, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			m := New(small(), tt.change(slices.Clone(good)))
			if m.Failed() != tt.failed || m.Complete() != tt.complete {
				t.Errorf("failed %t, complete %t", m.Failed(), m.Complete())
			}
		})
	}
}

func TestEachRequirementListsTheFaultsThatItCaught(t *testing.T) {
	m := New(small(), []Run{of("one", verdict.Fail, "add.stores"), of("two", verdict.Warn, "add.stores"), of("same", verdict.Fail, "add.stores", "wire.date")})
	idle := map[string]bool{}
	for _, r := range m.Idle() {
		idle[r.ID] = true
	}
	if len(m.Requirements) != len(requirement.All()) {
		t.Errorf("%d requirements", len(m.Requirements))
	}
	for _, r := range m.Requirements {
		if r.ID == "add.stores" && !slices.Equal(r.Faults, []string{"one", "two"}) {
			t.Errorf("add.stores: got %q", r.Faults)
		}
		if want := r.ID != "add.stores" && r.Unobservable == ""; idle[r.ID] != want {
			t.Errorf("%s is idle: got %t, want %t", r.ID, idle[r.ID], want)
		}
	}
}

func TestSelect(t *testing.T) {
	b := Bank{Whole: true, Right: []fault.Server{server("reference")}, Variants: []fault.Variant{{Server: server("add-slowly")}}, Faults: []fault.Fault{
		{Server: server("add-says-200")}, {Server: server("add-says-2000")}, {Server: server("address")},
	}}
	for name, want := range map[string][]string{
		"add": {"add-slowly", "add-says-200", "add-says-2000"}, "add-says-200": {"add-says-200"}, "reference": {"reference"}, "add-says": {"add-says-200", "add-says-2000"},
	} {
		got, err := b.Select([]string{name})
		if err != nil || !slices.Equal(got.Names(), want) || got.Whole {
			t.Errorf("%s: got %q, %v", name, got.Names(), err)
		}
	}
	for name, want := range map[string]string{
		"add-says-20": `there is no fault or variant "add-says-20"; did you mean add-says-200 or add-says-2000?`,
		"":            `there is no fault or variant "" (tagcheck serve --list-faults shows all)`,
	} {
		if _, err := b.Select([]string{"reference", name}); err == nil || err.Error() != want {
			t.Errorf("%q: got %v", name, err)
		}
	}
}
