// Package suites judges a server by every documented behaviour of the image tag
// operations. It returns one verdict for each requirement, with the exchanges that prove
// it.
//
// A server is a [target.Target]. [Run] sends the requests of every check and returns a
// [Result]:
//
//	root, err := url.Parse("https://image.example.com/v2")
//	...
//	server := target.Target{Root: root, Users: users, Timeout: 10 * time.Second}
//	result, err := suites.Run(ctx, server, suites.Options{})
//	if err != nil {
//		t.Fatal(err) // the target cannot be judged: unreachable, or a login is refused
//	}
//	if result.Conclusion != verdict.Conformant {
//		t.Errorf("%s: %s", result.Conclusion, result.Reason)
//	}
//
// The zero [Options] are the strict ones: they judge the whole catalogue, waive nothing,
// and accept neither a warning nor a requirement that was not verified. Package report
// writes a result as JSON, JUnit XML, Markdown and HAR.
//
// The folders are the table of contents: requirement is the catalogue, check what checks
// are written with, verdict turns outcomes of checks into verdicts, and every other folder
// holds the checks of one area.
package suites

import (
	"context"
	"time"

	"tagcheck/fixtures/images"
	"tagcheck/fixtures/target"
	"tagcheck/suites/check"
	"tagcheck/suites/internal/engine"
	"tagcheck/suites/requirement"
	"tagcheck/suites/sequence"
	"tagcheck/suites/sequence/walk"
	"tagcheck/suites/verdict"
)

// Options are the options of a run. The zero value judges the whole catalogue strictly.
type Options struct {
	Requirements []requirement.Requirement // to judge; nil for the whole catalogue
	Profile      verdict.Profile           // levels and waivers; zero for those of the catalogue, without waivers
	Gate         verdict.Gate              // what does not fail the run
	Effort       check.Effort              // of checks that search; a zero field means its default
	Outage       check.Outage              // how to kill and restart the target; zero if the run may not

	// Ledger records every image that the run creates, so that tagcheck cleanup can delete
	// what an aborted run leaves. It may be nil for a target whose images do not matter.
	Ledger *images.Ledger

	// Patience is how long the release of images at the end goes on once the target has
	// stopped answering; 0 for images.DefaultPatience.
	Patience time.Duration

	// Replay is a sequence of an earlier run that is sent instead of all checks. It
	// determines the Requirements.
	Replay *walk.File

	UserAgent string           // product and version; empty for DefaultUserAgent
	Now       func() time.Time // nil for time.Now; it decides which waivers have expired

	// Ready is called before the first check, with the number of checks. Done is called
	// after each check. Both may be nil.
	Ready func(found target.Description, checks int)
	Done  func(c verdict.Check)
}

// Run judges the target and releases all images. The error is a *target.NotReady if the
// target cannot be judged. The result then holds what is known about it.
//
// Run uses Ginkgo, which has state in the process. This is visible to the caller:
//
//   - Runs in one process wait for each other. A program that uses Ginkgo for its own suite
//     must not call Run from a spec.
//   - Until Run returns, SIGINT and SIGTERM end the run, like the cancellation of ctx: images
//     are released, and the conclusion is [verdict.Interrupted]. Then Run calls signal.Reset for
//     both, since Ginkgo leaves its handler behind. A program with handlers of its own must
//     register them again with signal.Notify.
//   - In a test binary, the flags -count above 1 and -parallel are refused with an error.
func Run(ctx context.Context, t target.Target, o Options) (Result, error) {
	o = o.withDefaults()
	result := Result{
		Started: o.Now(), Profile: o.Profile.Name, Catalogue: requirement.Digest(), Effort: o.Effort,
	}
	if o.Replay != nil {
		result.Replayed = sequence.Replayed(o.Replay)
	}
	outcome, err := engine.Run(ctx, t, engine.Plan{
		Requirements: o.Requirements, Ledger: o.Ledger, Effort: o.Effort, Outage: o.Outage, UserAgent: o.UserAgent,
		Patience: o.Patience, Replay: o.Replay, Ready: o.Ready, Done: o.Done,
	})
	result.Target, result.Checks, result.Exchanges = outcome.Target, outcome.Checks, outcome.Exchanges
	result.Leftovers, result.Gone, result.Interrupted = outcome.Leftovers, outcome.Gone, outcome.Interrupted
	result.Ended = o.Now()
	if err != nil {
		result.Broken = err.Error()
	}
	return Conclude(result, o), err
}
