package arrival

import (
	"math"
	"sort"
)

// piece is a part of a curve whose rate goes evenly from one value to another.
type piece struct {
	begin, end float64 // seconds
	from, to   float64 // requests a second
	before     float64 // requests due until begin
}

func (p piece) slope() float64 { return (p.to - p.from) / (p.end - p.begin) }

func (p piece) count(at float64) float64 {
	t := at - p.begin
	return p.before + p.from*t + p.slope()*t*t/2
}

// when solves from*t + slope*t²/2 = count for t, in the form that does not
// cancel where the slope is small.
func (p piece) when(count float64) float64 {
	rest := count - p.before
	root := math.Sqrt(max(0, p.from*p.from+2*p.slope()*rest))
	if p.from+root == 0 {
		return p.begin
	}
	return min(p.end, p.begin+2*rest/(p.from+root))
}

// pieces is a curve of pieces, one after the other.
type pieces []piece

// joined works out what each piece begins with.
func joined(ps ...piece) pieces {
	for i := range ps[1:] {
		ps[i+1].before = ps[i].count(ps[i].end)
	}
	return ps
}

func (ps pieces) at(second float64) piece {
	i := sort.Search(len(ps)-1, func(i int) bool { return second < ps[i].end })
	return ps[i]
}

func (ps pieces) rate(at float64) float64 {
	p := ps.at(at)
	return p.from + p.slope()*(at-p.begin)
}

func (ps pieces) count(at float64) float64 { return ps.at(at).count(at) }

func (ps pieces) when(count float64) float64 {
	i := sort.Search(len(ps)-1, func(i int) bool { return count < ps[i+1].before })
	return ps[i].when(count)
}

// constant is one rate.
func constant(rate, duration float64) curve {
	return pieces{{begin: 0, end: duration, from: rate, to: rate}}
}

// ramp goes evenly from one rate to another.
func ramp(from, to, duration float64) curve {
	return pieces{{begin: 0, end: duration, from: from, to: to}}
}

// steps gives each rate the same share of the time.
func steps(rates []float64, duration float64) curve {
	var ps pieces
	each := duration / float64(len(rates))
	for i, rate := range rates {
		ps = append(ps, piece{begin: float64(i) * each, end: float64(i+1) * each, from: rate, to: rate})
	}
	return joined(ps...)
}

// spikes is a base rate with another for a while, again and again; the first
// spike comes at the end of the first period.
func spikes(base, peak, width, period, duration float64) curve {
	var ps pieces
	for begin := 0.0; begin < duration; begin += period {
		ps = append(ps, piece{begin: begin, end: begin + period - width, from: base, to: base},
			piece{begin: begin + period - width, end: begin + period, from: peak, to: peak})
	}
	return joined(ps...)
}

// sine swings about a mean.
type sine struct{ mean, swing, period float64 }

func (s sine) omega() float64 { return 2 * math.Pi / s.period }

func (s sine) rate(at float64) float64 { return s.mean + s.swing*math.Sin(s.omega()*at) }

func (s sine) count(at float64) float64 {
	return s.mean*at + s.swing/s.omega()*(1-math.Cos(s.omega()*at))
}

// when halves an interval that must hold the moment: the swing moves it by at
// most its own height.
func (s sine) when(count float64) float64 {
	low, high := max(0, count/s.mean-2*s.swing/s.omega()/s.mean), count/s.mean
	for range 60 {
		middle := (low + high) / 2
		if s.count(middle) < count {
			low = middle
		} else {
			high = middle
		}
	}
	return high
}
