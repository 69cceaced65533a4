// Package engine runs the checks against a target with Ginkgo, and returns how they
// ended. Package suites draws the conclusions.
package engine

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/formatter"
	"github.com/onsi/gomega"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/images"
	"tagcheck/fixtures/target"
	"tagcheck/suites/check"
	"tagcheck/suites/requirement"
	"tagcheck/suites/sequence/walk"
	"tagcheck/suites/verdict"
)

// Plan is what a run does. All fields but Ledger, Patience, Replay, Ready and Done are set.
type Plan struct {
	Requirements []requirement.Requirement // to judge
	Ledger       *images.Ledger
	Effort       check.Effort
	Outage       check.Outage
	UserAgent    string
	Patience     time.Duration // for the release at the end, see images.ReleaseEach
	Replay       *walk.File    // the only sequence to send; nil for all checks
	Ready        func(found target.Description, checks int)
	Done         func(c verdict.Check)
}

// Outcome is what a run found out.
type Outcome struct {
	Target      target.Description
	Checks      []verdict.Check
	Exchanges   []*imageapi.Exchange
	Leftovers   []string // images that could not be released, with the reason
	Gone        string   // why no check could start from some point on
	Interrupted bool
}

// Run runs the checks of a plan and releases all images. The error is why the run could
// not be done; the outcome holds what is known by then. Runs of one process wait for
// each other, since Ginkgo has one tree of specs.
func Run(ctx context.Context, t target.Target, p Plan) (Outcome, error) {
	if err := vetTestFlags(flag.CommandLine); err != nil {
		return Outcome{Target: t.Describe()}, err
	}
	select {
	case ginkgoIsFree <- struct{}{}:
		defer func() { <-ginkgoIsFree }()
	case <-ctx.Done():
		return Outcome{Target: t.Describe(), Interrupted: true}, nil
	}
	t, err := target.Locate(ctx, t)
	if err != nil {
		return Outcome{Target: t.Describe()}, err
	}
	env := newEnv(t, p, partOf(ctx))
	err = prepare(ctx, env, p, partOf(ctx))
	out := Outcome{Target: env.Found}
	if err == nil {
		r := &runner{env: env, plan: p, part: partOf(ctx)}
		out.Checks, err = r.run(ctx, groups(p)...)
	}
	out.Leftovers = releaseAll(ctx, env, p.Patience)
	out.Exchanges = env.Recorder.Exchanges()
	out.Gone = env.Gone()
	out.Interrupted = ctx.Err() != nil
	complete := !out.Interrupted && out.Gone == "" && err == nil
	out.Checks = append(out.Checks, sideEffects(env, p.Requirements, complete)...)
	return out, err
}

// ginkgoIsFree is full while a run uses Ginkgo.
var ginkgoIsFree = make(chan struct{}, 1)

// vetTestFlags returns an error for flags of go test with which Ginkgo would end the
// process.
func vetTestFlags(flags *flag.FlagSet) error {
	if count := flags.Lookup("test.count"); count != nil && count.Value.String() != "1" {
		return fmt.Errorf("cannot run the suites in a test binary with -count=%s: "+
			"Ginkgo runs a suite once in a process; use -count=1", count.Value)
	}
	var err error
	flags.Visit(func(f *flag.Flag) {
		if f.Name == "test.parallel" {
			err = errors.New("cannot run the suites in a test binary with -parallel: " +
				"Ginkgo does not support it; leave the flag out")
		}
	})
	return err
}

// idRange is larger than the number of exchanges or connections of one process.
const idRange = 1_000_000

func newEnv(t target.Target, p Plan, part *Part) *check.Env {
	recorder := imageapi.NewRecorder()
	if part != nil {
		recorder.NumberAfter(part.Number * idRange)
	}
	env := &check.Env{
		Target: t, Clients: t.Clients(recorder, p.UserAgent), Images: images.NewManager(p.Ledger), Recorder: recorder,
		Effort: p.Effort, Outage: p.Outage,
	}
	env.Images.Window = t.Capabilities.Window
	return env
}

// prepare checks that the target can be judged, and creates the images that all checks
// share.
func prepare(ctx context.Context, env *check.Env, p Plan, part *Part) error {
	if part != nil {
		env.Found = part.Found
		if !env.Found.KeepsAlive {
			for _, client := range env.Clients {
				client.OneRequestPerConnection()
			}
		}
	} else {
		found, err := target.Preflight(ctx, env.Target, env.Clients, env.Images)
		env.Found = found
		if err != nil {
			return err
		}
	}
	env.CreateBystander(imageapi.WithCheck(ctx, imageapi.Check{ID: "bystander"}))
	if selects(p.Requirements, requirement.DurableAdded) || selects(p.Requirements, requirement.DurableRemoved) {
		env.CreateSentinel(imageapi.WithCheck(ctx, imageapi.Check{ID: "sentinel"}))
	}
	return nil
}

// run builds the tree of specs and runs it. Ginkgo prints nothing, since the result holds
// everything. What Ginkgo and Gomega changed in the process is restored as far as possible.
func (r *runner) run(ctx context.Context, groups ...func(*check.Env)) ([]verdict.Check, error) {
	out, err, expect := formatter.ColorableStdOut, formatter.ColorableStdErr, gomega.Default
	defer func() { formatter.ColorableStdOut, formatter.ColorableStdErr, gomega.Default = out, err, expect }()
	formatter.ColorableStdOut, formatter.ColorableStdErr = io.Discard, io.Discard
	gomega.Default = gomega.NewGomega(ginkgo.Fail)
	// Ginkgo leaves its handler of these signals behind, and offers no way to stop it.
	defer signal.Reset(os.Interrupt, syscall.SIGTERM)
	suite, reporter := r.build(ctx, groups...)
	ginkgo.RunSpecs(ignoreFailure{}, "tagcheck", suite, reporter)
	return r.checks, r.uncited
}

// ignoreFailure ignores that Ginkgo's suite failed: verdicts come from the checks.
type ignoreFailure struct{}

func (ignoreFailure) Fail() {}

// releaseTime limits the release of all images at the end of a run.
const releaseTime = time.Minute

// releaseAll releases the images that no check released, and returns those that it
// cannot release, with the reason. It ignores the cancellation of ctx.
func releaseAll(ctx context.Context, env *check.Env, patience time.Duration) []string {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), releaseTime)
	defer cancel()
	ctx = imageapi.WithCheck(ctx, imageapi.Check{ID: "cleanup"})
	var leftovers []string
	for _, left := range env.Images.ReleaseAll(ctx, patience) {
		leftovers = append(leftovers, fmt.Sprintf("%s: %v", left.Item, left.Err))
	}
	return leftovers
}
