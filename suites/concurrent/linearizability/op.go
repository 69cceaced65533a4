package linearizability

import (
	"fmt"
	"strings"
)

// Kind is what an operation does.
type Kind uint8

// The kinds. A Read returns all tags of its image.
const (
	Add Kind = iota + 1
	Remove
	Read
)

// Outcome is what is known of an operation after it was sent.
type Outcome uint8

// The outcomes.
const (
	Unknown   Outcome = iota // no response, or 5xx: either state is possible; a read without a result
	Done                     // 204, or a read with its result
	Absent                   // 404 to a removal: the tag was absent
	OverQuota                // 413 to an addition: the image was full
	Refused                  // no effect, and no information about the tags
)

// Op is one operation as its client saw it.
type Op struct {
	Client       int
	Kind         Kind
	Image        string
	Tag          string // of an addition or a removal
	Call, Return int64  // in nanoseconds on one monotonic clock; Return is ignored where the outcome is Unknown
	Outcome      Outcome
	Tags         []string // that a Read returned; duplicates count once
	Exchange     int      // ID of its exchange, for reports; 0 for none
}

// pure returns whether the operation changes nothing, whatever the tags are.
func (o *Op) pure() bool { return o.Kind == Read || o.Outcome == Absent || o.Outcome == OverQuota }

// uninformative returns whether nothing follows from the operation.
func (o *Op) uninformative() bool {
	return o.Outcome == Refused || o.Kind == Read && o.Outcome == Unknown
}

// pending returns whether the operation may take effect at any time after its call, or
// never.
func (o *Op) pending() bool { return o.Kind != Read && o.Outcome == Unknown }

// invalid returns why an operation cannot be checked, or "".
func (o *Op) invalid() string {
	fits := o.Outcome == Unknown || o.Outcome == Done || o.Outcome == Refused ||
		o.Outcome == Absent && o.Kind == Remove || o.Outcome == OverQuota && o.Kind == Add
	switch {
	case o.Kind < Add || o.Kind > Read || !fits:
		return fmt.Sprintf("has the kind %d with the outcome %d, which is not possible", o.Kind, o.Outcome)
	case o.Outcome != Unknown && o.Return < o.Call:
		return "returned before it was called"
	}
	return ""
}

// request describes what was sent, in printable ASCII.
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

// response describes the response, in printable ASCII.
func (o *Op) response() string {
	switch {
	case o.Outcome == Unknown:
		return "unknown: either state is possible"
	case o.Outcome == Refused:
		return "refused"
	case o.Outcome == Absent:
		return "404"
	case o.Outcome == OverQuota:
		return "413"
	case o.Kind == Read:
		return quoted(o.Tags)
	default:
		return "204"
	}
}

// quoted returns tags in printable ASCII.
func quoted(tags []string) string {
	if len(tags) == 0 {
		return "none"
	}
	words := make([]string, len(tags))
	for i, tag := range tags {
		words[i] = fmt.Sprintf("%+q", tag)
	}
	return strings.Join(words, ", ")
}

// origin describes who sent the operation and where it is recorded.
func (o *Op) origin() string {
	if o.Exchange == 0 {
		return fmt.Sprintf("client %d", o.Client)
	}
	return fmt.Sprintf("client %d, exchange %d", o.Client, o.Exchange)
}

// summary describes the operation in one line.
func (o *Op) summary() string {
	return fmt.Sprintf("client %d: %s: %s", o.Client, o.request(), o.response())
}
