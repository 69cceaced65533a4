package sequence

import (
	"context"
	"fmt"
	"strings"

	"github.com/onsi/ginkgo/v2"

	"tagcheck/fixtures/imageapi"
	"tagcheck/suites/check"
	"tagcheck/suites/requirement"
	"tagcheck/suites/sequence/walk"
)

// Bounds of what is told of a walk that fails, and of making it smaller.
const (
	shrinkBudget = 300 // requests
	shownSteps   = 30
)

// search is a check that looks for a walk that fails.
type search struct {
	name  string // of its file
	title string
	cited ginkgo.Labels
}

// judge carries out a walk. One that fails is made smaller, told step by step,
// and kept in a file.
func (q search) judge(ctx context.Context, env *check.Env, images []walk.Image, ops []walk.Op) {
	ginkgo.GinkgoHelper()
	s := newSession(ctx, env, images)
	v, err := s.runInTime(ops)
	if err != nil {
		env.Leave(err)
	}
	if v == nil {
		return
	}
	proof := s.sent
	run := func(ops []walk.Op) (*walk.Violation, error) {
		again, err := s.run(ops)
		if again != nil && again.Kind == v.Kind {
			proof = s.sent
		}
		return again, err
	}
	var from int
	affords := func(n int) bool {
		if from == 0 {
			from = env.Recorder.Len()
		}
		return ctx.Err() == nil && env.Recorder.Len()-from+n <= shrinkBudget
	}
	f := walk.Investigate(run, affords, ops, *v)
	q.fail(env, s, f, proof)
}

// fail ends the check with what was found.
func (q search) fail(env *check.Env, s *session, f walk.Finding, proof []*imageapi.Exchange) {
	ginkgo.GinkgoHelper()
	file := q.file(env, s, f)
	env.Attach(file.Name, "application/json", file.Encode())
	lines := []string{rate(f, env.Effort.Seed)}
	steps := walk.Lines(f.Ops)
	lines = append(lines, steps[:min(len(steps), shownSteps)]...)
	if more := len(steps) - shownSteps; more > 0 {
		lines = append(lines, fmt.Sprintf("and %d steps more, which are in %s", more, file.Name))
	}
	lines = append(lines, "to send them again: tagcheck conform --replay "+file.Name+" URL")
	var ids []int
	for _, x := range proof {
		ids = append(ids, x.ID)
	}
	last := proof[len(proof)-1]
	deviation := fmt.Sprintf("expected %s; came %s", f.Violation.Expected, f.Violation.Came)
	last.Deviations = append(last.Deviations, deviation)
	env.ProveInTurn(ids, lines...)
	ginkgo.Fail(fmt.Sprintf("%s %s (exchange %d)\n%s", last.Sent.Method, last.Sent.Target, last.ID, deviation))
}

func (q search) file(env *check.Env, s *session, f walk.Finding) walk.File {
	images := map[string]string{}
	for _, op := range f.Ops {
		images[op.Image] = s.owners[op.Image]
	}
	return walk.File{
		Name: "sequence-" + q.name + ".json", Check: q.title, Requirements: requirement.Cited(q.cited), Seed: env.Effort.Seed,
		Runs: f.Runs, Failed: f.Failed, Step: f.Violation.Step + 1, Expected: f.Violation.Expected, Came: f.Violation.Came,
		Images: images, Ops: f.Ops,
	}
}

// rate tells how sure the failure is, and what the steps are.
func rate(f walk.Finding, seed uint64) string {
	var b strings.Builder
	fmt.Fprintf(&b, "it fails at step %d of %d", min(f.Violation.Step+1, len(f.Ops)), len(f.Ops))
	switch {
	case f.Untold != "":
		fmt.Fprintf(&b, ", in %d of %d runs; it could not be repeated more often: %s", f.Failed, f.Runs, f.Untold)
	case f.Intermittent():
		fmt.Fprintf(&b, ", in %d of %d runs: it comes and goes, so the steps are those of the run that failed first", f.Failed, f.Runs)
	case len(f.Ops) < f.Drawn:
		fmt.Fprintf(&b, ", in %d of %d runs of the %d steps that were drawn; these are the ones that matter", f.Failed, f.Runs, f.Drawn)
	default:
		fmt.Fprintf(&b, ", in %d of %d runs", f.Failed, f.Runs)
	}
	fmt.Fprintf(&b, " (seed %d)", seed)
	return b.String()
}
