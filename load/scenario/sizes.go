package scenario

import (
	"fmt"

	"tagcheck/fixtures/target"
)

const (
	undeclared = 100     // tags an image gets where the target declares no quota: most servers allow 128
	unlimited  = 1000    // where it declares that there is none
	longest    = 100     // known of an image whose tags are long, as memory goes
	mostKeys   = 1 << 11 // known of an image
	allKeys    = 1 << 15 // of all images together
	fewestKeys = 8       // of an image, however many there are
	rounds     = 8       // how often an image that is filled and emptied goes through its room at least

	fewestAbsent = 16  // tags of an image that are there for removals to find nothing
	allAbsent    = 256 // of all images together
	mostSpares   = 32
)

// sizes is how a plan is laid out on a target.
type sizes struct {
	size
	images  int // at most, all together, with those that are read back
	spares  int // made ahead
	extra   int // tags of an image besides, for removals of absent ones
	wear    wear
	instead [operations]Operation // what an operation gives way to where there is no tag for it
}

// size is how large an image is.
type size struct {
	limit int // tags that it may have at a time
	fill  int // that it has from the beginning
	keys  int // that it has in its life
}

// fits says what keeps a plan from being carried out on a target.
func (p Plan) fits(t target.Target) error {
	weights := 0
	for _, w := range p.Weights {
		weights += max(w, 0)
	}
	switch id := t.Image; {
	case weights == 0:
		return fmt.Errorf("the scenario %s has no operation", p.Name)
	case p.Images < 1 || p.Images > maxImages:
		return fmt.Errorf("the scenario %s asks for %d images; it must be 1 to %d", p.Name, p.Images, maxImages)
	case len(p.Tags) == 0:
		return fmt.Errorf("the scenario %s has no kind of tags", p.Name)
	case id != "" && p.Images > 1:
		return fmt.Errorf("the target lends one image, %s, and the scenario %s needs %d; use one for a single image, such as hot", id, p.Name, p.Images)
	case id != "" && p.has(Add) != p.has(Remove):
		return fmt.Errorf("the target lends one image, %s, and the scenario %s needs new ones once it is full or empty; use one that both adds and removes, such as hot", id, p.Name)
	}
	return nil
}

func (p Plan) sizes(t target.Target) sizes {
	both, borrowed := p.has(Add) && p.has(Remove), t.Image != ""
	s := sizes{size: p.size(t.Capabilities.TagQuota)}
	// Where as many are added as are removed, or an image has no room for
	// both, the two give way to each other.
	replaces := p.Weights[Add] != p.Weights[Remove] && !borrowed && !(both && s.limit < 2)
	s.wear = wear{full: replaces && p.has(Add), empty: replaces && p.has(Remove), used: p.has(Add) && !borrowed, reuses: borrowed}
	if !borrowed && (p.has(Add) || p.has(Remove)) {
		s.spares = min(max(4, p.Images/2), mostSpares)
	}
	s.images = 2*p.Images + s.spares + 2*makers
	if p.has(RemoveAbsent) {
		s.extra = max(fewestAbsent, allAbsent/p.Images)
	}
	for o := range operations {
		s.instead[o] = o
	}
	if both && !replaces {
		s.instead[Add], s.instead[Remove] = Remove, Add
	}
	if p.has(Add) {
		s.instead[AddAgain] = Add
	}
	return s
}

// size is that of an image. What is added needs room from the beginning, and
// what is removed must be there.
func (p Plan) size(quota int) size {
	keys := min(mostKeys, max(fewestKeys, allKeys/p.Images))
	for _, kind := range p.Tags {
		if kind != Short {
			keys = min(keys, longest)
		}
	}
	limit := quota
	switch quota {
	case target.QuotaUnknown:
		limit = undeclared
	case target.QuotaNone:
		limit = unlimited
	}
	limit = min(limit, keys)
	switch {
	case p.has(Add) && p.has(Remove):
		limit = min(limit, max(2, keys/rounds))
		if p.Weights[Add] != p.Weights[Remove] {
			keys = min(keys, limit*rounds) // it is full, or empty, before long
		}
		return size{limit, limit / 2, keys}
	case p.has(Add) && p.has(AddAgain):
		return size{limit, limit / 2, limit}
	case p.has(Add):
		return size{limit, 0, limit}
	case p.has(Remove), p.has(AddAgain):
		return size{limit, limit, limit}
	}
	return size{limit, 0, 0}
}

// of gives the size of image number serial of a plan with so many images at a
// time. The first ones are smaller, each in its own measure: they would all be
// worn at the same moment.
func (s sizes) of(serial uint64, images int) size {
	z := s.size
	if serial >= uint64(images) || s.spares == 0 {
		return z
	}
	part := func(n int) int { return max(min(2, n), n*int(serial+1)/images) }
	if s.wear.full || s.wear.empty {
		z = size{part(z.limit), min(z.fill, part(z.fill)), z.keys}
	}
	z.fill = min(z.fill, z.limit)
	z.keys = max(part(z.keys), z.limit)
	return z
}
