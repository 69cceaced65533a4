package linearizability

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/anishathalye/porcupine"
)

// porcupineVerdict is the verdict of porcupine.
func porcupineVerdict(ops []Op, v view) Verdict {
	if porcupine.CheckOperations(v.porcupineModel(), operations(v.restricted(ops))) {
		return Legal
	}
	return Illegal
}

// small returns a random simulation that porcupine decides quickly.
func small(random *rand.Rand) simulation {
	s := simulation{
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

// The search and porcupine agree: by tag, by image, and with any initial tags.
func TestVerdictsAgreeWithPorcupine(t *testing.T) {
	random := rand.New(rand.NewPCG(4, 1))
	count := map[Verdict]int{}
	for seed := range uint64(1_200) {
		s := small(random)
		ops, model := s.record(seed)
		partitions := slices.Concat(
			CheckByTag(context.Background(), ops, model, Budget{}),
			CheckByImage(context.Background(), ops, model, Budget{}),
		)
		for _, p := range partitions {
			v := p.view()
			if expected := porcupineVerdict(p.ops, v); p.Verdict != expected {
				t.Fatalf(
					"seed %d: image %s, tag %q is %s, but by porcupine %s", seed, p.Image, p.Tag, p.Verdict, expected,
				)
			}
			count[p.Verdict]++
			v.anyInitial = true
			got, _ := newProblem(p.ops, v).search(context.Background(), 0)
			if expected := porcupineVerdict(p.ops, v); got != expected {
				t.Fatalf(
					"seed %d: image %s, tag %q, any initial tags, is %s, but by porcupine %s", seed, p.Image, p.Tag,
					got, expected,
				)
			}
			count[got]++
		}
	}
	if count[Legal] < 4_500 || count[Illegal] < 1_000 {
		t.Errorf(
			"%d legal and %d illegal histories were compared; expected at least 4,500 and 1,000", count[Legal],
			count[Illegal],
		)
	}
}

// Histories of the simulated server are legal without a fault, and some are illegal with each.
func TestSimulation(t *testing.T) {
	for _, fault := range append(faults, none) {
		illegal := 0
		for seed := range uint64(60) {
			s := simulation{
				ops: 40, clients: 4, tags: 4, step: 20, reads: 0.4, unknown: 0.05, quota: 2, fault: fault, rate: 0.8,
			}
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
			t.Errorf("%d of 60 histories are illegal where %s; expected at least 10", illegal, fault)
		}
	}
}
