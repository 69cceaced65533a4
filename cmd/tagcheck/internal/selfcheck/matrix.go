package selfcheck

import (
	"slices"
	"time"

	"tagcheck/reference/fault"
	"tagcheck/suites/requirement"
)

// Matrix is everything that a self-check found out: faults, and what caught
// them.
type Matrix struct {
	Started, Ended time.Time
	Bank           string // digest, see fault.Digest
	Catalogue      string // digest, see requirement.Digest
	Whole          bool   // the whole bank was asked for
	Interrupted    bool
	Checks         int // of the run against the reference server; 0 where there was none

	Right        []Row // the reference server
	Variants     []Row // ordered by name
	Faults       []Row // ordered by the requirement that ought to catch them and by name
	Requirements []Requirement
}

// Requirement is a statement of the catalogue with the faults that it caught.
type Requirement struct {
	requirement.Requirement
	Faults []string // names; in at least one run, and without equivalent ones
}

// New puts runs together to a matrix of a bank.
func New(b Bank, runs []Run) Matrix {
	m := Matrix{Bank: fault.Digest(), Catalogue: requirement.Digest(), Whole: b.Whole}
	for _, s := range b.Right {
		m.Right = append(m.Right, rightRow(s, "", runs))
	}
	for _, v := range b.Variants {
		m.Variants = append(m.Variants, rightRow(v.Server, v.Reading, runs))
	}
	for _, f := range b.Faults {
		m.Faults = append(m.Faults, faultRow(f, runs))
	}
	for _, r := range m.Right {
		for _, run := range r.Runs {
			m.Checks = max(m.Checks, run.Checks)
		}
	}
	for _, q := range requirement.All() {
		m.Requirements = append(m.Requirements, Requirement{q, m.caughtBy(q.ID)})
	}
	return m
}

func (m Matrix) caughtBy(id string) []string {
	var names []string
	for _, r := range m.Faults {
		if r.Equivalent == "" && r.caughtBy(id) > 0 {
			names = append(names, r.Name)
		}
	}
	return names
}

// Rows gives every row: the reference server, variants, faults.
func (m Matrix) Rows() []Row { return slices.Concat(m.Right, m.Variants, m.Faults) }

// With gives the rows with one of these outcomes.
func (m Matrix) With(o ...Outcome) []Row {
	return slices.DeleteFunc(m.Rows(), func(r Row) bool { return !slices.Contains(o, r.Outcome) })
}

// Unsteady gives the rows whose runs differ although nothing of them is chance.
func (m Matrix) Unsteady() []Row {
	return slices.DeleteFunc(m.Rows(), func(r Row) bool { return !r.Unsteady })
}

// Idle gives the requirements that a check cites and that caught no fault.
func (m Matrix) Idle() []Requirement {
	return slices.DeleteFunc(slices.Clone(m.Requirements), func(r Requirement) bool {
		return len(r.Faults) > 0 || r.Unobservable != ""
	})
}

// Failed says that the judge was wrong of a server, or not the same each time.
func (m Matrix) Failed() bool { return len(m.With(Survived, Alarm))+len(m.Unsteady()) > 0 }

// Complete says that every server was judged.
func (m Matrix) Complete() bool {
	return !m.Interrupted && len(m.With(Undecided, Broken, NotRun)) == 0
}
