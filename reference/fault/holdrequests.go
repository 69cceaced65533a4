package fault

import (
	"slices"
	"sync"
	"time"

	"tagcheck/reference"
)

// A server holds tag operations while several clients write: after minRun tag
// operations in a row, if the last recentSize of them came from at least
// minClients connections. It holds up to maxHeld of them, each for maxHold at
// most. So some requests are always unanswered when the server is killed.
const (
	minRun     = 40
	recentSize = 8
	minClients = 4
	maxHeld    = 6
	maxHold    = 500 * time.Millisecond
)

// holdTagOperations lets answer handle tag operations. The function hold waits
// while several clients write, and returns at once otherwise.
func holdTagOperations(answer func(x *exchange, hold func())) change {
	return func(p *reference.Parts) {
		q := &holdQueue{}
		onRequest(func(x *exchange) {
			hold := func() {}
			if q.severalClientsWrite(x) {
				hold = q.hold
			}
			if !isTagOperation(x) {
				x.forward()
				return
			}
			answer(x, hold)
		})(p)
	}
}

// holdQueue holds requests. A request that exceeds maxHeld releases the first one.
type holdQueue struct {
	mu      sync.Mutex
	run     int      // tag operations since the last other request
	recent  []string // client addresses of the latest ones
	waiting []chan struct{}
}

// severalClientsWrite counts a request, and reports whether requests are held now.
func (q *holdQueue) severalClientsWrite(x *exchange) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.run++
	if !isTagOperation(x) {
		q.run, q.recent = 0, nil
	}
	q.recent = append(q.recent, x.r.RemoteAddr)
	q.recent = q.recent[max(0, len(q.recent)-recentSize):]
	clients := slices.Compact(slices.Sorted(slices.Values(q.recent)))
	return q.run > minRun && len(clients) >= minClients
}

// hold waits until enough other requests are held, or for maxHold.
func (q *holdQueue) hold() {
	released := make(chan struct{})
	q.mu.Lock()
	q.waiting = append(q.waiting, released)
	if len(q.waiting) > maxHeld {
		close(q.waiting[0])
		q.waiting = q.waiting[1:]
	}
	q.mu.Unlock()
	select {
	case <-released:
	case <-time.After(maxHold):
		q.mu.Lock()
		defer q.mu.Unlock()
		q.waiting = slices.DeleteFunc(q.waiting, func(other chan struct{}) bool { return other == released })
	}
}

// answerInTurn holds the responses to several clients. The latest changes of the
// journal are then always unanswered.
func answerInTurn(p *reference.Parts) {
	holdTagOperations(func(x *exchange, hold func()) {
		a := x.capture()
		hold()
		x.send(a)
	})(p)
}
