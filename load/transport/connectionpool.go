package transport

import (
	"sync"
	"time"
)

// Stats counts what happened to connections.
type Stats struct {
	Dialed   uint64        `json:"dialed"`       // connections made
	DialTime time.Duration `json:"dial_time_ns"` // of all dials together, with TLS
	Reused   uint64        `json:"reused"`       // requests that used an idle connection
	Resent   uint64        `json:"resent"`       // requests of which nothing could be written, sent on a new connection

	// Idle connections that were found unusable before anything was written.
	ClosedIdle  uint64 `json:"closed_idle"` // the server had closed them
	Expired     uint64 `json:"expired"`     // older than Options.IdleAge
	Unsolicited uint64 `json:"unsolicited"` // the server had sent bytes without a request

	// Raced counts requests that failed because their connection was closed while
	// they were written, see Error.Reused.
	Raced uint64 `json:"raced"`
}

// checkAfter is how long a connection must have been idle to be checked before it
// is used. The check is a system call, and its cost is too large for requests that
// follow each other at once.
const checkAfter = time.Millisecond

// trustAfter is how many requests must have found good connections before any
// check is left out.
const trustAfter = 1000

// pool keeps the connections. The connection that was idle for the shortest time is
// used first, so that those that are not needed expire.
type pool struct {
	max int
	age time.Duration

	mu      sync.Mutex
	idle    []*connection // in the order in which they became idle
	all     map[*connection]struct{}
	stats   Stats
	careful bool // the server has closed connections, or sent bytes, unexpectedly
	closed  bool
}

func newPool(max int, age time.Duration) *pool {
	return &pool{max: max, age: age, all: map[*connection]struct{}{}}
}

// take removes and returns the connection that was idle for the shortest time, nil
// if there is none. If that one has expired, all have. check says that it must be
// checked before it is used.
func (p *pool) take(now time.Time) (c *connection, check bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for n := len(p.idle) - 1; n >= 0; n-- {
		c := p.idle[n]
		p.idle[n] = nil
		p.idle = p.idle[:n]
		if !p.isExpired(c, now) {
			p.stats.Reused++
			return c, p.careful || p.stats.Reused < trustAfter || now.Sub(c.since) > checkAfter
		}
		p.expire(c)
	}
	return nil, false
}

// failed counts why a connection was unusable. It returns whether the request can
// be sent again, because nothing of it was written and there is time left.
func (p *pool) failed(c *connection, err *Error) (again bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case err.Kind == Write && !err.Sent && c.exchanger.found == closedByServer:
		p.stats.ClosedIdle++
	case err.Kind == Write && !err.Sent && c.exchanger.found == unsolicited:
		p.stats.Unsolicited++
	case err.Kind == Write && !err.Sent:
		p.stats.Resent++
	case err.isRace():
		p.stats.Raced++
	case err.Kind == Timeout && err.early: // see socketExchange
	default:
		return false
	}
	p.careful = true
	if again = err.Kind == Write && !err.Sent; again {
		p.stats.Reused--
	}
	return again
}

func (p *pool) isExpired(c *connection, now time.Time) bool {
	age := now.Sub(c.since)
	return age > p.age || c.limit > 0 && age > c.limit/2
}

func (p *pool) expire(c *connection) {
	p.stats.Expired++
	delete(p.all, c)
	c.Close()
}

// put keeps the connection, which may be nil, for later requests. It closes the
// connection that was idle for the longest time if that has expired, because nothing
// else would.
func (p *pool) put(c *connection, now time.Time) {
	if c == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed || len(p.idle) >= p.max {
		delete(p.all, c)
		c.Close()
		return
	}
	if len(p.idle) > 0 && p.isExpired(p.idle[0], now) {
		p.expire(p.idle[0])
		copy(p.idle, p.idle[1:])
		p.idle = p.idle[:len(p.idle)-1]
	}
	c.since = now
	p.idle = append(p.idle, c)
}

// add registers a new connection. It returns false if the pool is closed.
func (p *pool) add(c *connection, took time.Duration) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return false
	}
	p.all[c] = struct{}{}
	p.stats.Dialed++
	p.stats.DialTime += took
	return true
}

// discard closes a connection that was in use.
func (p *pool) discard(c *connection) {
	p.mu.Lock()
	delete(p.all, c)
	p.mu.Unlock()
	c.Close()
}

// close closes all connections, also those in use.
func (p *pool) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed, p.idle = true, nil
	for c := range p.all {
		c.Close()
	}
	clear(p.all)
}

func (p *pool) counters() Stats {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.stats
}
