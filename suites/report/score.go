package report

import (
	"fmt"

	"tagcheck/suites/report/output"
)

// Score says how reliably the checks that made a report distinguish faulty
// servers from correct ones. "tagcheck selfcheck" measures it: it runs the checks
// against servers with one deliberate fault each, which the checks must catch,
// and against correct servers that differ from the reference server, about which
// they must not complain.
type Score struct {
	Bank     string    // SHA-256 of the source of these servers, in hexadecimal
	Code     string    // SHA-256 of the source of the checks, in hexadecimal
	Measured *Measured // nil where these servers and checks were not measured
	Reason   string    // why Measured is nil
}

// Measured is what a self-check found.
type Measured struct {
	Share       float64 // caught of the faults that can be caught, from 0 to 1, rounded down to four digits
	Faults      int     // in the bank, with those that are equivalent
	Equivalent  int     // that no request can distinguish from a correct server
	Variants    int     // correct servers that differ from the reference server
	Caught      int     // faults
	FalseAlarms int     // complaints about correct servers
}

// String is the score in one line.
func (s Score) String() string {
	m := s.Measured
	if m == nil {
		return "not measured for this build: " + s.Reason + " (tagcheck selfcheck measures it)"
	}
	alarms := "no false alarm"
	if m.FalseAlarms > 0 {
		alarms = output.Count(m.FalseAlarms, "false alarm")
	}
	return fmt.Sprintf("caught %d of %s, %s from %s (tagcheck selfcheck)",
		m.Caught, output.Count(m.Faults-m.Equivalent, "fault"), alarms, output.Count(m.Variants, "variant"))
}
