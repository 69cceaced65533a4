package scenario

import (
	"fmt"

	"tagcheck/fixtures/target"
)

const (
	undeclared = 100     // tags an image gets where the target declares no quota: most servers allow 128
	unlimited  = 1000    // where it declares that there is none
	longest    = 100     // where tags are long, so that an image stays readable
	allKeys    = 1 << 15 // tags of all images together, as memory goes
	fewestKeys = 8       // of an image, however many there are

	fewestAbsent = 16  // tags of an image that are there for removals to find nothing
	allAbsent    = 256 // of all images together
	mostSpares   = 32
)

// sizes is how a plan is laid out on a target.
type sizes struct {
	images  int // at most, all together, with those that are read back
	spares  int // made ahead
	limit   int // tags an image may have
	extra   int // tags besides that are known, for removals of absent ones
	borrows bool
	wear    wear
	instead [operations]Operation // what an operation gives way to where there is no tag for it
	staged  bool                  // the first images wear out one after the other
	share   [2]int                // how much of an image is filled from the beginning, as a fraction
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
	case id != "" && p.wearing() && !(p.has(Add) && p.has(Remove)):
		return fmt.Errorf("the target lends one image, %s, and the scenario %s needs new ones once it is full or empty; use one that both adds and removes, such as hot", id, p.Name)
	}
	return nil
}

func (p Plan) sizes(t target.Target) sizes {
	s := sizes{limit: p.limit(t.Capabilities.TagQuota), borrows: t.Image != "", share: p.share()}
	both := p.has(Add) && p.has(Remove)
	replaces := p.wearing() && !s.borrows && !(both && s.limit < 2)
	s.wear = wear{full: replaces && p.has(Add), empty: replaces && p.has(Remove), doubtful: !s.borrows}
	if s.staged = replaces; replaces {
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

func (p Plan) limit(quota int) int {
	limit := quota
	switch quota {
	case target.QuotaUnknown:
		limit = undeclared
	case target.QuotaNone:
		limit = unlimited
	}
	for _, kind := range p.Tags {
		if kind != Short {
			limit = min(limit, longest)
		}
	}
	return min(limit, max(fewestKeys, allKeys/p.Images))
}

// share leaves room for what is added, and fills what is removed.
func (p Plan) share() [2]int {
	switch {
	case p.has(Add) && (p.has(Remove) || p.has(AddAgain)):
		return [2]int{1, 2}
	case !p.has(Add) && (p.has(Remove) || p.has(AddAgain)):
		return [2]int{1, 1}
	}
	return [2]int{0, 1}
}

// of gives the limit of image number serial of a plan with so many images at a
// time, and how many tags it has from the beginning. The first images are
// smaller, each in its own measure: they would all be worn at the same moment.
func (s sizes) of(serial uint64, images int) (limit, fill int) {
	limit = s.limit
	if s.staged && serial < uint64(images) {
		limit = max(min(2, limit), limit*int(serial+1)/images)
	}
	return limit, limit * s.share[0] / s.share[1]
}
