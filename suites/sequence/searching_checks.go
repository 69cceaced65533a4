package sequence

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/onsi/ginkgo/v2"

	"tagcheck/suites/check"
	"tagcheck/suites/requirement"
	"tagcheck/suites/sequence/walk"
)

// Limits of the shortening and the description of a walk that fails.
const (
	shrinkBudget = 300 // requests
	shownSteps   = 30
)

// stepsPerWalk is the number of steps of the effort for one walk. A larger effort is for more walks.
const stepsPerWalk = check.DefaultSteps

// search is a check that searches for a walk that fails.
type search struct {
	name  string // of its file
	title string
	cited ginkgo.Labels
	steps int // of a walk
}

// generate returns a walk of n requests.
type generate func(seed uint64, n int) []walk.Op

// judge runs walks until the effort is spent, each with its own seed. The first one that fails ends the check.
func (q search) judge(ctx context.Context, env *check.Env, images []walk.Image, next generate) {
	ginkgo.GinkgoHelper()
	s, inTime := newSession(ctx, env, images), within(env.Effort.Time)
	for left, round := env.Effort.Steps, uint64(0); left > 0 && (round == 0 || inTime()); round++ {
		n := max(minSteps, q.steps*min(left, stepsPerWalk)/stepsPerWalk)
		q.runWalk(s, next(seedOf(env.Effort.Seed, round), n), inTime)
		left -= stepsPerWalk
	}
}

// judgeOne is judge for one given walk.
func (q search) judgeOne(ctx context.Context, env *check.Env, images []walk.Image, ops []walk.Op) {
	ginkgo.GinkgoHelper()
	q.runWalk(newSession(ctx, env, images), ops, within(env.Effort.Time))
}

func (q search) runWalk(s *session, ops []walk.Op, inTime func() bool) {
	ginkgo.GinkgoHelper()
	v, err := s.run(ops, inTime)
	if err != nil {
		s.env.EndWith(err)
	}
	if v != nil {
		q.investigate(s, ops, *v)
	}
}

func within(limit time.Duration) func() bool {
	until := time.Now().Add(limit)
	return func() bool { return time.Now().Before(until) }
}

// seedOf returns the seed of a round. The first round has the seed of the effort.
func seedOf(seed, round uint64) uint64 { return seed + round*0x9e3779b97f4a7c15 }

// investigate repeats a walk that failed, shortens it, and ends the check.
func (q search) investigate(s *session, ops []walk.Op, v walk.Violation) {
	ginkgo.GinkgoHelper()
	from := -1 // exchanges before the shortening
	affords := func(n int) bool {
		if from < 0 {
			from = s.env.Recorder.Len()
		}
		return s.ctx.Err() == nil && s.env.Recorder.Len()-from+n <= shrinkBudget
	}
	f := walk.Investigate(s.runAll, affords, ops, v)
	file := q.file(s, f)
	s.env.Attach(file.Name, "application/json", file.Encode())
	fail(s.env, f, file.Seed, "to replay: tagcheck conform --replay "+file.Name+" URL")
}

// fail fails the check with a finding. The last exchange of its run is the violation. There is none if an image
// that the target does not show has tags before any request.
func fail(env *check.Env, f walk.Finding, seed uint64, more ...string) {
	ginkgo.GinkgoHelper()
	proof := f.Violation.Proof
	ids := make([]int, len(proof))
	for n, x := range proof {
		ids[n] = x.ID
	}
	lines := append(append([]string{rate(f, seed)}, lastSteps(walk.Describe(f.Ops))...), more...)
	if f.Flaky() {
		env.Prove(ids[max(0, len(ids)-1):], lines...)
	} else {
		env.ProveBySequence(ids, lines...)
	}
	deviation := fmt.Sprintf("expected %s; got %s", f.Violation.Expected, f.Violation.Got)
	if len(proof) == 0 {
		ginkgo.Fail("the tags of a new image\n" + deviation)
	}
	last := proof[len(proof)-1]
	last.Deviations = append(last.Deviations, deviation)
	ginkgo.Fail(fmt.Sprintf("%s %s (exchange %d)\n%s", last.Sent.Method, last.Sent.Target, last.ID, deviation))
}

// lastSteps shortens a long list of steps.
func lastSteps(steps []string) []string {
	left := len(steps) - shownSteps
	if left <= 0 {
		return steps
	}
	return append([]string{fmt.Sprintf("%d earlier steps are in the file", left)}, steps[left:]...)
}

func (q search) file(s *session, f walk.Finding) walk.File {
	images := map[string]string{}
	for _, op := range f.Ops {
		images[op.Image] = s.owners[op.Image]
	}
	return walk.File{
		Name: "sequence-" + q.name + ".json", Check: q.title, Requirements: requirement.Cited(q.cited),
		Seed: s.env.Effort.Seed,
		Runs: f.Runs, Failed: f.Failed, Step: f.Violation.Step + 1, Expected: f.Violation.Expected,
		Got:    f.Violation.Got,
		Images: images, Ops: f.Ops,
	}
}

// rate describes how often the walk failed, and whether it was shortened.
func rate(f walk.Finding, seed uint64) string {
	var b strings.Builder
	fmt.Fprintf(&b, "fails at step %d of %d", min(f.Violation.Step+1, len(f.Ops)), len(f.Ops))
	if f.Violation.Step >= len(f.Ops) {
		fmt.Fprintf(&b, ", at the read after it")
	}
	switch {
	case f.RepeatError != "":
		fmt.Fprintf(&b, ", in %d of %d runs; it could not be repeated more often: %s", f.Failed, f.Runs, f.RepeatError)
	case f.Flaky():
		fmt.Fprintf(&b, ", in %d of %d runs: it is flaky, so it was not shortened", f.Failed, f.Runs)
	case len(f.Ops) < f.Original:
		fmt.Fprintf(&b, ", in %d of %d runs; shortened from %d steps", f.Failed, f.Runs, f.Original)
	default:
		fmt.Fprintf(&b, ", in %d of %d runs", f.Failed, f.Runs)
	}
	fmt.Fprintf(&b, " (seed %d)", seed)
	return b.String()
}
