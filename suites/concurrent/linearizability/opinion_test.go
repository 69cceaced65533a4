package linearizability

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/anishathalye/porcupine"
)

// second asks porcupine.
func second(ops []Op, v view) Verdict {
	if porcupine.CheckOperations(v.opinion(), operations(v.restricted(ops))) {
		return Legal
	}
	return Illegal
}

// small gives a random scene of which porcupine decides quickly.
func small(random *rand.Rand) scene {
	s := scene{
		ops: 3 + random.IntN(24), clients: 1 + random.IntN(6), tags: 1 + random.IntN(4),
		step: 1 + random.IntN(12), reads: random.Float64() * 0.6, rate: random.Float64(),
		fault: slices.Concat(faults, []fault{none, none})[random.IntN(len(faults)+2)],
	}
	if random.IntN(2) == 0 {
		s.unknown = random.Float64() * 0.4
	}
	if random.IntN(2) == 0 {
		s.quota = 1 + random.IntN(4)
	}
	return s
}

// TestSecondOpinion compares with porcupine: by tag, by image, and with the
// initial tags left open.
func TestSecondOpinion(t *testing.T) {
	random := rand.New(rand.NewPCG(4, 1))
	count := map[Verdict]int{}
	for seed := range uint64(1_200) {
		s := small(random)
		ops, model := s.record(seed)
		partitions := slices.Concat(CheckByTag(context.Background(), ops, model, Budget{}), CheckByImage(context.Background(), ops, model, Budget{}))
		for _, p := range partitions {
			v := p.view()
			if expected := second(p.ops, v); p.Verdict != expected {
				t.Fatalf("seed %d: image %s, tag %q is %s, and porcupine says %s", seed, p.Image, p.Tag, p.Verdict, expected)
			}
			count[p.Verdict]++
			v.open = true
			got, _ := project(p.ops, v).search(context.Background(), 0)
			if expected := second(p.ops, v); got != expected {
				t.Fatalf("seed %d: image %s, tag %q, initial tags left open, is %s, and porcupine says %s", seed, p.Image, p.Tag, got, expected)
			}
			count[got]++
		}
	}
	if count[Legal] < 4_500 || count[Illegal] < 1_000 {
		t.Errorf("%d legal and %d illegal histories were compared; expected 4,500 and 1,000 at least", count[Legal], count[Illegal])
	}
}

// TestServer holds the simulated server to its word: without a fault its
// histories are legal, with each fault some are not.
func TestServer(t *testing.T) {
	for _, fault := range append(faults, none) {
		illegal := 0
		for seed := range uint64(60) {
			s := scene{ops: 40, clients: 4, tags: 4, step: 20, reads: 0.4, unknown: 0.05, quota: 2, fault: fault, rate: 0.8}
			ops, model := s.record(seed)
			for _, p := range CheckByImage(context.Background(), ops, model, Budget{}) {
				if p.Verdict != Legal {
					illegal++
				}
			}
		}
		if fault == none && illegal > 0 {
			t.Errorf("%d of 60 histories without a fault are illegal", illegal)
		}
		if fault != none && illegal < 10 {
			t.Errorf("%d of 60 histories are illegal where %s; expected 10 at least", illegal, fault)
		}
	}
}
