package bank

import (
	"slices"
	"testing"

	"tagcheck/cmd/tagcheck/internal/score"
	"tagcheck/reference/fault"
	"tagcheck/suites/requirement"
	"tagcheck/suites/verdict"
)

// small is a bank with two faults, an equivalent one and a variant.
func small() Bank {
	equivalent := fault.Fault{Server: server("same"), Caught: "add.stores", Equivalent: "why"}
	return Bank{
		Reference: []fault.Server{server("reference")},
		Variants:  []fault.Variant{{Server: server("differs"), Reading: "silence"}},
		Faults: []fault.Fault{
			{Server: server("one"), Caught: "add.stores"}, {Server: server("two"), Caught: "add.stores"}, equivalent,
		},
	}
}

func of(name string, v verdict.Verdict, ids ...string) Run {
	r := found(v, ids...)
	r.Server, r.Checks = name, 7
	return r
}

func TestTheCountsAreOfWhatCanBeCaught(t *testing.T) {
	m := NewMatrix(small(), []Run{
		of("reference", verdict.Fail), of("differs", verdict.Warn, "wire.date"),
		of("one", verdict.Fail, "add.stores"), of("two", verdict.Fail, "wire.date"), of("same", verdict.Fail),
	})
	want := score.Counts{Caught: 2, Intended: 1, Faults: 3, Equivalent: 1, Variants: 1, Alarms: 1}
	if m.Counts() != want || m.Checks != 7 {
		t.Errorf("got %+v and %d checks, want %+v", m.Counts(), m.Checks, want)
	}
	if got := m.Record(); got != score.New(want, 7) {
		t.Errorf("the record is %+v", got)
	}
}

func TestAMatrixFailsByItsRows(t *testing.T) {
	good := []Run{
		of("reference", verdict.Fail), of("differs", verdict.Fail), of("one", verdict.Fail, "add.stores"),
		of("two", verdict.Fail, "add.stores"), of("same", verdict.Fail),
	}
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
		"flaky": {func(runs []Run) []Run {
			return append(runs, of("one", verdict.Fail, "add.stores", "wire.date"))
		}, true, true},
		"undecided": {func(runs []Run) []Run {
			runs[3] = of("two", verdict.NotVerified, "add.stores")
			return runs
		}, false, false},
		"a crash": {func(runs []Run) []Run { runs[1].Broken = "b"; return runs }, false, false},
		"not run": {func(runs []Run) []Run { return runs[:4] }, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			m := NewMatrix(small(), tt.change(slices.Clone(good)))
			if m.Failed() != tt.failed || m.Complete() != tt.complete {
				t.Errorf("failed %t, complete %t", m.Failed(), m.Complete())
			}
			if m.Interrupted = true; m.Complete() {
				t.Error("an interrupted self-check is complete")
			}
		})
	}
}

func TestEachRequirementListsTheFaultsThatItCaught(t *testing.T) {
	m := NewMatrix(small(), []Run{
		of("one", verdict.Fail, "add.stores"), of("two", verdict.Warn, "add.stores"),
		of("same", verdict.Fail, "add.stores", "wire.date"),
	})
	nothing := map[string]bool{}
	for _, r := range m.CaughtNothing() {
		nothing[r.ID] = true
	}
	if len(m.Requirements) != len(requirement.All()) {
		t.Errorf("%d requirements", len(m.Requirements))
	}
	for _, r := range m.Requirements {
		if r.ID == "add.stores" && !slices.Equal(r.Faults, []string{"one", "two"}) {
			t.Errorf("add.stores: got %q", r.Faults)
		}
		if want := r.ID != "add.stores" && r.Unobservable == ""; nothing[r.ID] != want {
			t.Errorf("%s caught nothing: got %t, want %t", r.ID, nothing[r.ID], want)
		}
	}
}

func TestSelect(t *testing.T) {
	b := Bank{
		Full: true, Reference: []fault.Server{server("reference")},
		Variants: []fault.Variant{{Server: server("add-slowly")}},
		Faults: []fault.Fault{
			{Server: server("add-says-200")}, {Server: server("add-says-2000")}, {Server: server("address")},
		},
	}
	for name, want := range map[string][]string{
		"add": {"add-slowly", "add-says-200", "add-says-2000"}, "add-says-200": {"add-says-200"},
		"reference": {"reference"}, "add-says": {"add-says-200", "add-says-2000"},
	} {
		got, err := b.Select([]string{name})
		if err != nil || !slices.Equal(got.Names(), want) || got.Full {
			t.Errorf("%s: got %q, %v", name, got.Names(), err)
		}
	}
	for name, want := range map[string]string{
		"add-says-20": `unknown fault or variant "add-says-20"; did you mean add-says-200 or add-says-2000?`,
		"":            `unknown fault or variant "" ('tagcheck serve --list-faults' lists all)`,
	} {
		if _, err := b.Select([]string{"reference", name}); err == nil || err.Error() != want {
			t.Errorf("%q: got %v", name, err)
		}
	}
}

// Only a fault that every run must show has one requirement that is enough.
func TestIntended(t *testing.T) {
	b := small()
	chance := fault.Fault{Server: server("seldom"), Caught: "add.stores", OneIn: 9}
	b.Faults = append(b.Faults, chance)
	for name, want := range map[string]string{
		"one": "add.stores", "same": "", "seldom": "", "differs": "", "reference": "", "unknown": "",
	} {
		if got := b.Intended(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

func TestTheFullBankHasEveryServerOnce(t *testing.T) {
	b := Full()
	want := 1 + len(fault.Variants()) + len(fault.Faults())
	seen := map[string]bool{}
	for _, name := range b.Names() {
		if s, known := b.Find(name); !known || s.Name != name {
			t.Errorf("%s is not found", name)
		}
		seen[name] = true
	}
	if len(seen) != want || len(b.Servers()) != want || !b.Full {
		t.Errorf("%d servers with %d names, want %d", len(b.Servers()), len(seen), want)
	}
	if _, known := b.Find("unknown"); known {
		t.Error("an unknown server is found")
	}
}
