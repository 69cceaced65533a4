package transport

import (
	"sync"
	"time"
)

// Stats counts what happened to connections.
type Stats struct {
	Dialed   uint64        `json:"dialed"`       // connections made
	DialTime time.Duration `json:"dial_time_ns"` // all of them together, with TLS
	Reused   uint64        `json:"reused"`       // requests that found a connection waiting
	Resent   uint64        `json:"resent"`       // requests of which nothing could be written, sent on a new connection

	ClosedIdle  uint64 `json:"closed_idle"` // connections that the server had closed, noticed before use
	Expired     uint64 `json:"expired"`     // connections that were given up, see Options.IdleAge
	Unsolicited uint64 `json:"unsolicited"` // connections on which bytes came that nobody had asked for, noticed before use
	Raced       uint64 `json:"raced"`       // requests that failed because their connection was closed while they were written, see Error.Reused
}

// lookAfter is how long a connection has to have waited until it is looked at
// before it is used. A look costs a system call, and so much of a request that
// those that follow at once go without.
const lookAfter = time.Millisecond

// trustAfter is how many requests have to find their connections good until a
// look is left out at all.
const trustAfter = 1000

// pool keeps the connections. The one that waited least is used first, so that
// those that are not needed grow old.
type pool struct {
	max int
	age time.Duration

	mu     sync.Mutex
	idle   []*connection // in the order in which they began to wait
	all    map[*connection]struct{}
	stats  Stats
	wary   bool // the server ends connections, or speaks, unasked
	closed bool
}

func newPool(max int, age time.Duration) *pool {
	return &pool{max: max, age: age, all: map[*connection]struct{}{}}
}

// take takes the connection that waited least, nil if there is none; if that is
// too old, so are all. look says that it may have come to its end meanwhile.
func (p *pool) take(now time.Time) (c *connection, look bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for n := len(p.idle) - 1; n >= 0; n-- {
		c := p.idle[n]
		p.idle[n] = nil
		p.idle = p.idle[:n]
		if !p.expired(c, now) {
			p.stats.Reused++
			return c, p.wary || p.stats.Reused < trustAfter || now.Sub(c.since) > lookAfter
		}
		p.expire(c)
	}
	return nil, false
}

// failed counts why the connection was of no use, and says whether the request
// can still be sent: nothing of it was written, and there is time.
func (p *pool) failed(c *connection, err *Error) (again bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case err.Kind == Write && !err.Sent && c.wire.found == ended:
		p.stats.ClosedIdle++
	case err.Kind == Write && !err.Sent && c.wire.found == spoke:
		p.stats.Unsolicited++
	case err.Kind == Write && !err.Sent:
		p.stats.Resent++
	case err.raced():
		p.stats.Raced++
	case err.Kind == Timeout && err.early: // see direct
	default:
		return false
	}
	p.wary = true
	if again = err.Kind == Write && !err.Sent; again {
		p.stats.Reused--
	}
	return again
}

func (p *pool) expired(c *connection, now time.Time) bool {
	age := now.Sub(c.since)
	return age > p.age || c.limit > 0 && age > c.limit/2
}

func (p *pool) expire(c *connection) {
	p.stats.Expired++
	delete(p.all, c)
	c.Close()
}

// put keeps the connection, if there is one, for later. The one that waited
// longest leaves if it is too old: nobody else would see to it.
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
	if len(p.idle) > 0 && p.expired(p.idle[0], now) {
		p.expire(p.idle[0])
		copy(p.idle, p.idle[1:])
		p.idle = p.idle[:len(p.idle)-1]
	}
	c.since = now
	p.idle = append(p.idle, c)
}

// add makes a new connection known; false says that it is too late.
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

// close closes all, those in use too.
func (p *pool) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed, p.idle = true, nil
	for c := range p.all {
		c.Close()
	}
	clear(p.all)
}

func (p *pool) counted() Stats {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.stats
}
