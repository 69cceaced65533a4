package linearizability

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"
)

// hot is what one busy image goes through: 16 tags, and clients that are never
// idle; 1 % of the writes are of unknown outcome.
func hot(ops, clients int) scene {
	return scene{ops: ops, clients: clients, tags: 16, step: 100_000, reads: 0.2, unknown: 0.01}
}

// BenchmarkByTag judges 100,000 operations of 64 clients, without a fault and
// with one that touches a thousandth of them.
func BenchmarkByTag(b *testing.B) {
	for _, fault := range []fault{none, lostUpdate} {
		b.Run(name(fault), func(b *testing.B) {
			s := hot(100_000, 64)
			s.fault, s.rate = fault, 0.001
			ops, model := s.record(1)
			for b.Loop() {
				count := verdicts(CheckByTag(context.Background(), ops, model, Budget{}))
				b.ReportMetric(float64(count[Legal]), "legal")
				b.ReportMetric(float64(count[Undecided]), "undecided")
			}
			b.ReportMetric(resident(b), "peak-RSS-MiB")
		})
	}
}

// BenchmarkByImage judges epochs as a whole: 300 operations of 8 clients.
func BenchmarkByImage(b *testing.B) {
	for _, fault := range []fault{none, tornRead} {
		b.Run(name(fault), func(b *testing.B) {
			s := hot(300, 8)
			s.tags, s.fault, s.rate = 8, fault, 0.5
			seed, sum := uint64(0), map[Verdict]int{}
			for b.Loop() {
				b.StopTimer()
				seed++
				ops, model := s.record(seed)
				b.StartTimer()
				for verdict, n := range verdicts(CheckByImage(context.Background(), ops, model, Budget{})) {
					sum[verdict] += n
				}
			}
			b.ReportMetric(float64(sum[Legal])/float64(seed), "legal/op")
			b.ReportMetric(float64(sum[Undecided])/float64(seed), "undecided/op")
			b.ReportMetric(resident(b), "peak-RSS-MiB")
		})
	}
}

// BenchmarkExhausted judges what it can't decide, 10,000 operations of 32
// clients as a whole, to see what its bounds let it take.
func BenchmarkExhausted(b *testing.B) {
	ops, model := hot(10_000, 32).record(1)
	for b.Loop() {
		count := verdicts(CheckByImage(context.Background(), ops, model, Budget{}))
		b.ReportMetric(float64(count[Undecided]), "undecided")
	}
	b.ReportMetric(resident(b), "peak-RSS-MiB")
}

// BenchmarkRatioToPorcupine judges what porcupine can: 10,000 operations of 32
// clients, by tag, side by side. Porcupine is given the tags already parted.
func BenchmarkRatioToPorcupine(b *testing.B) {
	ops, model := hot(10_000, 32).record(1)
	type part struct {
		model porcupine.Model
		ops   []porcupine.Operation
	}
	var parts []part
	for _, p := range CheckByTag(context.Background(), ops, model, Budget{}) {
		v := p.view()
		parts = append(parts, part{v.plain(), operations(v.restricted(p.ops))})
	}
	for b.Loop() {
		start := time.Now()
		count := verdicts(CheckByTag(context.Background(), ops, model, Budget{}))
		own := time.Since(start)
		start = time.Now()
		for _, p := range parts {
			if !porcupine.CheckOperations(p.model, p.ops) {
				count[Illegal]--
			}
		}
		b.ReportMetric(time.Since(start).Seconds()/own.Seconds(), "porcupine/own")
		if count[Legal] != len(parts) || count[Illegal] != 0 {
			b.Fatalf("of %d legal tags, %d are found legal; porcupine finds %d illegal", len(parts), count[Legal], -count[Illegal])
		}
	}
}

// plain is porcupine's model without the several states at once that an open
// start takes, which cost it time.
func (v view) plain() porcupine.Model {
	return porcupine.Model{
		Init: func() any { return v.states()[0] },
		Step: func(state, input, _ any) (bool, any) {
			after := v.step(state.([]string), input.(Op))
			return len(after) > 0, append(after, nil)[0]
		},
		Equal: func(a, b any) bool { return slices.Equal(a.([]string), b.([]string)) },
		Hash:  hashOfTags,
	}
}

func name(fault fault) string {
	if fault == none {
		return "legal"
	}
	return "illegal"
}

func verdicts(partitions []Partition) map[Verdict]int {
	count := map[Verdict]int{}
	for _, p := range partitions {
		count[p.Verdict]++
	}
	return count
}

// resident is the most memory that the process held until now, whatever for:
// making the history, and other benchmarks before.
func resident(b *testing.B) float64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		b.Skip("the system does not tell")
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	var kib float64
	if _, err := fmt.Sscan(rest, &kib); err != nil {
		b.Fatal(err)
	}
	return kib / 1024
}
