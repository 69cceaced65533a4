package measure

import (
	"math"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// The geometry of every histogram, in nanoseconds; what differs in it can't be
// merged. A value is off by at most 64 ns or, from 66 µs on, 0.1 %.
// One takes 188 kB.
const (
	lowest  = 64
	digits  = 3
	highest = int64(4 * time.Minute)
)

// Limit is the longest time that is told apart from a longer one by a
// percentile. Longer times are clamped to it, and counted.
const Limit = time.Duration(highest)

// distribution is a histogram that is still written to, with the exact values
// that its buckets round.
type distribution struct {
	hdr      *hdrhistogram.Histogram
	min, max int64
	sum      float64
	clamped  uint64
}

func newDistribution() distribution {
	return distribution{hdr: hdrhistogram.New(lowest, highest, digits), min: math.MaxInt64}
}

func (d *distribution) record(t time.Duration) {
	v := max(int64(t), 0)
	d.min, d.max = min(d.min, v), max(d.max, v)
	d.sum += float64(v)
	if v > highest {
		v = highest
		d.clamped++
	}
	_ = d.hdr.RecordValue(v) // it is in the range
}

func (d *distribution) count() uint64 { return uint64(d.hdr.TotalCount()) }

func (d *distribution) add(other distribution) {
	d.hdr.Merge(other.hdr)
	d.min, d.max = min(d.min, other.min), max(d.max, other.max)
	d.sum += other.sum
	d.clamped += other.clamped
}

func (d *distribution) reset() {
	d.hdr.Reset()
	*d = distribution{hdr: d.hdr, min: math.MaxInt64}
}

// percentiles gives milliseconds: the upper end of the bucket that holds the
// value, so never too little, and never more than the maximum. wanted ascends.
func (d *distribution) percentiles(wanted ...float64) []float64 {
	values := make([]float64, len(wanted))
	for i, v := range d.hdr.ValueAtPercentilesSlice(wanted) {
		values[i] = milliseconds(min(v, d.max))
	}
	return values
}

func milliseconds(nanoseconds int64) float64 { return float64(nanoseconds) / 1e6 }

func nanoseconds(milliseconds float64) int64 { return int64(math.Round(milliseconds * 1e6)) }
