package framing

import (
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"time"
)

// longAgo is a deadline by which net/http ends a wait.
var longAgo = time.Unix(1, 0)

func TestPastDeadlineSkipsRead(t *testing.T) {
	s := &scripted{end: io.EOF}
	c := accept(t, s)
	c.SetReadDeadline(longAgo)
	if _, err := c.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) || s.reads > 0 {
		t.Errorf("%v after %d reads", err, s.reads)
	}
	c.SetReadDeadline(time.Time{})
	if _, err := c.Read(make([]byte, 1)); err != io.EOF {
		t.Errorf("the connection is not usable afterwards: %v", err)
	}
}

// TestHeadTimeout exceeds the time limit for a head, which is answered 408, and the time limit
// between requests, which closes the connection.
func TestHeadTimeout(t *testing.T) {
	s := &scripted{pieces: cut([]byte("GET"), 9), end: os.ErrDeadlineExceeded}
	if passed, err := io.ReadAll(accept(t, s)); err != nil || !strings.Contains(string(passed), refusedPrefix+"408/") {
		t.Errorf("%q and %v", passed, err)
	}
	s = &scripted{pieces: cut([]byte("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), 9), end: os.ErrDeadlineExceeded}
	passed, err := io.ReadAll(accept(t, s))
	if !errors.Is(err, os.ErrDeadlineExceeded) || strings.Contains(string(passed), refusedPrefix) {
		t.Errorf("%q and %v", passed, err)
	}
}

// TestUnusedDeadlinesAreNotSet checks that a deadline is not set on the connection if no Read
// waits.
func TestUnusedDeadlinesAreNotSet(t *testing.T) {
	s := &scripted{pieces: cut([]byte(strings.Repeat("GET / HTTP/1.1\r\nHost: x\r\n\r\n", 100)), 27), end: io.EOF}
	c := accept(t, s)
	p := make([]byte, 1000)
	for range 100 {
		c.SetReadDeadline(longAgo)
		c.SetReadDeadline(time.Time{})
		if _, err := c.Read(p); err != nil {
			t.Fatal(err)
		}
	}
	if len(s.deadlines) != 1 {
		t.Errorf("%d deadlines were set", len(s.deadlines))
	}
}

func TestEarlierDeadlineApplies(t *testing.T) {
	s := &scripted{end: io.EOF}
	var d deadline
	soon, later := time.Now().Add(time.Hour), time.Now().Add(2*time.Hour)
	for _, tt := range []struct {
		asked, own, want time.Time
		late             bool
	}{
		{time.Time{}, soon, soon, true},
		{later, soon, soon, true},
		{soon, later, soon, false},
		{soon, time.Time{}, soon, false},
		{time.Time{}, time.Time{}, time.Time{}, false},
	} {
		d.set(s, tt.asked)
		if err := d.before(s, tt.own); err != nil {
			t.Fatal(err)
		}
		if late := d.after(); late != tt.late || !d.applied.Equal(tt.want) {
			t.Errorf("%+v: late %v at %v", tt, late, d.applied)
		}
	}
}
