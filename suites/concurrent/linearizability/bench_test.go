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

// busy is a busy image with 16 tags and clients that are never idle; 1 % of the writes are of
// unknown outcome.
func busy(ops, clients int) simulation {
	return simulation{ops: ops, clients: clients, tags: 16, step: 100_000, reads: 0.2, unknown: 0.01}
}

// BenchmarkByTag checks 100,000 operations of 64 clients, without a fault and with one that
// affects a thousandth of them.
func BenchmarkByTag(b *testing.B) {
	for _, fault := range []fault{none, lostUpdate} {
		b.Run(name(fault), func(b *testing.B) {
			s := busy(100_000, 64)
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

// BenchmarkByImage checks all tags together: 300 operations of 8 clients.
func BenchmarkByImage(b *testing.B) {
	for _, fault := range []fault{none, tornRead} {
		b.Run(name(fault), func(b *testing.B) {
			s := busy(300, 8)
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

// BenchmarkExhausted checks a history that it cannot decide, all tags of 10,000 operations of
// 32 clients together, to measure its limits.
func BenchmarkExhausted(b *testing.B) {
	ops, model := busy(10_000, 32).record(1)
	for b.Loop() {
		count := verdicts(CheckByImage(context.Background(), ops, model, Budget{}))
		b.ReportMetric(float64(count[Undecided]), "undecided")
	}
	b.ReportMetric(resident(b), "peak-RSS-MiB")
}

// BenchmarkRatioToPorcupine compares the time with porcupine's: 10,000 operations of 32 clients,
// by tag. Porcupine gets the tags already separated.
func BenchmarkRatioToPorcupine(b *testing.B) {
	ops, model := busy(10_000, 32).record(1)
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
			b.Fatalf(
				"%d legal tags: %d are legal by the search, %d illegal by porcupine", len(parts), count[Legal],
				-count[Illegal],
			)
		}
	}
}

// plain is porcupine's model without the several states at once that unknown initial tags
// need, which cost it time.
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

// resident is the peak memory of the process, including the making of the history and earlier
// benchmarks.
func resident(b *testing.B) float64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		b.Skip("the system does not report it")
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	var kib float64
	if _, err := fmt.Sscan(rest, &kib); err != nil {
		b.Fatal(err)
	}
	return kib / 1024
}
