package selfcheck

import (
	_ "embed" // for the record
	"encoding/json"
	"fmt"
	"io"

	"tagcheck/reference/fault"
	"tagcheck/suites/requirement"
)

// Record is the score of a build, kept so that a report can tell it without
// measuring it again.
type Record struct {
	Score      float64 `json:"score"` // from 0 to 1
	Caught     int     `json:"caught"`
	Faults     int     `json:"faults"`
	Equivalent int     `json:"equivalent"`
	Variants   int     `json:"variants"`
	Alarms     int     `json:"alarms"`
	Checks     int     `json:"checks"`
	Bank       string  `json:"bank"`      // digest, see fault.Digest
	Catalogue  string  `json:"catalogue"` // digest, see requirement.Digest
}

//go:embed record.json
var recorded []byte

// Recorded is the record that this program was built with.
func Recorded() Record {
	var r Record
	if err := json.Unmarshal(recorded, &r); err != nil {
		panic(fmt.Sprintf("selfcheck: the record can't be read: %v", err))
	}
	return r
}

// Record is what is kept of a matrix.
func (m Matrix) Record() Record {
	s := m.Score()
	return Record{
		Score: s.Share(), Caught: s.Caught, Faults: s.Faults, Equivalent: s.Equivalent, Variants: s.Variants,
		Alarms: s.Alarms, Checks: m.Checks, Bank: m.Bank, Catalogue: m.Catalogue,
	}
}

// Write writes the record as it is kept.
func (r Record) Write(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(r)
}

// Holds says that the record was measured with the bank and the catalogue of
// this build.
func (r Record) Holds() bool { return r.Bank == fault.Digest() && r.Catalogue == requirement.Digest() }

// Standing is what a build can say of itself as a judge.
type Standing struct {
	Bank       string  // digest of its bank
	Faults     int     // in it
	Equivalent int     // of those
	Variants   int     // in it
	Measured   *Record // nil where this build was not measured
}

// Stand gives the standing of this build.
func Stand() Standing { return stand(Recorded()) }

func stand(r Record) Standing {
	b := Whole()
	s := Standing{Bank: fault.Digest(), Faults: len(b.Faults), Variants: len(b.Variants)}
	for _, f := range b.Faults {
		if f.Equivalent != "" {
			s.Equivalent++
		}
	}
	if r.Holds() {
		s.Measured = &r
	}
	return s
}
