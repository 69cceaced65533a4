package model

import (
	"strings"
	"sync"
)

// Findings says what became of the acknowledged changes of a load.
type Findings struct {
	Images           uint64    `json:"images_read"`
	Unread           uint64    `json:"images_unread"` // images that could not be read back
	WhyUnread        string    `json:"why_unread,omitempty"`
	Keys             uint64    `json:"keys_checked"` // tags whose expected state is known
	Unknown          uint64    `json:"keys_unknown"` // tags with an unanswered request: either state is accepted
	LostAdditions    uint64    `json:"lost_additions"`
	ReturnedRemovals uint64    `json:"returned_removals"`
	Unexpected       uint64    `json:"unexpected_tags"`
	Listed           []Finding `json:"listed"` // the first MaxListed findings
}

// Lost returns the number of lost updates: acknowledged changes that are gone.
func (f Findings) Lost() uint64 { return f.LostAdditions + f.ReturnedRemovals }

// collector gathers findings while the load runs.
type collector struct {
	mu       sync.Mutex
	findings Findings
}

// add counts a finding, and lists it if there is space.
func (c *collector) add(f Finding) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch f.Kind {
	case LostAddition:
		c.findings.LostAdditions++
	case ReturnedRemoval:
		c.findings.ReturnedRemovals++
	default:
		c.findings.Unexpected++
	}
	if len(c.findings.Listed) < MaxListed {
		f.Tag = strings.Clone(f.Tag) // it may be a part of a large string
		c.findings.Listed = append(c.findings.Listed, f)
	}
}

// addRead counts an image that was read back.
func (c *collector) addRead(known, unknown uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.findings.Images++
	c.findings.Keys += known
	c.findings.Unknown += unknown
}

func (c *collector) addUnread(why error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.findings.Unread++
	if c.findings.WhyUnread == "" {
		c.findings.WhyUnread = why.Error()
	}
}

func (c *collector) snapshot() Findings {
	c.mu.Lock()
	defer c.mu.Unlock()
	f := c.findings
	f.Listed = append([]Finding{}, f.Listed...)
	return f
}
