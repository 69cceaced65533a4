// Package model holds the expected state of every tag of the images under load, and
// finds out where the server deviates from it.
//
// A [Model] covers all images of a load. [Model.NewImage] adds one, of which the tags
// are known. [Image.Begin] starts an operation on one of its tags, on which nothing
// else is in flight: it sets the request, whose Key is a [Pending]. [Pending.Finish]
// takes the answer, updates the expected state, and says what is wrong with the
// answer. When an image is no longer used, [Image.ReadBack] compares it with what the
// server shows. [Model.Findings] returns all deviations: lost updates, duplicates and
// tags that no request added.
//
// A deviation is reported only if it is certain. After a request without an answer,
// either state of its tag is accepted. A tag that was removed is not added again: that
// would hide a removal that did not last.
package model

import "time"

// Model is the expected state of all images of a load. It is safe for concurrent use.
type Model struct {
	window    time.Duration
	collector collector
}

// New returns a model without images. window is how long a change may take to become
// visible on the server; 0 for at once.
func New(window time.Duration) *Model { return &Model{window: window} }

// Findings returns what was found up to now.
func (m *Model) Findings() Findings { return m.collector.snapshot() }

// Unread notes that an image could not be read back.
func (m *Model) Unread(why error) { m.collector.addUnread(why) }
