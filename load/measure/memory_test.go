package measure

import (
	"fmt"
	"runtime"
	"testing"
	"time"
)

// heap returns how many bytes are in use after a collection.
func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// growth returns by how many bytes the heap grows while do runs.
func growth(do func()) int64 {
	before := heap()
	do()
	return int64(heap()) - int64(before)
}

// The first requests allocate what is needed; further requests in the same
// seconds must not allocate.
func TestMemoryDoesNotGrowWithRequests(t *testing.T) {
	n := 10_000_000
	if raceEnabled {
		n = 500_000
	}
	r := newTestRecorder("add", "remove")
	sample := func(i int, due time.Duration) Sample {
		sent, done := due+time.Duration(i%977), due+time.Duration(i%7919)*time.Microsecond
		return Sample{Operation: i % 2, Due: due, Sent: sent, Done: done}
	}
	const first = 10_000
	for i := range first {
		r.Record(sample(i, time.Duration(i)*ms))
	}
	grew := growth(func() {
		for i := range n {
			r.Record(sample(i, 9*time.Second))
		}
	})
	if grew > 256<<10 {
		t.Errorf("%d requests took %d bytes", n, grew)
	}
	if got := r.Result(10 * time.Second).All.Requests; got != uint64(n+first) {
		t.Errorf("%d requests", got)
	}
}

func TestMemoryDoesNotGrowWithErrorTexts(t *testing.T) {
	n := 1_000_000
	if raceEnabled {
		n = 50_000
	}
	r := newTestRecorder("add")
	grew := growth(func() {
		for i := range n {
			r.Record(Sample{Class: r.classes.ClassOf(fmt.Sprint("port ", i))})
		}
	})
	if grew > 1<<20 {
		t.Errorf("%d error texts took %d bytes", n, grew)
	}
	got := r.Result(time.Second).Classes
	if len(got) != MaxClasses+1 || got[MaxClasses] != (ErrorCount{otherErrors, uint64(n - MaxClasses)}) {
		t.Errorf("%v", got)
	}
}

// A second of 2,000 requests takes a few KiB, however slow they were: it has
// three histograms of all requests and one of each operation.
func TestSecondTakesFewBytes(t *testing.T) {
	const seconds, rate = 60, 2000
	r := newTestRecorder("add", "remove")
	grew := growth(func() {
		for i, s := range traffic(10, seconds*rate) {
			shift := time.Duration(i)*time.Second/rate - s.Due
			s.Due, s.Sent, s.Done = s.Due+shift, s.Sent+shift, s.Done+shift
			r.Record(s)
		}
	})
	if perSecond := grew / seconds; perSecond > 8<<10 {
		t.Errorf("%d bytes a second", perSecond)
	}
	runtime.KeepAlive(r)
}

func TestRecordDoesNotAllocate(t *testing.T) {
	r := newTestRecorder("add", "remove")
	class := r.classes.ClassOf("timeout")
	i := 0
	allocations := testing.AllocsPerRun(1000, func() {
		i++
		due, sent, done := time.Duration(i), time.Duration(2*i), time.Duration(1000*i)
		r.Record(Sample{Operation: i % 2, Due: due, Sent: sent, Done: done, Class: class * Class(i%2)})
	})
	if allocations != 0 {
		t.Errorf("%v allocations", allocations)
	}
	if allocations := testing.AllocsPerRun(100, func() { r.classes.ClassOf("timeout") }); allocations != 0 {
		t.Errorf("a class: %v allocations", allocations)
	}
}

func BenchmarkRecord(b *testing.B) {
	r := newTestRecorder("add", "remove")
	samples := traffic(11, 4096)
	b.ReportAllocs()
	for i := range b.N {
		s := samples[i%len(samples)]
		s.Done %= time.Second
		r.Record(s)
	}
}

// BenchmarkSecond is the cost of a second of 2,000 requests, encoding included.
func BenchmarkSecond(b *testing.B) {
	r := newTestRecorder("add", "remove")
	samples := traffic(12, 2000)
	b.ReportAllocs()
	for second := range b.N {
		for _, s := range samples {
			begin := time.Duration(second%86400) * time.Second
			s.Due, s.Sent, s.Done = 0, 0, begin+(s.Done-s.Due)%time.Second
			r.Record(s)
		}
	}
}

func BenchmarkSnapshot(b *testing.B) {
	r := newTestRecorder("add", "remove")
	for _, s := range traffic(13, 4000) {
		r.Record(s)
	}
	for b.Loop() {
		r.Snapshot(4 * time.Second)
	}
}

func BenchmarkCurrent(b *testing.B) {
	r := newTestRecorder("add", "remove")
	for _, s := range traffic(14, 4000) {
		r.Record(s)
	}
	for b.Loop() {
		r.Current(4 * time.Second)
	}
}
