package arrival

import (
	"math"
	"sort"
)

// piece is a time span in which the rate changes linearly.
type piece struct{ seconds, from, to float64 }

// pieces follow one another.
type pieces []placed

// placed is a piece and what comes before it.
type placed struct {
	piece
	begin  float64 // seconds
	before float64 // requests
}

func join(all []piece) pieces {
	joined := make(pieces, 0, len(all))
	begin, before := 0.0, 0.0
	for _, p := range all {
		joined = append(joined, placed{p, begin, before})
		begin += p.seconds
		before += p.seconds * (p.from + p.to) / 2
	}
	return joined
}

// last returns the last piece whose value, begin or before, is not above a limit.
func (ps pieces) last(limit float64, value func(placed) float64) placed {
	i := sort.Search(len(ps), func(i int) bool { return value(ps[i]) > limit })
	return ps[max(i-1, 0)]
}

func begin(p placed) float64  { return p.begin }
func before(p placed) float64 { return p.before }

func (p piece) slope() float64 { return (p.to - p.from) / p.seconds }

func (ps pieces) rate(at float64) float64 {
	p := ps.last(at, begin)
	return p.from + p.slope()*(at-p.begin)
}

func (ps pieces) count(until float64) float64 {
	p := ps.last(until, begin)
	t := until - p.begin
	return p.before + p.from*t + p.slope()*t*t/2
}

// when solves from·t + slope·t²/2 = count. This form of the solution does not
// lose digits by cancellation.
func (ps pieces) when(count float64) float64 {
	p := ps.last(count+tolerance, before)
	n := max(count-p.before, 0)
	if n == 0 {
		return p.begin
	}
	root := math.Sqrt(max(p.from*p.from+2*p.slope()*n, 0))
	return p.begin + 2*n/(p.from+root)
}

// sine is mean + swing·sin(speed·t); speed is in radians per second.
type sine struct{ mean, swing, speed float64 }

func (s sine) rate(at float64) float64 { return s.mean + s.swing*math.Sin(s.speed*at) }

func (s sine) count(until float64) float64 {
	return s.mean*until + s.swing/s.speed*(1-math.Cos(s.speed*until))
}

// when uses Newton's method, and bisection where that leaves the bounds.
func (s sine) when(count float64) float64 {
	high := count / s.mean
	low := max((count-2*s.swing/s.speed)/s.mean, 0)
	at := (low + high) / 2
	for range 100 {
		excess := s.count(at) - count
		if excess > 0 {
			high = at
		} else {
			low = at
		}
		next := at - excess/s.rate(at)
		if !(next > low && next < high) { // NaN too
			next = (low + high) / 2
		}
		if math.Abs(next-at) < 1e-10 {
			return next
		}
		at = next
	}
	return at
}
