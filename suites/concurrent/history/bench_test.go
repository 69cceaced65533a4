package history

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

// hot is what one busy image goes through: 16 tags, and clients that are never
// idle; 1 % of the writes are of unknown outcome.
func hot(ops, clients int) scene {
	return scene{ops: ops, clients: clients, tags: 16, step: 100_000, reads: 0.2, unknown: 0.01}
}

// BenchmarkByTag judges 100,000 operations of 64 clients, without a fault and
// with one that touches a thousandth of them.
func BenchmarkByTag(b *testing.B) {
	for name, fault := range map[string]fault{"legal": none, "illegal": lostUpdate} {
		b.Run(name, func(b *testing.B) {
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
	for name, fault := range map[string]fault{"legal": none, "illegal": tornRead} {
		b.Run(name, func(b *testing.B) {
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

// BenchmarkRatioToPorcupine judges what porcupine can: 20,000 operations of 16
// clients, by tag, side by side.
func BenchmarkRatioToPorcupine(b *testing.B) {
	ops, model := hot(20_000, 16).record(1)
	partitions := CheckByTag(context.Background(), ops, model, Budget{})
	for b.Loop() {
		start := time.Now()
		CheckByTag(context.Background(), ops, model, Budget{})
		own := time.Since(start)
		start = time.Now()
		for _, p := range partitions {
			if second(p.ops, p.view()) != p.Verdict {
				b.Fatalf("porcupine does not say of the tag %q that it is %s", p.Tag, p.Verdict)
			}
		}
		b.ReportMetric(time.Since(start).Seconds()/own.Seconds(), "porcupine/own")
	}
}

func verdicts(partitions []Partition) map[Verdict]int {
	count := map[Verdict]int{}
	for _, p := range partitions {
		count[p.Verdict]++
	}
	return count
}

// resident is the most memory that the process held until now, of all that it
// did.
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
