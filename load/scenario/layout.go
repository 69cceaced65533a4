package scenario

import (
	"fmt"

	"tagcheck/fixtures/target"
	"tagcheck/load/imagepool"
	"tagcheck/load/model"
)

const (
	maxLongTags  = 100     // tags of an image in its life if they are long: they take memory
	maxTags      = 1 << 11 // tags of an image in its life
	maxAllTags   = 1 << 15 // tags of all images in use together
	minTags      = 8       // tags of an image in its life, however many images there are
	minRefills   = 8       // how often an image that is filled and emptied uses its capacity at least
	minAbsent    = 16      // tags of an image that are never added, for removals of absent tags
	maxAllAbsent = 256     // of all images in use together
	minSpares    = 4
	maxSpares    = 32
)

// layout is how a plan is carried out on a target.
type layout struct {
	tagCounts
	places     int
	spares     int // images that are created ahead
	neverAdded int // tags of an image besides those of tagCounts, for removals of absent tags
	retire     model.Retirement
	fallback   [model.OperationCount]model.Operation // sent if there is no tag for an operation
}

// tagCounts says how many tags an image has.
type tagCounts struct {
	max     int // at a time
	present int // at the start
	total   int // in its life
}

// check returns why the plan cannot be carried out on a target, nil if it can.
func (p Plan) check(t target.Target) error {
	switch borrowed := t.Image; {
	case len(p.operations()) == 0:
		return fmt.Errorf("scenario %s has no operation with a positive weight", p.Name)
	case p.Images < 1 || p.Images > MaxImages:
		return fmt.Errorf("scenario %s must use 1 to %d images (got %d)", p.Name, MaxImages, p.Images)
	case len(p.Tags) == 0:
		return fmt.Errorf("scenario %s has no kind of tags", p.Name)
	case borrowed != "" && p.Images > 1:
		return fmt.Errorf("scenario %s needs %d images, but only image %s may be used; "+
			"choose one for a single image, such as hot", p.Name, p.Images, borrowed)
	case borrowed != "" && p.sends(model.Add) != p.sends(model.Remove):
		return fmt.Errorf("scenario %s needs new images when one is full or empty, but only image %s may be used; "+
			"choose one that both adds and removes, such as hot", p.Name, borrowed)
	}
	return nil
}

func newLayout(p Plan, t target.Target) layout {
	adds, removes, borrowed := p.sends(model.Add), p.sends(model.Remove), t.Image != ""
	l := layout{tagCounts: p.tagCounts(t.Capabilities.TagQuota), places: p.Images}
	// If as many tags are added as are removed, or an image has no space for both, the
	// two operations take turns instead of using images up.
	replaces := p.Weights[model.Add] != p.Weights[model.Remove] && !borrowed && !(adds && removes && l.max < 2)
	l.retire = model.Retirement{
		WhenFull: replaces && adds, WhenEmpty: replaces && removes, WhenUsedUp: adds && !borrowed, ReuseTags: borrowed,
	}
	if !borrowed && (adds || removes) {
		l.spares = min(max(minSpares, p.Images/2), maxSpares)
	}
	if p.sends(model.RemoveAbsent) {
		l.neverAdded = max(minAbsent, maxAllAbsent/p.Images)
	}
	for _, o := range model.Operations() {
		l.fallback[o] = o
	}
	if adds && removes && !replaces {
		l.fallback[model.Add], l.fallback[model.Remove] = model.Remove, model.Add
	}
	if adds {
		l.fallback[model.AddAgain] = model.Add
	}
	return l
}

// maxImages is how many images exist at a time at most, those that are being read back
// included.
func (l layout) maxImages() int { return 2*l.places + l.spares + 2*imagepool.Concurrency }

// tagCounts returns those of an image: space for what is added, and tags for what is
// removed.
func (p Plan) tagCounts(quota int) tagCounts {
	total := min(maxTags, max(minTags, maxAllTags/p.Images))
	for _, kind := range p.Tags {
		if kind != Short {
			total = min(total, maxLongTags)
		}
	}
	capacity := quota
	switch quota {
	case target.QuotaUnknown:
		capacity = AssumedTagQuota
	case target.QuotaNone:
		capacity = MaxTagsPerImage
	}
	capacity = min(capacity, total)
	adds, removes, addsAgain := p.sends(model.Add), p.sends(model.Remove), p.sends(model.AddAgain)
	switch {
	case adds && removes:
		capacity = min(capacity, max(2, total/minRefills))
		if p.Weights[model.Add] != p.Weights[model.Remove] {
			total = min(total, capacity*minRefills) // it is full, or empty, before long
		}
		return tagCounts{capacity, capacity / 2, total}
	case adds && addsAgain:
		return tagCounts{capacity, capacity / 2, capacity}
	case adds:
		return tagCounts{capacity, 0, capacity}
	case removes, addsAgain:
		return tagCounts{capacity, capacity, capacity}
	}
	return tagCounts{capacity, 0, 0}
}

// ofImage returns the tag counts of an image by its number. The first images, which start
// at the same moment, have different sizes: otherwise all would be used up at the same
// moment.
func (l layout) ofImage(number uint64) tagCounts {
	c := l.tagCounts
	if number >= uint64(l.places) || l.spares == 0 {
		return c
	}
	part := func(n int) int { return max(min(2, n), n*int(number+1)/l.places) }
	if l.retire.WhenFull || l.retire.WhenEmpty {
		c = tagCounts{part(c.max), min(c.present, part(c.present)), c.total}
	}
	c.present = min(c.present, c.max)
	c.total = max(part(c.total), c.max)
	return c
}
