package scenario

import (
	"strings"
	"time"

	"tagcheck/load/attack"
)

// maxRequestID bounds what is kept of an answer's request id, in bytes.
const maxRequestID = 128

// record is the last answer that told for certain what a tag is. There is one
// for every tag, so it is small.
type record struct {
	sent, done time.Duration // since the image was laid out
	requestID  string
	status     int16 // 0 for no such answer
	operation  Operation
}

func (r record) is() bool { return r.status != 0 }

// note keeps an answer, if it is one that tells for certain.
func (k *key) note(o Operation, a *attack.Answer) {
	if k.state == either {
		return
	}
	laidOut := k.image.laidOut
	k.last = record{sent: a.Sent.Sub(laidOut), done: a.Done.Sub(laidOut), status: int16(a.Status), operation: o}
	if values := a.Header["X-Openstack-Request-Id"]; len(values) > 0 {
		// A copy, since it may be a part of the whole header.
		k.last.requestID = strings.Clone(values[0][:min(len(values[0]), maxRequestID)])
	}
}

// since is when the tag became what it is known to be.
func (k *key) since() time.Time {
	if k.last.is() {
		return k.image.laidOut.Add(k.last.done)
	}
	return k.image.made.Answered
}

// exchange tells what acknowledged the state of a key: an answer to a change,
// or else that the image was made with the tag.
func (k *key) exchange() *Exchange {
	if !k.last.is() {
		made := k.image.made
		return &made
	}
	return &Exchange{
		Method: k.last.operation.method(), URL: k.image.base + k.path(), Sent: k.image.laidOut.Add(k.last.sent), Answered: k.since(),
		Status: int(k.last.status), RequestID: k.last.requestID,
	}
}

// loss is that the tag is not what it is known to be. One that nobody ever
// added can't have come back.
func (k *key) loss(found string) Loss {
	l := Loss{Kind: Unexpected, Image: k.image.id, Tag: k.tag, Found: found, At: time.Now()}
	switch {
	case k.state == present:
		l.Kind, l.Exchange = LostAddition, k.exchange()
	case k.added && k.last.is() && k.last.operation.effect() == absent:
		l.Kind, l.Exchange = ReturnedRemoval, k.exchange()
	}
	return l
}
