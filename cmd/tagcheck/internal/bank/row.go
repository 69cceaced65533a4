package bank

import (
	"cmp"
	"slices"

	"tagcheck/reference/fault"
	"tagcheck/suites/requirement"
	"tagcheck/suites/verdict"
)

// Outcome is what the suite found about a server.
type Outcome string

// The outcomes.
const (
	Intended  Outcome = "intended"  // a fault, caught by the intended requirement, or by any if it shows by chance
	Other     Outcome = "other"     // a fault, caught by other requirements only
	Survived  Outcome = "survived"  // a fault that no requirement caught
	Silent    Outcome = "silent"    // a correct server, or equivalent to one, without a complaint
	Alarm     Outcome = "alarm"     // the same, with a complaint
	Undecided Outcome = "undecided" // a fault whose intended requirement could not be judged
	Broken    Outcome = "broken"    // a run ended early: nothing is known
	NotRun    Outcome = "not-run"   // interrupted before it began
)

// Outcomes gives every outcome, the best first.
func Outcomes() []Outcome {
	return []Outcome{Intended, Other, Survived, Silent, Alarm, Undecided, Broken, NotRun}
}

// Row is one server of the matrix with its runs.
type Row struct {
	Name, Text string
	Intended   string // of a fault: ID of the requirement that must catch it
	Equivalent string // of a fault: why no request can distinguish it from a correct server; empty if one can
	OneIn      int    // of a fault: it shows in one of so many requests; 0 for always
	Reading    string // of a variant: what allows it

	Runs    []Run   // that were not interrupted
	Outcome Outcome // of all runs together
	Catches []Catch // the intended requirement first, then by ID
	Caught  int     // how many of the runs caught it
	Flaky   bool    // the runs differ in what caught it, although the server does nothing by chance
}

// Catch is a requirement that caught a server.
type Catch struct {
	Requirement string
	Verdict     verdict.Verdict
	Runs        int    // how many
	Reason      string // of the first of them
}

// Area is the area of the intended requirement.
func (r Row) Area() string { return requirement.Requirement{ID: r.Intended}.Area() }

// chanceCaught is the share of the runs that must catch a fault which shows by
// chance.
const chanceCaught = 0.95

// enough reports whether a fault that n of its runs caught counts as caught. It
// has been run.
func (r Row) enough(n int) bool {
	if r.OneIn > 0 {
		return float64(n) >= chanceCaught*float64(len(r.Runs))
	}
	return n == len(r.Runs)
}

func faultRow(f fault.Fault, runs []Run) Row {
	r := Row{Name: f.Name, Text: f.Text, Intended: f.Caught, Equivalent: f.Equivalent, OneIn: f.OneIn}
	r.gather(runs)
	switch {
	case len(r.Runs) == 0:
		r.Outcome = NotRun
	case r.any(func(run Run) bool { return run.Broken != "" }):
		r.Outcome = Broken
	case f.Equivalent != "":
		r.Outcome = r.complaints()
	case r.any(func(run Run) bool { return run.Refused != "" }):
		r.Outcome = Broken
	case f.OneIn > 0 && r.enough(r.Caught), r.enough(r.caughtBy(f.Caught)): // what shows by chance shows anywhere
		r.Outcome = Intended
	case r.enough(r.Caught):
		r.Outcome = Other
	case r.any(func(run Run) bool { return !run.caught() && run.finding(f.Caught).Undecided }):
		r.Outcome = Undecided
	default:
		r.Outcome = Survived
	}
	return r
}

// correctRow is the row of a correct server.
func correctRow(s fault.Server, reading string, runs []Run) Row {
	r := Row{Name: s.Name, Text: s.Text, Reading: reading}
	r.gather(runs)
	switch {
	case len(r.Runs) == 0:
		r.Outcome = NotRun
	case r.any(func(run Run) bool { return run.Broken != "" }):
		r.Outcome = Broken
	default:
		r.Outcome = r.complaints()
	}
	return r
}

// complaints is the outcome of a server about which nobody may complain.
func (r Row) complaints() Outcome {
	if r.any(Run.alarm) {
		return Alarm
	}
	return Silent
}

func (r Row) any(is func(Run) bool) bool { return slices.ContainsFunc(r.Runs, is) }

func (r Row) caughtBy(id string) int {
	for _, c := range r.Catches {
		if c.Requirement == id {
			return c.Runs
		}
	}
	return 0
}

// gather takes the runs against the server of the row and counts what caught it.
func (r *Row) gather(runs []Run) {
	for _, run := range runs {
		if run.Server != r.Name || run.Interrupted {
			continue
		}
		r.Runs = append(r.Runs, run)
		if run.caught() {
			r.Caught++
		}
		for _, f := range run.Findings {
			if f.Catches() {
				r.count(f)
			}
		}
	}
	slices.SortStableFunc(r.Catches, func(a, b Catch) int {
		return cmp.Or(r.rank(a)-r.rank(b), cmp.Compare(a.Requirement, b.Requirement))
	})
	r.Flaky = r.OneIn == 0 && slices.ContainsFunc(r.Catches, func(c Catch) bool { return c.Runs < len(r.Runs) })
}

func (r *Row) count(f Finding) {
	for i := range r.Catches {
		if r.Catches[i].Requirement == f.Requirement {
			r.Catches[i].Runs++
			return
		}
	}
	r.Catches = append(r.Catches, Catch{f.Requirement, f.Verdict, 1, f.Reason})
}

func (r Row) rank(c Catch) int {
	if c.Requirement == r.Intended {
		return 0
	}
	return 1
}

// Alarms gives the findings of the first run with a complaint.
func (r Row) Alarms() []Finding {
	for _, run := range r.Runs {
		if run.alarm() {
			return run.Findings
		}
	}
	return nil
}

// Problems gives what went wrong in the runs, each text once: why there is no
// result, and which images were left behind.
func (r Row) Problems() []string {
	var texts []string
	for _, run := range r.Runs {
		for _, text := range append([]string{run.Broken, run.Refused}, run.Leftovers...) {
			if text != "" && !slices.Contains(texts, text) {
				texts = append(texts, text)
			}
		}
	}
	return texts
}
