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

// proofTime bounds the search for what is wrong with one image.
const proofTime = time.Second

// prove says more of a check that failed: the shortest history that shows what
// is wrong, and a picture of it. There is none where the answers agree with
// each other and only their statuses are wrong.
func prove(ctx context.Context, env *check.Env) {
	spec := ginkgo.CurrentSpecReport()
	if !spec.Failed() {
		return
	}
	for _, lent := range slices.Backward(env.Lent()) { // the last round is the one that failed
		about := slices.DeleteFunc(env.Recorder.Since(lent.Since), func(x *imageapi.Exchange) bool { return x.Image != lent.ID })
		if len(about) == 0 {
			continue
		}
		if w, found := witness(ctx, historyOf(about), modelOf(env)); found {
			show(env, requirement.Cited(spec.Labels())[0], w)
			return
		}
	}
}

// modelOf is what is known of images that are lent without tags.
func modelOf(env *check.Env) linearizability.Model {
	return linearizability.Model{Quota: max(0, env.Target.Capabilities.TagQuota)}
}

// witness looks tag by tag first: what one tag shows needs no other.
func witness(ctx context.Context, ops []linearizability.Op, model linearizability.Model) (linearizability.Witness, bool) {
	budget := linearizability.Budget{Time: proofTime}
	for _, judge := range []judge{linearizability.CheckByTag, linearizability.CheckByImage} {
		for _, p := range judge(ctx, ops, model, budget) {
			if w, found := p.Witness(ctx, budget); found {
				return w, true
			}
		}
	}
	return linearizability.Witness{}, false
}

// show adds a witness to what is reported of the running check.
func show(env *check.Env, id string, w linearizability.Witness) {
	var exchanges []int
	for _, op := range w.Ops {
		exchanges = append(exchanges, op.Exchange)
	}
	_, table, _ := strings.Cut(w.String(), "\n") // its first line is the sentence
	env.Prove(exchanges, fmt.Sprintf("%s: %s", w.Class, w.Sentence), table)
	var picture bytes.Buffer
	if err := w.Picture(&picture); err != nil {
		env.Prove(exchanges, fmt.Sprintf("there is no picture of it: %v", err))
		return
	}
	env.Attach(id+".html", "text/html", picture.Bytes())
}

// expectOrder fails where no order of the operations explains them.
func expectOrder(env *check.Env, partitions []linearizability.Partition) {
	undecided := ""
	for _, p := range partitions {
		switch p.Verdict {
		case linearizability.Illegal:
			ginkgo.Fail("requests at the same time\nno order of them explains what was answered and shown of " + named(p))
		case linearizability.Undecided:
			undecided = p.Reason
		}
	}
	if undecided != "" {
		env.Undecided("whether an order explains the answers was not found out: %s", undecided)
	}
}

func named(p linearizability.Partition) string {
	if p.Tag == "" {
		return "the image " + p.Image
	}
	return fmt.Sprintf("the tag %+q of the image %s", p.Tag, p.Image)
}
