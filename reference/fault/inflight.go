package fault

import (
	"time"

	"tagcheck/reference"
)

const (
	// raceWindow is how long a race condition stays open. Requests that are sent
	// together always meet in it: the result of a fault must not depend on luck.
	raceWindow = 500 * time.Microsecond

	// joinWait is how long a request waits for others to the same image.
	joinWait = 200 * time.Microsecond
)

// inFlight counts the requests in flight to each image.
type inFlight struct{ requests *counters }

// withInFlight makes changes that need to know the requests in flight. Each
// server has counts of its own.
func withInFlight(changes func(f inFlight) []change) change {
	return func(p *reference.Parts) {
		f := inFlight{newCounters()}
		for _, change := range changes(f) {
			change(p)
		}
		when(hasImage, func(x *exchange) {
			f.requests.add(x.image, 1)
			defer f.requests.add(x.image, -1)
			x.forward()
		})(p)
	}
}

// count returns the number of requests in flight to an image.
func (f inFlight) count(image string) int { return f.requests.get(image) }

// pause keeps a race condition open for the window. It returns early if no other
// request to the image is in flight.
func (f inFlight) pause(image string, window time.Duration) {
	time.Sleep(min(window, joinWait))
	if window > joinWait && f.count(image) > 1 {
		time.Sleep(window - joinWait)
	}
}
