package bank

import (
	"slices"
	"testing"

	"tagcheck/reference/fault"
	"tagcheck/suites/verdict"
)

func server(name string) fault.Server { return fault.Server{Name: name, Text: "what it does"} }

func found(v verdict.Verdict, ids ...string) Run {
	r := Run{Server: "s"}
	for _, id := range ids {
		r.Findings = append(r.Findings, Finding{
			Requirement: id, Verdict: v, Undecided: v == verdict.NotVerified, Reason: "a reason",
		})
	}
	return r
}

func times(n int, r Run) []Run { return slices.Repeat([]Run{r}, n) }

func TestOutcomesOfFaults(t *testing.T) {
	caught, missed := found(verdict.Fail, "add.stores"), found(verdict.Fail)
	seldom := func(f *fault.Fault) { f.OneIn = 9 }
	equivalent := func(f *fault.Fault) { f.Equivalent = "why" }
	for name, tt := range map[string]struct {
		change func(f *fault.Fault)
		runs   []Run
		want   Outcome
	}{
		"caught":                        {nil, []Run{found(verdict.Fail, "add.stores", "wire.date")}, Intended},
		"caught by a warning":           {nil, []Run{found(verdict.Warn, "add.stores")}, Intended},
		"by another":                    {nil, []Run{found(verdict.Warn, "wire.date")}, Other},
		"blocked is not caught":         {nil, []Run{found(verdict.Block, "add.stores")}, Survived},
		"nothing":                       {nil, []Run{missed}, Survived},
		"its requirement is undecided":  {nil, []Run{found(verdict.NotVerified, "add.stores")}, Undecided},
		"another one is undecided":      {nil, []Run{found(verdict.NotVerified, "wire.date")}, Survived},
		"a crash":                       {nil, []Run{{Server: "s", Broken: "it panicked"}}, Broken},
		"not ready":                     {nil, []Run{{Server: "s", Refused: "it answers nothing"}}, Broken},
		"of another server":             {nil, []Run{{Server: "t"}}, NotRun},
		"interrupted":                   {nil, []Run{{Server: "s", Interrupted: true}}, NotRun},
		"once of two":                   {nil, []Run{caught, missed}, Survived},
		"by another in one of two":      {nil, []Run{caught, found(verdict.Fail, "wire.date")}, Other},
		"19 of 20, by chance":           {seldom, append(times(19, caught), missed), Intended},
		"18 of 20, by chance":           {seldom, append(times(18, caught), missed, missed), Survived},
		"by another, by chance":         {seldom, []Run{found(verdict.Fail, "wire.date")}, Intended},
		"never, by chance":              {seldom, times(20, missed), Survived},
		"19 of 20, not by chance":       {nil, append(times(19, caught), missed), Survived},
		"equivalent":                    {equivalent, []Run{missed}, Silent},
		"equivalent, yet caught":        {equivalent, []Run{missed, caught}, Alarm},
		"equivalent, and not ready":     {equivalent, []Run{{Server: "s", Refused: "r"}}, Alarm},
		"equivalent, and nothing known": {equivalent, []Run{{Server: "s", Broken: "b"}}, Broken},
		"caught by another and undecided": {
			nil, []Run{found(verdict.Fail, "wire.date"), found(verdict.NotVerified, "add.stores")}, Undecided,
		},
		"caught once, and the other run is undecided about another": {
			nil, []Run{caught, found(verdict.NotVerified, "wire.date")}, Survived,
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := fault.Fault{Server: server("s"), Caught: "add.stores"}
			if tt.change != nil {
				tt.change(&f)
			}
			if got := faultRow(f, tt.runs).Outcome; got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestOutcomesOfServersThatAreRight(t *testing.T) {
	for name, tt := range map[string]struct {
		run  Run
		want Outcome
	}{
		"nothing":     {found(verdict.Fail), Silent},
		"a failure":   {found(verdict.Fail, "wire.date"), Alarm},
		"a warning":   {found(verdict.Warn, "wire.date"), Alarm},
		"blocked":     {found(verdict.Block, "wire.date"), Alarm},
		"undecided":   {found(verdict.NotVerified, "wire.date"), Alarm},
		"a leftover":  {Run{Server: "s", Leftovers: []string{"an image"}}, Alarm},
		"not ready":   {Run{Server: "s", Refused: "it answers nothing"}, Alarm},
		"a crash":     {Run{Server: "s", Broken: "it panicked"}, Broken},
		"interrupted": {Run{Server: "s", Interrupted: true}, NotRun},
	} {
		t.Run(name, func(t *testing.T) {
			if got := correctRow(server("s"), "", []Run{tt.run}).Outcome; got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestWhatCaughtAFaultIsCountedTheIntendedFirst(t *testing.T) {
	f := fault.Fault{Server: server("s"), Caught: "wire.date"}
	first := found(verdict.Fail, "add.stores", "remove.deletes", "wire.date")
	first.Findings = append(first.Findings, Finding{Requirement: "add.visible", Verdict: verdict.Block})
	r := faultRow(f, []Run{first, found(verdict.Fail, "add.stores", "wire.date"), found(verdict.Fail)})
	want := []Catch{
		{"wire.date", verdict.Fail, 2, "a reason"}, {"add.stores", verdict.Fail, 2, "a reason"},
		{"remove.deletes", verdict.Fail, 1, "a reason"},
	}
	if !slices.Equal(r.Catches, want) || r.Caught != 2 || len(r.Runs) != 3 {
		t.Errorf("got %+v, caught in %d of %d", r.Catches, r.Caught, len(r.Runs))
	}
	if !r.Flaky {
		t.Error("the runs differ, and the row is not flaky")
	}
	f.OneIn = 3
	if faultRow(f, r.Runs).Flaky {
		t.Error("a fault that shows by chance is flaky")
	}
	if faultRow(f, times(3, first)).Flaky {
		t.Error("runs that agree are flaky")
	}
}

func TestEachProblemIsListedOnce(t *testing.T) {
	left := Run{Server: "s", Leftovers: []string{"an image"}, Refused: "no"}
	if got := correctRow(server("s"), "", []Run{left, left}).Problems(); !slices.Equal(got, []string{"no", "an image"}) {
		t.Errorf("got %q", got)
	}
}

// The outcomes are values in selfcheck.json.
func TestTheNamesOfTheOutcomes(t *testing.T) {
	want := []Outcome{"intended", "other", "survived", "silent", "alarm", "undecided", "broken", "not-run"}
	if got := Outcomes(); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
