// Package arrival says when the requests of a load run are due, and waits for
// it. A schedule is a rate over time; request i is due when the integral of
// the rate reaches i, so the number of requests is exact and the first is due
// as soon as the rate is above zero.
package arrival

import (
	"fmt"
	"math"
	"sort"
	"time"
)

// Schedule says when requests are due. It is the same each time it is asked,
// and can be asked by several goroutines.
type Schedule interface {
	// Due is when request i is to be sent, since the beginning of the phase;
	// not ok after the last. It never decreases with i.
	Due(i uint64) (at time.Duration, ok bool)
	// Rate is how many requests a second are asked for at a moment; 0 for Max.
	Rate(at time.Duration) float64
	// String is the form that Parse reads.
	String() string
}

// fastest is the highest rate that can be asked for, per second.
const fastest = 1e6

// slack is a part of a request, to take what float64 rounds.
const slack = 1e-6

// curve is a rate over time, in seconds and requests per second.
type curve interface {
	rate(at float64) float64
	count(until float64) float64 // the integral of the rate
	when(count float64) float64  // the latest time at which the count isn't above this
}

// paced are requests at even parts of a curve's integral.
type paced struct {
	curve
	text     string
	duration time.Duration
	total    float64
}

func newPaced(text string, c curve, duration time.Duration) (Schedule, error) {
	p := paced{curve: c, text: text, duration: duration}
	if duration <= 0 {
		return nil, fmt.Errorf("%s: the duration must be more than 0, not %s", text, duration)
	}
	if p.total = c.count(duration.Seconds()) - slack; p.total <= 0 {
		return nil, fmt.Errorf("%s: no request is due in %s", text, duration)
	}
	return p, nil
}

func (p paced) Due(i uint64) (time.Duration, bool) { return p.at(float64(i)) }

// at is when the integral of the rate reaches count.
func (p paced) at(count float64) (time.Duration, bool) {
	if count >= p.total {
		return 0, false
	}
	return min(time.Duration(math.Round(p.when(count)*1e9)), p.duration-1), true
}

func (p paced) Rate(at time.Duration) float64 {
	if at < 0 || at >= p.duration {
		return 0
	}
	return p.rate(at.Seconds())
}

func (p paced) String() string { return p.text }

// Max is as fast as possible for a time: a closed loop, in which a request is
// due when it is sent, and response time is service time.
type Max struct{ For time.Duration }

// Due is 0 for every request: the pacer ends a closed loop by the clock.
func (Max) Due(uint64) (time.Duration, bool) { return 0, true }

// Rate is 0: none is asked for.
func (Max) Rate(time.Duration) float64 { return 0 }

func (Max) String() string { return "max" }

// IsPaced says that requests of s have times at which they are due. Where it
// is false, a request is due when it is sent.
func IsPaced(s Schedule) bool {
	_, closed := s.(Max)
	return !closed
}

// Count is how many requests of s are due before a moment; 0 for Max.
func Count(s Schedule, before time.Duration) uint64 {
	if !IsPaced(s) {
		return 0
	}
	over := func(i uint64) bool {
		at, ok := s.Due(i)
		return !ok || at >= before
	}
	bound := 1
	for !over(uint64(bound)) {
		bound *= 2
	}
	return uint64(sort.Search(bound, func(i int) bool { return over(uint64(i)) }))
}
