// Package suites judges a target: every documented behaviour, one verdict
// each. The folders are the table of contents.
package suites

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
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
	"tagcheck/suites/sequence"
	"tagcheck/suites/sequence/walk"
	"tagcheck/suites/verdict"
)

// Options says how a run is done. The zero value judges everything by the
// documented profile, one check at a time.
type Options struct {
	Requirements []requirement.Requirement // what is judged; nil for the whole catalogue
	Profile      verdict.Profile
	Gate         verdict.Gate
	Ledger       *images.Ledger // nil for a target that keeps nothing
	Effort       check.Effort   // zero for the default, also in part
	Outage       check.Outage   // how the target is killed and started again; zero where it must not be
	UserAgent    string         // product and version, "tagcheck" if empty
	Now          func() time.Time

	// Replay is a walk that is carried out instead of all checks; nil for none.
	// It says which requirements are judged.
	Replay *walk.File

	// Ready is called once the target is known to be ready, with the number of
	// checks to come; Done after each check.
	Ready func(found target.Description, checks int)
	Done  func(c verdict.Check)

	// Found skips the preflight: another process has done it.
	Found *target.Description
	// Claim says whether this process runs the check with that index; nil to
	// run all. Processes that share a run number the checks alike.
	Claim func(index int) bool
	// Process tells the processes apart that share a run: the numbers of their
	// exchanges and connections never meet. It is 0 for the first, or the only one.
	Process int
}

// numbersEach is more exchanges and connections than a process has.
const numbersEach = 1_000_000

// Run judges the target and gives everything back. The error is a
// *target.NotReady where the target can't be judged, and then the result holds
// what is known of it. Only one Run at a time may go on in a process, and Ginkgo
// refuses to run in a test binary that was started with -count above 1. SIGINT
// and SIGTERM end the run; afterwards nobody catches them any more.
func Run(ctx context.Context, t target.Target, o Options) (Result, error) {
	// Ginkgo goes on catching these after its run: give them back to the program,
	// which has to ask for them anew.
	defer signal.Reset(os.Interrupt, syscall.SIGTERM)
	o = o.withDefaults()
	t, err := target.Locate(ctx, t)
	if err != nil {
		return unready(t, o, err)
	}
	recorder := imageapi.NewRecorder()
	recorder.NumberAfter(o.Process * numbersEach)
	env := &check.Env{
		Target: t, Clients: t.Clients(recorder, o.UserAgent), Lender: images.NewManager(o.Ledger), Recorder: recorder,
		Effort: o.Effort, Outage: o.Outage,
	}
	env.Lender.Window = t.Capabilities.Window
	result := o.begun()
	if o.Replay != nil {
		result.Replayed = sequence.Replayed(o.Replay)
	}
	err = prepare(ctx, env, o)
	result.Target = env.Found
	if err == nil {
		result.Checks, err = runSpecs(ctx, env, o, o.groups()...)
	}
	result.Leftovers = giveAllBack(ctx, env)
	result.Exchanges = recorder.Exchanges()
	result.Gone = env.Gone()
	result.Interrupted = ctx.Err() != nil
	result.Checks = append(result.Checks, passing(env, o.Requirements, result.Interrupted || result.Gone != "" || err != nil)...)
	result.Ended = o.Now()
	if err != nil {
		result.Broken = err.Error()
	}
	return Conclude(result, o), err
}

func (o Options) begun() Result {
	return Result{Started: o.Now(), Profile: o.Profile.Name, Catalogue: requirement.Digest(), Effort: o.Effort}
}

// unready is the result of a run whose users can't log in.
func unready(t target.Target, o Options, err error) (Result, error) {
	result := o.begun()
	result.Target, result.Ended, result.Broken = t.Describe(), o.Now(), err.Error()
	return Conclude(result, o), err
}

func (o Options) withDefaults() Options {
	switch {
	case o.Replay != nil:
		o.Requirements = requirement.ByIDs(o.Replay.Requirements)
	case o.Requirements == nil:
		o.Requirements = requirement.All()
	}
	if o.Profile.Name == "" {
		o.Profile.Name = verdict.DefaultProfile
	}
	o.Effort = o.Effort.OrDefault()
	if o.UserAgent == "" {
		o.UserAgent = "tagcheck"
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

// groups gives what registers the checks, in the order in which it runs.
func (o Options) groups() []func(*check.Env) {
	if o.Replay != nil {
		return []func(*check.Env){func(env *check.Env) { sequence.RegisterReplay(env, o.Replay) }}
	}
	return []func(*check.Env){areas, outages}
}

// selects says whether one of the cited requirements is to be judged.
func (o Options) selects(cited ...ginkgo.Labels) bool {
	ids := requirement.Cited(slices.Concat(cited...))
	return slices.ContainsFunc(o.Requirements, func(r requirement.Requirement) bool { return slices.Contains(ids, r.ID) })
}

func prepare(ctx context.Context, env *check.Env, o Options) error {
	if o.Found != nil {
		env.Found = *o.Found
		if !env.Found.KeepsAlive {
			for _, client := range env.Clients {
				client.OneRequestPerConnection()
			}
		}
	} else {
		found, err := target.Preflight(ctx, env.Target, env.Clients, env.Lender)
		env.Found = found
		if err != nil {
			return err
		}
	}
	env.ReleaseCanary(imageapi.WithCheck(ctx, imageapi.Check{ID: "bystander"}))
	if o.selects(requirement.DurableAdded, requirement.DurableRemoved) {
		env.LayKeepsake(imageapi.WithCheck(ctx, imageapi.Check{ID: "keepsake"}))
	}
	return nil
}

// runSpecs builds the tree of specs anew and lets Ginkgo run it, silently.
func runSpecs(ctx context.Context, env *check.Env, o Options, groups ...func(*check.Env)) ([]verdict.Check, error) {
	r := &runner{env: env, options: o}
	suite, reporter := r.build(ctx, groups...)
	silence()
	gomega.RegisterFailHandler(ginkgo.Fail)
	ginkgo.RunSpecs(nobody{}, "tagcheck", suite, reporter)
	return r.checks, r.uncited
}

// silence keeps Ginkgo from writing: what a run found out is in its result.
func silence() { formatter.ColorableStdOut, formatter.ColorableStdErr = io.Discard, io.Discard }

// nobody takes Ginkgo's word that a spec failed: verdicts come from the checks.
type nobody struct{}

func (nobody) Fail() {}

// giveAllBack returns what single checks could not, and lists what stays.
func giveAllBack(ctx context.Context, env *check.Env) []string {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
	defer cancel()
	ctx = imageapi.WithCheck(ctx, imageapi.Check{ID: "give back"})
	var left []string
	for _, key := range env.Lender.Pending() {
		if err := env.Lender.Release(ctx, key); err != nil {
			left = append(left, fmt.Sprintf("%s: %v", key, err))
		}
	}
	return left
}
