package linearizability

import (
	"context"
	"slices"
	"time"
)

// Witness is a short history that proves that a longer one is illegal: no order
// of its operations explains their answers.
type Witness struct {
	Class    Class
	Sentence string   // what is wrong, for a person
	Image    string   // of all operations
	Ops      []Op     // in order of call, as recorded, but that reads show no other tags than these
	Tags     []string // those that are looked at
	Initial  []string // those of them that were there before the first operation
	Open     bool     // what was there before does not matter
	Quota    int      // 0 where the proof does not need it
	Shortest bool     // no operation can be left out; false where the budget ended before that was known

	view   view // what the operations are judged by
	around []Op // what else was said of the tags at that time, or a part of it
}

// What a witness is looked for with, where the budget does not say: so much
// that the shortest is found, and not more than a report may take.
const (
	witnessTime           = 2 * time.Second
	witnessConfigurations = 200_000
	witnessChecks         = 3_000
)

// maxAround is how many other operations a witness knows of.
const maxAround = 250

// Witness looks for a short proof that the partition is illegal. It reports
// false for a partition that is not.
func (p *Partition) Witness(ctx context.Context, budget Budget) (Witness, bool) {
	if p.Verdict != Illegal {
		return Witness{}, false
	}
	if budget.Time == 0 {
		budget.Time = witnessTime
	}
	if budget.Configurations == 0 {
		budget.Configurations = witnessConfigurations
	}
	ctx, cancel := context.WithTimeout(ctx, budget.Time)
	defer cancel()
	r := &reducer{ctx: ctx, ops: p.ops, checks: witnessChecks, configurations: budget.Configurations}
	r.proof, r.reduced = r.shortest(p.view())
	return r.witness(p), true
}

func (r *reducer) witness(p *Partition) Witness {
	v := r.proof.view
	w := Witness{view: v, Image: p.Image, Tags: v.tags, Open: v.open, Quota: v.quota, Shortest: r.reduced}
	if v.strict && w.Quota == 0 && slices.ContainsFunc(r.proof.kept, func(m member) bool { return r.ops[m.op].Outcome == OverQuota }) {
		w.Quota = p.model.Quota
	}
	if !v.open {
		w.Initial = restrict(v.initial, v.tags)
	}
	recorded := make([]Op, len(r.proof.kept))
	for i, m := range r.proof.kept {
		recorded[i] = r.ops[m.op]
	}
	w.Ops = v.restricted(recorded)
	w.Class, w.Sentence, w.Ops = r.explain(w)
	w.around = v.restricted(r.neighbours(w.Ops))
	return w
}

// neighbours gives what overlaps the operations in time and is none of them.
func (r *reducer) neighbours(ops []Op) []Op {
	first, last := ops[0].Call, ops[0].Call
	for _, op := range ops {
		last = max(last, op.Call, op.Return)
	}
	var around []Op
	for _, op := range r.ops {
		same := func(own Op) bool {
			return own.Client == op.Client && own.Kind == op.Kind && own.Call == op.Call && own.Exchange == op.Exchange
		}
		if op.Call <= last && op.Return >= first && !slices.ContainsFunc(ops, same) {
			around = append(around, op)
		}
	}
	if surplus := len(around) - maxAround; surplus > 0 {
		around = around[surplus:] // what happened last tells most
	}
	return around
}
