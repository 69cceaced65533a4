// Package bank tests the checks: it runs the whole suite against servers of
// which it is known whether they are correct, and counts what the suite found.
//
// A fault is the reference server with one deliberate mistake; a requirement
// must catch it. A variant differs from the reference server and is correct; no
// requirement may complain about it. [Judge] runs the suite against one server,
// a [Pool] of workers against many, and [NewMatrix] puts the runs together:
//
//	servers, err := bank.Full().Select([]string{"add-says-200"})
//	...
//	var runs []bank.Run
//	for _, s := range servers.Servers() {
//		runs = append(runs, bank.Judge(ctx, s, ""))
//	}
//	matrix := bank.NewMatrix(servers, runs)
//
// The package renders nothing: package report/matrix does.
package bank

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"tagcheck/cmd/tagcheck/internal/bankserver"
	"tagcheck/reference/fault"
	"tagcheck/suites"
	"tagcheck/suites/requirement"
	"tagcheck/suites/verdict"
)

// Finding is a requirement that a run found not met, or could not judge.
type Finding struct {
	Requirement string          `json:"requirement"`
	Verdict     verdict.Verdict `json:"verdict"`
	Undecided   bool            `json:"undecided,omitempty"`
	Reason      string          `json:"reason,omitempty"` // at most maxReason bytes and an ellipsis
}

// Catches reports whether the requirement distinguished the server from a right
// one. What is blocked or undecided distinguishes nothing.
func (f Finding) Catches() bool { return f.Verdict == verdict.Fail || f.Verdict == verdict.Warn }

// Run is the result of one run of the suite against one server.
type Run struct {
	Server      string        `json:"server"`
	Findings    []Finding     `json:"findings,omitempty"` // ordered by requirement
	Checks      int           `json:"checks,omitempty"`   // that ran
	Leftovers   []string      `json:"leftovers,omitempty"`
	Refused     string        `json:"refused,omitempty"` // why the suite could not judge the server
	Broken      string        `json:"broken,omitempty"`  // why there is no result: a crash, a time limit
	Interrupted bool          `json:"interrupted,omitempty"`
	Took        time.Duration `json:"took_ns"`
}

// caught reports whether any requirement caught the server.
func (r Run) caught() bool { return slices.ContainsFunc(r.Findings, Finding.Catches) }

// alarm reports whether the run complains about a correct server.
func (r Run) alarm() bool { return len(r.Findings) > 0 || len(r.Leftovers) > 0 || r.Refused != "" }

// finding is what the run found about a requirement; zero where it is met.
func (r Run) finding(id string) Finding {
	for _, f := range r.Findings {
		if f.Requirement == id {
			return f
		}
	}
	return Finding{}
}

// Judge serves s in this process and runs the whole suite against it. If first
// is the ID of a requirement, its checks run first, and where they catch s no
// others run. Only one call may be in progress in a process, as with
// [suites.Run].
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
	running, err := bankserver.Start(s)
	if err != nil {
		run.Broken = err.Error()
		return run
	}
	defer running.Stop()
	t, err := bankserver.Target(s, running.Root)
	if err != nil {
		run.Broken = err.Error()
		return run
	}
	profile, err := verdict.LoadProfile(verdict.DefaultProfile)
	if err != nil {
		run.Broken = err.Error()
		return run
	}
	result, err := suites.Run(ctx, t, suites.Options{
		Requirements: selected, Profile: profile, UserAgent: "tagcheck/selfcheck", Outage: running.Outage,
	})
	run.record(result, err)
	return run
}

func (r *Run) record(result suites.Result, err error) {
	r.Checks, r.Leftovers, r.Interrupted = len(result.Checks), result.Leftovers, result.Interrupted
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

// maxReason bounds the reasons that are kept: a matrix holds thousands of them.
const maxReason = 400

func brief(reason string) string {
	if len(reason) <= maxReason {
		return reason
	}
	return strings.ToValidUTF8(reason[:maxReason], "") + " …"
}
