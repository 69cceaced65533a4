package model

import (
	"fmt"
	"time"
)

// Kind is the kind of a Finding.
type Kind string

// The kinds. A tag is reported once, until another change of it is acknowledged.
const (
	LostAddition    Kind = "lost-addition"    // an acknowledged addition is missing
	ReturnedRemoval Kind = "returned-removal" // a tag is there although its removal was acknowledged
	Unexpected      Kind = "unexpected-tag"   // no acknowledged request added the tag, or the image has it twice
)

// How a deviation was found, in Finding.Found.
const (
	foundByRemoval  = "removal"   // a DELETE of the tag
	foundByShow     = "show"      // a GET of the image during the load
	foundByReadBack = "read-back" // a GET of the image after its last change
)

// Exchange is a request and its answer, as far as they say when a change was
// acknowledged.
type Exchange struct {
	Method    string    `json:"method"`
	URL       string    `json:"url"`
	Sent      time.Time `json:"sent"`
	Answered  time.Time `json:"answered"`
	Status    int       `json:"status,omitempty"`     // 0 for the creation of the image
	RequestID string    `json:"request_id,omitempty"` // X-Openstack-Request-Id of the answer
}

// Finding is one tag that deviates from its expected state.
type Finding struct {
	Kind  Kind      `json:"kind"`
	Image string    `json:"image"`
	Tag   string    `json:"tag"`
	Found string    `json:"found"` // "removal", "show" or "read-back"
	At    time.Time `json:"at"`    // when it was found
	// Exchange acknowledged the change that was lost, or the addition of a tag that
	// the image has more than once. It is nil for a tag that was not added.
	Exchange *Exchange `json:"exchange,omitempty"`
}

// Describe returns the finding in one sentence: which tag of which image, which change
// was acknowledged when, and what was found when. Times are relative to start.
func (f Finding) Describe(start time.Time) string {
	what, before := "lost update", f.Exchange.describe(start)
	switch {
	case f.Kind == Unexpected && f.Exchange == nil:
		what, before = "unexpected tag", "no acknowledged request added it"
	case f.Kind == Unexpected:
		what = "duplicate tag"
	}
	return fmt.Sprintf("%s: tag %q of image %s: %s, but %s", what, f.Tag, f.Image, before, f.describeFound(start))
}

func (f Finding) describeFound(start time.Time) string {
	at := offset(f.At, start)
	shows := "shows it"
	switch {
	case f.Kind == LostAddition:
		shows = "does not show it"
	case f.Kind == Unexpected && f.Exchange != nil:
		shows = "shows it more than once"
	}
	switch f.Found {
	case foundByRemoval:
		return "its removal was answered 404 at " + at
	case foundByShow:
		return fmt.Sprintf("a GET of the image at %s %s", at, shows)
	}
	return fmt.Sprintf("the read-back at %s %s", at, shows)
}

func (x *Exchange) describe(start time.Time) string {
	if x == nil {
		return "its change was acknowledged"
	}
	at := offset(x.Answered, start)
	if x.RequestID != "" {
		at += " (request " + x.RequestID + ")"
	}
	switch {
	case x.Status == 0:
		return "the image was created with it at " + at
	case x.Method == "GET":
		return "the image had it at " + at
	}
	return fmt.Sprintf("%s was answered %d at %s", x.Method, x.Status, at)
}

// offset writes a moment relative to start, such as +1.25s.
func offset(at, start time.Time) string {
	d := at.Sub(start).Round(time.Millisecond)
	if d < 0 {
		return d.String()
	}
	return "+" + d.String()
}
