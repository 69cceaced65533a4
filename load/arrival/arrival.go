// Package arrival decides when the requests of a load run are due, and waits for
// those moments.
//
// [Parse] reads a [Schedule] in the form of [Grammar], such as 500/s or
// ramp 100/s to 1000/s poisson; [Constant], [Steps], [Ramp], [Sine], [Spike] and
// [Poisson] make one in code. Request i of a schedule is due when the integral of
// the rate reaches i: the number of requests is exact, and the first request is
// due as soon as the rate is above zero. A [Pacer] makes vegeta send requests when
// they are due.
//
// All schedules but [Max] are open loops: requests are due whether or not earlier
// ones are answered, as requests of independent users are. Max is a closed loop.
package arrival

import (
	"fmt"
	"math"
	"sort"
	"time"
)

// Schedule tells when requests are due. It always gives the same answers, and is
// safe for concurrent use.
type Schedule interface {
	// Due returns when request i is due, since the start of the phase. ok is false
	// after the last request. Due never decreases with i.
	Due(i uint64) (at time.Duration, ok bool)
	// Rate returns the requests per second at a moment; 0 for Max.
	Rate(at time.Duration) float64
	// String returns the schedule in the form that Parse reads.
	String() string
}

// tolerance is a fraction of a request that makes up for rounding of float64.
const tolerance = 1e-6

// curve is a rate over time, in seconds and requests per second.
type curve interface {
	rate(at float64) float64
	count(until float64) float64 // the integral of the rate
	when(count float64) float64  // the latest time at which the integral is not above count
}

// openLoop is a schedule that follows a curve.
type openLoop struct {
	curve
	text     string
	duration time.Duration
	total    float64
}

func newOpenLoop(text string, c curve, duration time.Duration) (Schedule, error) {
	s := openLoop{curve: c, text: text, duration: duration}
	if duration <= 0 {
		return nil, fmt.Errorf("rate %q: the duration must be positive (got %s)", text, duration)
	}
	if s.total = c.count(duration.Seconds()) - tolerance; s.total <= 0 {
		return nil, fmt.Errorf("rate %q: no request is due within %s", text, duration)
	}
	return s, nil
}

func (s openLoop) Due(i uint64) (time.Duration, bool) { return s.at(float64(i)) }

// at returns when the integral of the rate reaches count.
func (s openLoop) at(count float64) (time.Duration, bool) {
	if count >= s.total {
		return 0, false
	}
	return min(time.Duration(math.Round(s.when(count)*1e9)), s.duration-1), true
}

func (s openLoop) Rate(at time.Duration) float64 {
	if at < 0 || at >= s.duration {
		return 0
	}
	return s.rate(at.Seconds())
}

func (s openLoop) String() string { return s.text }

// Max is a closed loop, as fast as possible for a duration: each worker sends its
// next request when it has the answer to its last. A request is due when it is
// sent, so that its response time is its service time.
type Max struct{ Duration time.Duration }

// Due returns 0 for every request: the pacer ends a closed loop by the clock.
func (Max) Due(uint64) (time.Duration, bool) { return 0, true }

// Rate returns 0: no rate is asked for.
func (Max) Rate(time.Duration) float64 { return 0 }

// String returns "max".
func (Max) String() string { return "max" }

// IsOpenLoop says that requests of s are due at times that do not depend on
// answers. It is false only for Max.
func IsOpenLoop(s Schedule) bool {
	_, closed := s.(Max)
	return !closed
}

// Count returns how many requests of s are due before a moment; 0 for Max.
func Count(s Schedule, before time.Duration) uint64 {
	if !IsOpenLoop(s) {
		return 0
	}
	isLater := func(i uint64) bool {
		at, ok := s.Due(i)
		return !ok || at >= before
	}
	bound := 1
	for !isLater(uint64(bound)) {
		bound *= 2
	}
	return uint64(sort.Search(bound, func(i int) bool { return isLater(uint64(i)) }))
}
