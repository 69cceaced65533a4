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
	"tagcheck/suites/requirement"
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

// Judge serves s in this process and runs the whole suite against it. Where it
// is told which requirement ought to catch s, the checks of that one come
// first, and if they do catch it nothing else is run. Only one may go on in a
// process at a time, as with [suites.Run].
func Judge(ctx context.Context, s fault.Server, first string) Run {
	if q, known := requirement.Lookup(first); known {
		if run := judge(ctx, s, []requirement.Requirement{q}); run.finding(first).Catches() {
			return run
		}
	}
	return judge(ctx, s, nil)
}

func judge(ctx context.Context, s fault.Server, selected []requirement.Requirement) (run Run) {
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
	options := suites.Options{Requirements: selected, Profile: profile, UserAgent: "tagcheck/selfcheck", Outage: served.Outage}
	result, err := suites.Run(ctx, t, options)
	run.take(result, err)
	return run
}

func (r *Run) take(result suites.Result, err error) {
	r.Checks, r.Leftovers, r.Cut = len(result.Checks), result.Leftovers, result.Interrupted
	if err != nil {
		r.Refused = err.Error()
		return
	}
	for _, q := range result.Requirements {
		f := Finding{Requirement: q.ID, Verdict: q.Verdict, Undecided: q.Undecided, Reason: brief(q.Reason)}
		if f.Catches() || f.Verdict == verdict.Block || f.Undecided {
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
