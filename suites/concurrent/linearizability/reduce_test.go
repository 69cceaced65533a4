package linearizability

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"
)

// step returns the proof after a random step of the reducer.
func (r *reducer) step(p proof, random *rand.Rand) proof {
	at := random.Int64N(r.ops[len(r.ops)-1].Call + 10)
	switch random.IntN(4) {
	case 0:
		return r.until(p, at)
	case 1:
		return r.since(p, at)
	case 2:
		if tags := p.view.tags; len(tags) > 1 {
			out := tags[random.IntN(len(tags))]
			p = r.within(p, slices.DeleteFunc(slices.Clone(tags), func(tag string) bool { return tag == out }))
		}
		return p
	default:
		var at []int
		for i, m := range p.kept {
			if !m.weak && random.IntN(3) == 0 {
				at = append(at, i)
			}
		}
		return r.weakened(p, at)
	}
}

// No step turns a legal history into an illegal one.
func TestStepsAreSound(t *testing.T) {
	random := rand.New(rand.NewPCG(2, 1))
	compared := 0
	for seed := range uint64(3_000) {
		s := small(random)
		s.fault = none
		ops, model := s.record(seed)
		p := CheckByImage(context.Background(), ops, model, Budget{})[0]
		r := &reducer{ops: p.ops}
		before := r.begin(p.view())
		for range 4 {
			after := r.prune(r.step(before, random))
			verdict, _ := newProblem(r.history(after), after.view).search(context.Background(), 0)
			if verdict != Legal {
				t.Fatalf("seed %d: a legal history becomes %s:\n%v\n%v\n%v", seed, verdict, before, after, r.ops)
			}
			before = after
			compared++
		}
	}
	if compared < 10_000 {
		t.Errorf("only %d steps were compared", compared)
	}
}

// Pruning changes no verdict, legal or illegal.
func TestPruneKeepsTheVerdict(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 1))
	count := map[Verdict]int{}
	for seed := range uint64(3_000) {
		s := small(random)
		ops, model := s.record(seed)
		p := CheckByImage(context.Background(), ops, model, Budget{})[0]
		r := &reducer{ops: p.ops}
		whole := r.step(r.begin(p.view()), random)
		pruned := r.prune(whole)
		if len(pruned.kept) == len(whole.kept) {
			continue
		}
		before, _ := newProblem(r.history(whole), whole.view).search(context.Background(), 0)
		after, _ := newProblem(r.history(pruned), pruned.view).search(context.Background(), 0)
		if before != after {
			t.Fatalf("seed %d: %s becomes %s:\n%v\n%v\n%v", seed, before, after, whole, pruned, r.ops)
		}
		count[after]++
	}
	if count[Legal] < 500 || count[Illegal] < 50 {
		t.Errorf(
			"%d legal and %d illegal histories were compared; expected at least 500 and 50", count[Legal],
			count[Illegal],
		)
	}
}

// A write that is called when the last read returns may explain that read.
func TestPruneKeepsWritesAtTheEnd(t *testing.T) {
	r := &reducer{ops: []Op{read(2, 3, "x"), ms(3, 3, Add, "x", Unknown), ms(4, 4, Add, "x", Unknown)}}
	if left := r.prune(r.begin(view{tags: []string{"x"}})).kept; len(left) != 2 {
		t.Errorf("%d operations are left; expected the two that overlap, without the later one", len(left))
	}
}
