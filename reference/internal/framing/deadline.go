package framing

import (
	"net"
	"os"
	"sync"
	"time"
)

// deadline combines what net/http asks for with the filter's own limit on a
// wait, and hands the earlier one to the connection only when something waits
// for it: net/http sets several deadlines for every request, most of which
// nobody ever waits for.
type deadline struct {
	mu      sync.Mutex
	asked   time.Time
	own     time.Time
	applied time.Time
	waiting bool
}

// set is what net/http calls, also to wake a Read that is waiting.
func (d *deadline) set(c net.Conn, t time.Time) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.asked = t
	if d.waiting {
		return d.apply(c)
	}
	return nil
}

// before is called before a wait that has a limit of its own, which may be
// zero.
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

// after is called when the wait is over. It reports whether the wait was
// bound by its own limit.
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

// woken recognises the deadline, decades ago, by which net/http ends a wait.
func woken(t time.Time) bool { return !t.IsZero() && t.Unix() < 1<<20 }
