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

// Bounds of what is told of a walk that fails, and of making it smaller.
const (
	shrinkBudget = 300 // requests
	shownSteps   = 30
)

// usualBudget is the number of requests of a budget for which each search
// carries out one walk; a larger budget is for more of them.
const usualBudget = 300

// search is a check that looks for a walk that fails.
type search struct {
	name  string // of its file
	title string
	cited ginkgo.Labels
	steps int // of a walk
}

// draw makes a walk of n requests.
type draw func(seed uint64, n int) []walk.Op

// judge carries out walks as long as the budget lets it, each with a seed of
// its own. The first that fails ends the check.
func (q search) judge(ctx context.Context, env *check.Env, images []walk.Image, next draw) {
	ginkgo.GinkgoHelper()
	s, inTime := newSession(ctx, env, images), within(env.Effort.Time)
	for left, round := env.Effort.Steps, uint64(0); left > 0 && (round == 0 || inTime()); round++ {
		n := max(leastSteps, q.steps*min(left, usualBudget)/usualBudget)
		q.look(s, next(seedOf(env.Effort.Seed, round), n), inTime)
		left -= usualBudget
	}
}

// carryOut is judge for one walk that is not drawn.
func (q search) carryOut(ctx context.Context, env *check.Env, images []walk.Image, ops []walk.Op) {
	ginkgo.GinkgoHelper()
	q.look(newSession(ctx, env, images), ops, within(env.Effort.Time))
}

func (q search) look(s *session, ops []walk.Op, inTime func() bool) {
	ginkgo.GinkgoHelper()
	v, err := s.run(ops, inTime)
	if err != nil {
		s.env.Leave(err)
	}
	if v != nil {
		q.investigate(s, ops, *v)
	}
}

func within(limit time.Duration) func() bool {
	until := time.Now().Add(limit)
	return func() bool { return time.Now().Before(until) }
}

// seedOf is the seed of a round; the first has the seed itself.
func seedOf(seed, round uint64) uint64 { return seed + round*0x9e3779b97f4a7c15 }

// investigate repeats a walk that failed, makes it smaller, and ends the check.
func (q search) investigate(s *session, ops []walk.Op, v walk.Violation) {
	ginkgo.GinkgoHelper()
	from := -1 // where the repetitions end
	affords := func(n int) bool {
		if from < 0 {
			from = s.env.Recorder.Len()
		}
		return s.ctx.Err() == nil && s.env.Recorder.Len()-from+n <= shrinkBudget
	}
	f := walk.Investigate(s.again, affords, ops, v)
	file := q.file(s, f)
	s.env.Attach(file.Name, "application/json", file.Encode())
	fail(s.env, f, file.Seed, "to send them again: tagcheck conform --replay "+file.Name+" URL")
}

// fail ends the check with what was found. The last exchange of its run is the
// violation; there is none where an image that is not shown has tags before
// anything was sent.
func fail(env *check.Env, f walk.Finding, seed uint64, more ...string) {
	ginkgo.GinkgoHelper()
	proof := f.Violation.Proof
	ids := make([]int, len(proof))
	for n, x := range proof {
		ids[n] = x.ID
	}
	lines := append(append([]string{rate(f, seed)}, lastOf(walk.Lines(f.Ops))...), more...)
	if f.Intermittent() {
		env.Prove(ids[max(0, len(ids)-1):], lines...)
	} else {
		env.ProveInTurn(ids, lines...)
	}
	deviation := fmt.Sprintf("expected %s; came %s", f.Violation.Expected, f.Violation.Came)
	if len(proof) == 0 {
		ginkgo.Fail("the tags of an image that is new\n" + deviation)
	}
	last := proof[len(proof)-1]
	last.Deviations = append(last.Deviations, deviation)
	ginkgo.Fail(fmt.Sprintf("%s %s (exchange %d)\n%s", last.Sent.Method, last.Sent.Target, last.ID, deviation))
}

// lastOf leaves out the beginning of a long list of steps.
func lastOf(steps []string) []string {
	left := len(steps) - shownSteps
	if left <= 0 {
		return steps
	}
	return append([]string{fmt.Sprintf("%d steps before these are in the file", left)}, steps[left:]...)
}

func (q search) file(s *session, f walk.Finding) walk.File {
	images := map[string]string{}
	for _, op := range f.Ops {
		images[op.Image] = s.owners[op.Image]
	}
	return walk.File{
		Name: "sequence-" + q.name + ".json", Check: q.title, Requirements: requirement.Cited(q.cited), Seed: s.env.Effort.Seed,
		Runs: f.Runs, Failed: f.Failed, Step: f.Violation.Step + 1, Expected: f.Violation.Expected, Came: f.Violation.Came,
		Images: images, Ops: f.Ops,
	}
}

// rate tells how sure the failure is, and what the steps are.
func rate(f walk.Finding, seed uint64) string {
	var b strings.Builder
	fmt.Fprintf(&b, "it fails at step %d of %d", min(f.Violation.Step+1, len(f.Ops)), len(f.Ops))
	if f.Violation.Step >= len(f.Ops) {
		fmt.Fprintf(&b, ", at the look behind it")
	}
	switch {
	case f.Untold != "":
		fmt.Fprintf(&b, ", in %d of %d runs; it could not be repeated more often: %s", f.Failed, f.Runs, f.Untold)
	case f.Intermittent():
		fmt.Fprintf(&b, ", in %d of %d runs: it comes and goes, so no smaller sequence was looked for", f.Failed, f.Runs)
	case len(f.Ops) < f.Drawn:
		fmt.Fprintf(&b, ", in %d of %d runs of the %d steps that were drawn; these are the ones that matter", f.Failed, f.Runs, f.Drawn)
	default:
		fmt.Fprintf(&b, ", in %d of %d runs", f.Failed, f.Runs)
	}
	fmt.Fprintf(&b, " (seed %d)", seed)
	return b.String()
}
