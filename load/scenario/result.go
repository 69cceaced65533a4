package scenario

import (
	"strings"
	"sync"
	"time"
)

// maxListed is how many losses are listed; all are counted.
const maxListed = 100

// Kind is what is wrong with a tag.
type Kind string

// The kinds of losses. A tag is reported once, until another change of it is
// acknowledged.
const (
	LostAddition    Kind = "lost-addition"    // acknowledged, and the tag is not there
	ReturnedRemoval Kind = "returned-removal" // acknowledged, and the tag is there
	Unexpected      Kind = "unexpected-tag"   // it is there and nobody added it, or it is there twice
)

// Exchange is a request and its answer, as far as it tells when something was
// acknowledged.
type Exchange struct {
	Method    string    `json:"method"`
	URL       string    `json:"url"`
	Sent      time.Time `json:"sent"`
	Answered  time.Time `json:"answered"`
	Status    int       `json:"status,omitempty"`     // unknown of an image that was made with tags
	RequestID string    `json:"request_id,omitempty"` // as the answer's X-Openstack-Request-Id
}

// Loss is one tag that is not as it must be.
type Loss struct {
	Kind     Kind      `json:"kind"`
	Image    string    `json:"image"`
	Tag      string    `json:"tag"`
	Found    string    `json:"found"`              // by what: "removal", "show" or "read-back"
	At       time.Time `json:"at"`                 // when
	Exchange *Exchange `json:"exchange,omitempty"` // that acknowledged the change; nil for an unexpected tag
}

// Result is what became of the changes that were acknowledged.
type Result struct {
	Images           uint64 `json:"images_read"`
	Unread           uint64 `json:"images_unread"` // could not be read back
	WhyUnread        string `json:"why_unread,omitempty"`
	Keys             uint64 `json:"keys_checked"`
	Unknown          uint64 `json:"keys_unknown"` // both outcomes are right, see requests without an answer
	LostAdditions    uint64 `json:"lost_additions"`
	ReturnedRemovals uint64 `json:"returned_removals"`
	Unexpected       uint64 `json:"unexpected_tags"`
	Listed           []Loss `json:"listed"` // at most 100 of the losses, the first that were found
}

// Lost is the number of acknowledged changes that are gone.
func (r Result) Lost() uint64 { return r.LostAdditions + r.ReturnedRemovals }

// Proven says that every image was read back and is as it must be.
func (r Result) Proven() bool { return r.Lost() == 0 && r.Unexpected == 0 && r.Unread == 0 }

// findings gathers the result while the load runs.
type findings struct {
	mu     sync.Mutex
	result Result
}

// add counts a loss, and lists it as long as there is room.
func (f *findings) add(l Loss) {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch l.Kind {
	case LostAddition:
		f.result.LostAdditions++
	case ReturnedRemoval:
		f.result.ReturnedRemovals++
	default:
		f.result.Unexpected++
	}
	if len(f.result.Listed) < maxListed {
		l.Tag = strings.Clone(l.Tag) // it may be a small part of a large text
		f.result.Listed = append(f.result.Listed, l)
	}
}

func (f *findings) read(keys, unknown uint64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.result.Images++
	f.result.Keys += keys
	f.result.Unknown += unknown
}

func (f *findings) unread(why error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.result.Unread++; f.result.WhyUnread == "" {
		f.result.WhyUnread = why.Error()
	}
}

func (f *findings) so() Result {
	f.mu.Lock()
	defer f.mu.Unlock()
	r := f.result
	r.Listed = append([]Loss{}, r.Listed...)
	return r
}
