package bank

import (
	"slices"
	"time"

	"tagcheck/cmd/tagcheck/internal/score"
	"tagcheck/suites/requirement"
)

// Matrix is the result of a self-check: servers, and which requirements caught
// each.
type Matrix struct {
	Started, Ended time.Time
	Bank           string // digest, see score.Bank
	Catalogue      string // digest, see requirement.Digest
	Code           string // digest, see score.Code
	FullBank       bool   // every server was asked for
	Interrupted    bool
	Checks         int // of the run against the reference server; 0 where there was none

	Reference    []Row // the reference server
	Variants     []Row // ordered by name
	Faults       []Row // ordered by intended requirement and name
	Requirements []Requirement
}

// Requirement is a statement of the catalogue with the faults that it caught.
type Requirement struct {
	requirement.Requirement
	Faults []string // names; caught in at least one run, without equivalent ones
}

// NewMatrix is the matrix of a bank and the runs against its servers.
func NewMatrix(b Bank, runs []Run) Matrix {
	m := Matrix{
		Bank: score.Bank(), Catalogue: requirement.Digest(), Code: score.Code(), FullBank: b.Full,
	}
	for _, s := range b.Reference {
		m.Reference = append(m.Reference, correctRow(s, "", runs))
	}
	for _, v := range b.Variants {
		m.Variants = append(m.Variants, correctRow(v.Server, v.Reading, runs))
	}
	for _, f := range b.Faults {
		m.Faults = append(m.Faults, faultRow(f, runs))
	}
	for _, r := range m.Reference {
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
func (m Matrix) Rows() []Row { return slices.Concat(m.Reference, m.Variants, m.Faults) }

// With gives the rows with one of these outcomes.
func (m Matrix) With(o ...Outcome) []Row {
	return slices.DeleteFunc(m.Rows(), func(r Row) bool { return !slices.Contains(o, r.Outcome) })
}

// Flaky gives the rows whose runs differ although the server does nothing by
// chance.
func (m Matrix) Flaky() []Row {
	return slices.DeleteFunc(m.Rows(), func(r Row) bool { return !r.Flaky })
}

// CaughtNothing gives the requirements that a check cites and that caught no
// fault.
func (m Matrix) CaughtNothing() []Requirement {
	return slices.DeleteFunc(slices.Clone(m.Requirements), func(r Requirement) bool {
		return len(r.Faults) > 0 || r.Unobservable != ""
	})
}

// Failed reports whether the checks were wrong about a server, or flaky.
func (m Matrix) Failed() bool { return len(m.With(Survived, Alarm))+len(m.Flaky()) > 0 }

// Complete reports whether every server was judged.
func (m Matrix) Complete() bool {
	return !m.Interrupted && len(m.With(Undecided, Broken, NotRun)) == 0
}

// Counts counts the rows.
func (m Matrix) Counts() score.Counts {
	c := score.Counts{Faults: len(m.Faults), Variants: len(m.Variants), Alarms: len(m.With(Alarm))}
	for _, r := range m.Faults {
		if r.Equivalent != "" {
			c.Equivalent++
		}
	}
	c.Intended = len(m.With(Intended))
	c.Caught = c.Intended + len(m.With(Other))
	return c
}

// Record is the score of the matrix, to be recorded.
func (m Matrix) Record() score.Record { return score.New(m.Counts(), m.Checks) }
