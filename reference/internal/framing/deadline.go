package framing

import (
	"net"
	"os"
	"sync"
	"time"
)

// deadline combines the deadline of net/http with the own limit of the filter. It sets
// the earlier one on the connection only if a Read waits: net/http sets several
// deadlines for each request, and most of them are never waited for.
type deadline struct {
	mu      sync.Mutex
	asked   time.Time
	own     time.Time
	applied time.Time
	waiting bool
}

// set sets the deadline of net/http, which may end a Read that is waiting.
func (d *deadline) set(c net.Conn, t time.Time) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.asked = t
	if d.waiting {
		return d.apply(c)
	}
	return nil
}

// before is called before a wait with an own limit; the zero time is no limit.
func (d *deadline) before(c net.Conn, own time.Time) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if woken(d.asked) {
		return os.ErrDeadlineExceeded
	}
	d.own = own
	if err := d.apply(c); err != nil {
		return err
	}
	d.waiting = true
	return nil
}

// after is called after the wait. It reports whether the own limit was the earlier one.
func (d *deadline) after() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.waiting = false
	return !d.own.IsZero() && d.applied.Equal(d.own)
}

func (d *deadline) isWaiting() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.waiting
}

func (d *deadline) apply(c net.Conn) error {
	t := d.asked
	if !d.own.IsZero() && (t.IsZero() || d.own.Before(t)) {
		t = d.own
	}
	if t.Equal(d.applied) {
		return nil
	}
	d.applied = t
	return c.SetReadDeadline(t)
}

// woken recognizes the deadline far in the past by which net/http ends a wait.
func woken(t time.Time) bool { return !t.IsZero() && t.Unix() < 1<<20 }
