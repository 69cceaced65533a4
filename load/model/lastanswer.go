package model

import (
	"strings"
	"time"

	"tagcheck/load/attack"
)

// record is the last answer that made the state of a tag known for certain. There is
// one for every tag, so it is small.
type record struct {
	sent, done time.Duration // since Image.began
	requestID  string
	status     int16 // 0 for no such answer
	operation  Operation
}

func (r record) exists() bool { return r.status != 0 }

// note stores an answer if it makes the state of the tag known.
func (t *Tag) note(a *attack.Answer) {
	if t.state == indeterminate {
		return
	}
	began := t.image.began
	t.last = record{
		sent: a.Sent.Sub(began), done: a.Done.Sub(began), status: int16(a.Status), operation: t.operation,
	}
	if values := a.Header["X-Openstack-Request-Id"]; len(values) > 0 {
		// Cloned, because it may be a part of the whole header section.
		t.last.requestID = strings.Clone(values[0][:min(len(values[0]), MaxRequestID)])
	}
}

// knownSince returns since when the tag has its known state.
func (t *Tag) knownSince() time.Time {
	if t.last.exists() {
		return t.image.began.Add(t.last.done)
	}
	return t.image.spec.Made.Answered
}

// exchange returns what acknowledged the known state of the tag: an answer to a change,
// or the creation of the image.
func (t *Tag) exchange() *Exchange {
	if !t.last.exists() {
		made := t.image.spec.Made
		return &made
	}
	return &Exchange{
		Method: t.last.operation.method(), URL: t.image.spec.BaseURL + t.path(),
		Sent: t.image.began.Add(t.last.sent), Answered: t.knownSince(),
		Status: int(t.last.status), RequestID: t.last.requestID,
	}
}

// addition returns what acknowledged that the tag was added, nil for nothing.
func (t *Tag) addition() *Exchange {
	if t.last.exists() && t.last.operation.effect() == present || !t.last.exists() && int(t.index) < t.image.spec.Present {
		return t.exchange()
	}
	return nil
}

// deviates returns the finding that the tag is not in its known state. A tag that was
// never added cannot have come back.
func (t *Tag) deviates(found string) Finding {
	f := Finding{Kind: Unexpected, Image: t.image.spec.ID, Tag: t.name, Found: found, At: time.Now()}
	switch {
	case t.state == present:
		f.Kind, f.Exchange = LostAddition, t.exchange()
	case t.wasAdded && t.last.exists() && t.last.operation.effect() == absent:
		f.Kind, f.Exchange = ReturnedRemoval, t.exchange()
	}
	return f
}
