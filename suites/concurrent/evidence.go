package concurrent

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/onsi/ginkgo/v2"

	"tagcheck/fixtures/imageapi"
	"tagcheck/suites/check"
	"tagcheck/suites/concurrent/linearizability"
	"tagcheck/suites/requirement"
)

// proofTime limits the search for the error of one image.
const proofTime = time.Second

// proveFailure adds the shortest history that proves a failure, and its diagram. There is none where
// the responses agree with each other and only their statuses are wrong.
func proveFailure(ctx context.Context, env *check.Env) {
	spec := ginkgo.CurrentSpecReport()
	if !spec.Failed() {
		return
	}
	for _, image := range slices.Backward(env.Acquired()) { // the last round is the one that failed
		about := slices.DeleteFunc(env.Recorder.Since(image.Since), func(x *imageapi.Exchange) bool {
			return x.Image != image.ID
		})
		if len(about) == 0 {
			continue
		}
		if w, found := findWitness(ctx, historyOf(about), modelOf(env)); found {
			addWitness(env, requirement.Cited(spec.Labels())[0], w)
			return
		}
	}
}

// modelOf returns what is known about acquired images, which have no tags.
func modelOf(env *check.Env) linearizability.Model {
	return linearizability.Model{Quota: max(0, env.Target.Capabilities.TagQuota)}
}

// findWitness checks tag by tag first, since a proof with one tag is the simplest.
func findWitness(
	ctx context.Context, ops []linearizability.Op, model linearizability.Model,
) (linearizability.Witness, bool) {
	budget := linearizability.Budget{Time: proofTime}
	for _, check := range []checker{linearizability.CheckByTag, linearizability.CheckByImage} {
		for _, p := range check(ctx, ops, model, budget) {
			if w, found := p.FindWitness(ctx, budget); found {
				return w, true
			}
		}
	}
	return linearizability.Witness{}, false
}

// addWitness adds a witness to the report of the running check.
func addWitness(env *check.Env, id string, w linearizability.Witness) {
	var exchanges []int
	for _, op := range w.Ops {
		exchanges = append(exchanges, op.Exchange)
	}
	_, table, _ := strings.Cut(w.String(), "\n") // the first line is the explanation
	env.Prove(exchanges, fmt.Sprintf("%s: %s", w.Class, w.Explanation), table)
	var page bytes.Buffer
	if err := w.WriteHTML(&page); err != nil {
		env.Prove(exchanges, fmt.Sprintf("cannot draw the diagram: %v", err))
		return
	}
	env.Attach(id+".html", "text/html", page.Bytes())
}

// expectLegal fails where no order of the operations explains them.
func expectLegal(env *check.Env, partitions []linearizability.Partition) {
	undecided := ""
	for _, p := range partitions {
		switch p.Verdict {
		case linearizability.Illegal:
			ginkgo.Fail("concurrent requests\nexpected an order that explains all responses; got none for " + nameOf(p))
		case linearizability.Undecided:
			undecided = p.Reason
		}
	}
	if undecided != "" {
		env.Undecided("it is unknown whether an order explains all responses: %s", undecided)
	}
}

func nameOf(p linearizability.Partition) string {
	if p.Tag == "" {
		return "the image " + p.Image
	}
	return fmt.Sprintf("the tag %+q of the image %s", p.Tag, p.Image)
}
