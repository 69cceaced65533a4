package scenario

import (
	"time"

	"tagcheck/load/attack"
)

// maxRequestID bounds what is kept of an answer's request id, in bytes.
const maxRequestID = 128

// record is the last answer that told for certain what a tag is. Its memory is
// used again.
type record struct {
	is         bool // there was one
	operation  Operation
	sent, done time.Time
	status     int
	requestID  []byte
}

// note keeps an answer, if it is one that tells for certain.
func (k *key) note(o Operation, a *attack.Answer) {
	if k.state == either {
		return
	}
	id := k.last.requestID[:0]
	if values := a.Header["X-Openstack-Request-Id"]; len(values) > 0 {
		id = append(id, values[0][:min(len(values[0]), maxRequestID)]...)
	}
	k.last = record{true, o, a.Sent, a.Done, a.Status, id}
}

// since is when the tag became what it is known to be.
func (k *key) since() time.Time {
	if k.last.is {
		return k.last.done
	}
	return k.image.made.Answered
}

// exchange tells what acknowledged the state of a key: an answer to a change,
// or else that the image was made with the tag.
func (k *key) exchange() *Exchange {
	if !k.last.is {
		made := k.image.made
		return &made
	}
	return &Exchange{
		Method: k.last.operation.method(), URL: k.image.base + k.path(), Sent: k.last.sent, Answered: k.last.done,
		Status: k.last.status, RequestID: string(k.last.requestID),
	}
}

// loss is that the tag is not what it is known to be. One that nobody ever
// added can't have come back.
func (k *key) loss(found string) Loss {
	l := Loss{Kind: Unexpected, Image: k.image.id, Tag: k.tag, Found: found, At: time.Now()}
	switch {
	case k.state == present:
		l.Kind, l.Exchange = LostAddition, k.exchange()
	case k.added && k.last.is && k.last.operation.effect() == absent:
		l.Kind, l.Exchange = ReturnedRemoval, k.exchange()
	}
	return l
}
