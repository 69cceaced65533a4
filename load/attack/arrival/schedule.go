// Package arrival says when the requests of a load are due: at a constant rate,
// in steps, on a ramp, a sine or with spikes, evenly or by chance, or as fast as
// possible.
package arrival

import (
	"math"
	"time"
)

// Schedule is when requests are due. It is deterministic, and may be used by
// several goroutines at once.
type Schedule interface {
	// Due is when request i is due, since the beginning. It is false for those
	// after the last. Of a Closed schedule every request is due when it is sent,
	// which shows as 0.
	Due(i uint64) (at time.Duration, ok bool)
	// Rate is how many requests a second are asked for at that moment.
	Rate(at time.Duration) float64
	// Duration is how long it takes.
	Duration() time.Duration
}

// curve is how many requests are due until each moment: the integral of the
// rate, which never falls.
type curve interface {
	rate(at float64) float64  // a second, at that second
	count(at float64) float64 // until that second
	when(count float64) float64
}

// along is a schedule that follows a curve, evenly: request i is due when the
// curve reaches i, the first at once.
type along struct {
	curve    curve
	duration time.Duration
	total    uint64
}

func newAlong(c curve, duration time.Duration) *along {
	// What rounding adds to a whole number is no request more.
	const slack = 1e-6
	return &along{c, duration, uint64(math.Ceil(c.count(duration.Seconds()) - slack))}
}

// Due is the moment at which the curve reaches i.
func (a *along) Due(i uint64) (time.Duration, bool) {
	if i >= a.total {
		return 0, false
	}
	return seconds(a.curve.when(float64(i))), true
}

// Rate is the height of the curve's slope.
func (a *along) Rate(at time.Duration) float64 { return a.curve.rate(at.Seconds()) }

// Duration is how long the curve is followed.
func (a *along) Duration() time.Duration { return a.duration }

// Closed is as fast as possible: each worker sends its next request once it has
// the answer to its last.
type Closed struct{ For time.Duration }

// Due is 0: a request is due when it is sent.
func (c Closed) Due(uint64) (time.Duration, bool) { return 0, true }

// Rate is infinite.
func (c Closed) Rate(time.Duration) float64 { return math.Inf(1) }

// Duration is how long it goes on.
func (c Closed) Duration() time.Duration { return c.For }

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }
