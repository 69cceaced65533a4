// Package selfcheck judges the judge: it runs the whole suite against servers
// of which it is known whether they are right, and counts what the suite said
// of them. It renders nothing.
package selfcheck

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"tagcheck/reference/fault"
	"tagcheck/suites"
	"tagcheck/suites/verdict"
)

// Finding is a requirement that a run complained of or could not judge.
type Finding struct {
	Requirement string          `json:"requirement"`
	Verdict     verdict.Verdict `json:"verdict"`
	Undecided   bool            `json:"undecided,omitempty"`
	Reason      string          `json:"reason,omitempty"` // at most longestReason bytes
}

// Catches says that the requirement told the server from a right one. What is
// blocked or undecided tells nothing.
func (f Finding) Catches() bool { return f.Verdict == verdict.Fail || f.Verdict == verdict.Warn }

// Run is what one run of the suite found out about one server.
type Run struct {
	Server    string        `json:"server"`
	Findings  []Finding     `json:"findings,omitempty"` // ordered by requirement
	Checks    int           `json:"checks,omitempty"`   // how many ran
	Leftovers []string      `json:"leftovers,omitempty"`
	Refused   string        `json:"refused,omitempty"` // why the suite could not judge the server
	Broken    string        `json:"broken,omitempty"`  // why there is no result at all: a crash, a limit
	Cut       bool          `json:"cut,omitempty"`     // a signal ended it
	Took      time.Duration `json:"took_ns"`
}

// caught says that any requirement told the server from a right one.
func (r Run) caught() bool { return slices.ContainsFunc(r.Findings, Finding.Catches) }

// alarm says that the run has a complaint about a server that is right.
func (r Run) alarm() bool { return len(r.Findings) > 0 || len(r.Leftovers) > 0 || r.Refused != "" }

// finding is what the run said of a requirement; the zero value where it is
// met.
func (r Run) finding(id string) Finding {
	for _, f := range r.Findings {
		if f.Requirement == id {
			return f
		}
	}
	return Finding{}
}

// Judge serves s in this process and runs the whole suite against it, or ends
// it once a check of the requirement until has failed, if that is given. Only
// one may go on in a process at a time, as with [suites.Run].
func Judge(ctx context.Context, s fault.Server, until string) (run Run) {
	began := time.Now()
	run.Server = s.Name
	defer func() {
		if p := recover(); p != nil {
			run.Broken = fmt.Sprintf("it panicked: %v", p)
		}
		run.Took = time.Since(began)
	}()
	served, err := serve(s)
	if err != nil {
		run.Broken = err.Error()
		return run
	}
	defer served.Stop()
	t, err := Target(s, served.Root)
	if err != nil {
		run.Broken = err.Error()
		return run
	}
	profile, err := verdict.LoadProfile(verdict.DefaultProfile)
	if err != nil {
		run.Broken = err.Error()
		return run
	}
	suite, enough := context.WithCancel(ctx)
	defer enough()
	done := func(c verdict.Check) {
		if c.Outcome == verdict.Failed && slices.Contains(c.Requirements, until) {
			enough()
		}
	}
	result, err := suites.Run(suite, t, suites.Options{Profile: profile, UserAgent: "tagcheck/selfcheck", Outage: served.Outage, Done: done})
	run.take(result, err, ctx.Err() != nil)
	return run
}

// take keeps what came of a run of the suite. One that knew enough before its
// end was not cut, and says nothing of what it did not come to.
func (r *Run) take(result suites.Result, err error, cut bool) {
	r.Checks, r.Leftovers, r.Cut = len(result.Checks), result.Leftovers, cut
	if err != nil {
		r.Refused = err.Error()
		return
	}
	for _, q := range result.Requirements {
		f := Finding{Requirement: q.ID, Verdict: q.Verdict, Undecided: q.Undecided, Reason: brief(q.Reason)}
		if f.Catches() || !result.Interrupted && (f.Verdict == verdict.Block || f.Undecided) {
			r.Findings = append(r.Findings, f)
		}
	}
}

// longestReason bounds what is kept of why a requirement is not met: a matrix
// holds thousands of them.
const longestReason = 400

func brief(reason string) string {
	if len(reason) <= longestReason {
		return reason
	}
	return strings.ToValidUTF8(reason[:longestReason], "") + " …"
}
