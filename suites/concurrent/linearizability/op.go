// Package linearizability holds recorded histories of operations on the tags of
// images, and tells whether they are linearizable: whether there is an order of
// the operations, each at one moment between its call and its return, that
// explains every answer (Herlihy and Wing, Linearizability, 1990).
//
// An operation that was answered before another was sent comes first; all that
// overlap, the bounds included, may come in any order. One of unknown outcome
// may have come at any time since its call, or never.
package linearizability

import (
	"fmt"
	"strings"
)

// Kind says what an operation was sent to do.
type Kind uint8

// The kinds. A Read shows all tags of its image.
const (
	Add Kind = iota + 1
	Remove
	Read
)

// Outcome says what is known of an operation after it was sent.
type Outcome uint8

// The outcomes.
const (
	Unknown   Outcome = iota // no answer, or 5xx: it may be done or not; a read that shows nothing
	Done                     // 204, or the read was answered
	Absent                   // 404 to a removal: the tag was not there
	OverQuota                // 413 to an addition: the image had as many tags as it may have
	Refused                  // certainly without effect, and says nothing of the tags
)

// Op is one operation as its client saw it.
type Op struct {
	Client       int
	Kind         Kind
	Image        string
	Tag          string // of an addition or a removal
	Call, Return int64  // ns on one monotonic clock; Return says nothing where the outcome is Unknown
	Outcome      Outcome
	Tags         []string // what a Read showed; one that is listed twice counts once
	Exchange     int      // its number in the recording, for reports; 0 for none
}

// pure says that the operation changes nothing, whatever the tags are.
func (o *Op) pure() bool { return o.Kind == Read || o.Outcome == Absent || o.Outcome == OverQuota }

// silent says that nothing follows from the operation.
func (o *Op) silent() bool {
	return o.Outcome == Refused || o.Kind == Read && o.Outcome == Unknown
}

// open says that the operation may take effect at any time since its call, or never.
func (o *Op) open() bool { return o.Kind != Read && o.Outcome == Unknown }

// fault names what makes an operation none that can be judged, or "".
func (o *Op) fault() string {
	fits := o.Outcome == Unknown || o.Outcome == Done || o.Outcome == Refused ||
		o.Outcome == Absent && o.Kind == Remove || o.Outcome == OverQuota && o.Kind == Add
	switch {
	case o.Kind < Add || o.Kind > Read || !fits:
		return fmt.Sprintf("has the kind %d and the outcome %d, which don't go together", o.Kind, o.Outcome)
	case o.Outcome != Unknown && o.Return < o.Call:
		return "returned before it was called"
	}
	return ""
}

// request spells what was sent, in printable ASCII.
func (o *Op) request() string {
	switch o.Kind {
	case Add:
		return fmt.Sprintf("add %+q", o.Tag)
	case Remove:
		return fmt.Sprintf("remove %+q", o.Tag)
	default:
		return "read"
	}
}

// answer spells what came, in printable ASCII.
func (o *Op) answer() string {
	switch {
	case o.Outcome == Unknown:
		return "unknown: may be done or not"
	case o.Outcome == Refused:
		return "refused"
	case o.Outcome == Absent:
		return "404"
	case o.Outcome == OverQuota:
		return "413"
	case o.Kind == Read:
		return set(o.Tags)
	default:
		return "204"
	}
}

// set spells tags so that every character can be told.
func set(tags []string) string {
	if len(tags) == 0 {
		return "none"
	}
	words := make([]string, len(tags))
	for i, tag := range tags {
		words[i] = fmt.Sprintf("%+q", tag)
	}
	return strings.Join(words, ", ")
}

// origin spells who sent the operation and where it is recorded.
func (o *Op) origin() string {
	if o.Exchange == 0 {
		return fmt.Sprintf("client %d", o.Client)
	}
	return fmt.Sprintf("client %d, exchange %d", o.Client, o.Exchange)
}

// line spells the whole of it.
func (o *Op) line() string {
	return fmt.Sprintf("client %d: %s: %s", o.Client, o.request(), o.answer())
}
