// Package score is the score of this build: how many of the faults in the bank
// its checks catch, as "tagcheck selfcheck" measured it the last time.
//
// Measuring takes minutes, so the result is recorded in record.json, and "make
// score" renews it. A report shows the recorded score only where it was
// measured with this catalogue, with checks of this code, and with servers of
// this code; [Bank] and [Code] are the digests. Comments and
// formatting do not change them.
//
//	document.Score = score.OfThisBuild()
//
// The package does not run anything: package bank does.
package score

import (
	_ "embed" // for the record
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"tagcheck/suites/report"
	"tagcheck/suites/report/output"
	"tagcheck/suites/requirement"
)

// Record is a score with all that it was measured with.
type Record struct {
	Score      float64 `json:"score"` // from 0 to 1
	Caught     int     `json:"caught"`
	Faults     int     `json:"faults"`
	Equivalent int     `json:"equivalent"`
	Variants   int     `json:"variants"`
	Alarms     int     `json:"alarms"`
	Checks     int     `json:"checks"`    // that ran against the reference server
	Bank       string  `json:"bank"`      // digest, see Bank
	Catalogue  string  `json:"catalogue"` // digest, see requirement.Digest
	Code       string  `json:"code"`      // digest, see Code
}

// New is a record of counts that this build measured.
func New(c Counts, checks int) Record {
	return Record{
		Score: c.Share(), Caught: c.Caught, Faults: c.Faults, Equivalent: c.Equivalent, Variants: c.Variants,
		Alarms: c.Alarms, Checks: checks, Bank: Bank(), Catalogue: requirement.Digest(), Code: Code(),
	}
}

//go:embed record.json
var recorded []byte

// Recorded is the record that this program was built with.
func Recorded() Record {
	var r Record
	if err := json.Unmarshal(recorded, &r); err != nil {
		panic(fmt.Sprintf("score: record.json cannot be read: %v", err))
	}
	return r
}

// Write writes the record as record.json holds it.
func (r Record) Write(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(r)
}

// WriteFile writes the record to a file, which is complete or stays as it was.
func (r Record) WriteFile(path string) error { return output.WriteFile(path, r.Write) }

// Stale says what changed in this build after the record was measured; empty
// where nothing did.
func (r Record) Stale() string {
	var changed []string
	for _, part := range []struct{ name, recorded, now string }{
		{"the code of the checks", r.Code, Code()},
		{"the catalogue of requirements", r.Catalogue, requirement.Digest()},
		{"the code of the servers with faults", r.Bank, Bank()},
	} {
		if part.recorded != part.now {
			changed = append(changed, part.name)
		}
	}
	if len(changed) == 0 {
		return ""
	}
	return strings.Join(changed, ", ") + " changed after the last measurement"
}

// OfThisBuild is the score that reports of this build show.
func OfThisBuild() *report.Score { return of(Recorded()) }

func of(r Record) *report.Score {
	s := &report.Score{Bank: Bank(), Code: Code(), Reason: r.Stale()}
	if s.Reason == "" {
		s.Measured = &report.Measured{
			Share: r.Score, Faults: r.Faults, Equivalent: r.Equivalent, Variants: r.Variants,
			Caught: r.Caught, FalseAlarms: r.Alarms,
		}
	}
	return s
}

// Compare gives an error where r, the record that reports show, is not what was
// measured.
func (r Record) Compare(measured Record) error {
	if r == measured {
		return nil
	}
	return fmt.Errorf("the recorded score, which reports of this build show, is not what was measured: "+
		"renew it with 'make score' and build again\nrecorded: %s\nmeasured: %s", r, measured)
}

// String is the record in one line, with the beginnings of its digests.
func (r Record) String() string {
	return fmt.Sprintf("%d of %s caught, %d equivalent, %s, %s, %s, bank %.12s, catalogue %.12s, code %.12s",
		r.Caught, output.Count(r.Faults-r.Equivalent, "fault"), r.Equivalent, output.Count(r.Variants, "variant"),
		output.Count(r.Alarms, "false alarm"), output.Count(r.Checks, "check"), r.Bank, r.Catalogue, r.Code)
}
