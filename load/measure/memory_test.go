package measure

import (
	"errors"
	"fmt"
	"io"
	"log"
	"net/url"
	"runtime"
	"testing"
	"time"
)

var silent = log.New(io.Discard, "", 0)

// heap is what is in use after a collection.
func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// grown is by how many bytes the heap grows by what do leaves behind.
func grown(do func()) int64 {
	before := heap()
	do()
	return int64(heap()) - int64(before)
}

// The first requests fill what there is; many more in the same seconds must
// add nothing.
func TestMemoryIsFlatByRequest(t *testing.T) {
	n := 10_000_000
	if raceEnabled {
		n = 500_000
	}
	r := newTestRecorder("add", "remove")
	sample := func(i int, due time.Duration) Sample {
		return Sample{Operation: i % 2, Due: due, Sent: due + time.Duration(i%977), Done: due + time.Duration(i%7919)*time.Microsecond}
	}
	const first = 10_000
	for i := range first {
		r.Record(sample(i, time.Duration(i)*ms))
	}
	grew := grown(func() {
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

func TestMemoryIsFlatByErrorText(t *testing.T) {
	n := 1_000_000
	if raceEnabled {
		n = 50_000
	}
	r := newTestRecorder("add")
	raw := &Classes{}
	grew := grown(func() {
		for i := range n {
			failed := &url.Error{Op: "Put", URL: fmt.Sprintf("http://127.0.0.1/%d", i), Err: errors.New("port " + fmt.Sprint(i))}
			text := "status 500"
			if i%10 == 0 { // the text of an error takes some microseconds
				text = ErrorText(failed)
			}
			r.Record(Sample{Class: r.classes.Of(text)})
			raw.Of(failed.URL)
		}
	})
	if grew > 1<<20 {
		t.Errorf("%d error texts took %d bytes", n, grew)
	}
	if got := r.Result(time.Second).Classes; len(got) != 2 || got[1].Text != "port N" {
		t.Errorf("%v", got)
	}
	if raw.Of("http://127.0.0.1/7") == Other || raw.Of("http://127.0.0.1/77") != Other {
		t.Error("the first texts have classes of their own, the others have none")
	}
}

// A second of 2,000 requests takes a few KiB, whatever they were like: there are
// three histograms of all and one of each operation.
func TestASecondTakesFewBytes(t *testing.T) {
	const seconds, rate = 60, 2000
	r := newTestRecorder("add", "remove")
	grew := grown(func() {
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
	class := r.classes.Of("timeout")
	i := 0
	allocations := testing.AllocsPerRun(1000, func() {
		i++
		r.Record(Sample{Operation: i % 2, Due: time.Duration(i), Sent: time.Duration(2 * i), Done: time.Duration(1000 * i), Class: class * Class(i%2)})
	})
	if allocations != 0 {
		t.Errorf("%v allocations", allocations)
	}
	if allocations := testing.AllocsPerRun(100, func() { r.classes.Of("timeout") }); allocations != 0 {
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

// What a second costs when it is encoded: 2,000 requests in each.
func BenchmarkSecond(b *testing.B) {
	r := newTestRecorder("add", "remove")
	samples := traffic(12, 2000)
	b.ReportAllocs()
	for second := range b.N {
		for _, s := range samples {
			s.Due, s.Sent, s.Done = 0, 0, time.Duration(second%86400)*time.Second+(s.Done-s.Due)%time.Second
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

func BenchmarkSofar(b *testing.B) {
	r := newTestRecorder("add", "remove")
	for _, s := range traffic(14, 4000) {
		r.Record(s)
	}
	for b.Loop() {
		r.Sofar(4 * time.Second)
	}
}
