package linearizability

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"
)

// move gives the proof after one move of the reducer, chosen by chance.
func (r *reducer) move(p proof, random *rand.Rand) proof {
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

// TestMovesAreSound makes moves in legal histories: nothing becomes illegal.
func TestMovesAreSound(t *testing.T) {
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
			after := r.tidy(r.move(before, random))
			if verdict, _ := project(r.history(after), after.view).search(context.Background(), 0); verdict != Legal {
				t.Fatalf("seed %d: a legal history becomes %s:\n%v\n%v\n%v", seed, verdict, before, after, r.ops)
			}
			before = after
			compared++
		}
	}
	if compared < 10_000 {
		t.Errorf("%d moves were made", compared)
	}
}

// TestTidyChangesNoVerdict compares histories, legal or not, with what tidy
// leaves of them.
func TestTidyChangesNoVerdict(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 1))
	count := map[Verdict]int{}
	for seed := range uint64(3_000) {
		s := small(random)
		ops, model := s.record(seed)
		p := CheckByImage(context.Background(), ops, model, Budget{})[0]
		r := &reducer{ops: p.ops}
		whole := r.move(r.begin(p.view()), random)
		tidy := r.tidy(whole)
		if len(tidy.kept) == len(whole.kept) {
			continue
		}
		before, _ := project(r.history(whole), whole.view).search(context.Background(), 0)
		after, _ := project(r.history(tidy), tidy.view).search(context.Background(), 0)
		if before != after {
			t.Fatalf("seed %d: what was %s is %s:\n%v\n%v\n%v", seed, before, after, whole, tidy, r.ops)
		}
		count[after]++
	}
	if count[Legal] < 500 || count[Illegal] < 50 {
		t.Errorf("%d legal and %d illegal histories were compared; expected 500 and 50 at least", count[Legal], count[Illegal])
	}
}

// TestTidyKeepsWhatTouchesTheEnd holds that a write called as the last answer
// came may be what it shows.
func TestTidyKeepsWhatTouchesTheEnd(t *testing.T) {
	r := &reducer{ops: []Op{read(2, 3, "x"), ms(3, 3, Add, "x", Unknown), ms(4, 4, Add, "x", Unknown)}}
	if left := r.tidy(r.begin(view{tags: []string{"x"}})).kept; len(left) != 2 {
		t.Errorf("%d operations are left of the two that overlap and one that came later", len(left))
	}
}
