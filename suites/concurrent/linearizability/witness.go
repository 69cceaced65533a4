package linearizability

import (
	"context"
	"slices"
)

// Witness is a short history that proves that a longer one is illegal: no order of its
// operations explains their responses.
type Witness struct {
	Class       Class
	Explanation string   // of the error, for people
	Image       string   // of all operations
	Ops         []Op     // as recorded, in order of call; the results of reads have only these Tags
	Tags        []string // that the proof is about
	Initial     []string // those of them that were present before the first operation
	AnyInitial  bool     // the proof holds whatever tags were present before
	Quota       int      // 0 where the proof does not need it
	Shortest    bool     // no operation can be left out; false if the budget ended before that was known

	view         view // what the operations are checked for
	surroundings []Op // other operations on the tags at the same time, at most MaxSurroundings
}

// witnessChecks is the maximum number of histories that a reduction checks.
const witnessChecks = 3_000

// FindWitness searches for a short proof that the partition is illegal. It returns false
// for a partition that is not. Zero fields of the budget mean [DefaultWitnessTime] and
// [DefaultWitnessConfigurations].
func (p *Partition) FindWitness(ctx context.Context, budget Budget) (Witness, bool) {
	if p.Verdict != Illegal {
		return Witness{}, false
	}
	if budget.Time == 0 {
		budget.Time = DefaultWitnessTime
	}
	if budget.Configurations == 0 {
		budget.Configurations = DefaultWitnessConfigurations
	}
	ctx, cancel := context.WithTimeout(ctx, budget.Time)
	defer cancel()
	r := &reducer{ctx: ctx, ops: p.ops, checks: witnessChecks, configurations: budget.Configurations}
	r.proof, r.reduced = r.shortest(p.view())
	return r.witness(p), true
}

func (r *reducer) witness(p *Partition) Witness {
	v := r.proof.view
	w := Witness{
		view: v, Image: p.Image, Tags: v.tags, AnyInitial: v.anyInitial, Quota: v.quota, Shortest: r.reduced,
	}
	overQuota := func(m member) bool { return r.ops[m.op].Outcome == OverQuota }
	if v.strict && w.Quota == 0 && slices.ContainsFunc(r.proof.kept, overQuota) {
		w.Quota = p.model.Quota
	}
	if !v.anyInitial {
		w.Initial = restrict(v.initial, v.tags)
	}
	recorded := make([]Op, len(r.proof.kept))
	for i, m := range r.proof.kept {
		recorded[i] = r.ops[m.op]
	}
	w.Ops = v.restricted(recorded)
	w.Class, w.Explanation, w.Ops = r.explain(w)
	w.surroundings = v.restricted(r.surroundings(w.Ops))
	return w
}

// surroundings returns the other operations that overlap these in time, the last ones if
// there are too many.
func (r *reducer) surroundings(ops []Op) []Op {
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
	if surplus := len(around) - MaxSurroundings; surplus > 0 {
		around = around[surplus:]
	}
	return around
}
