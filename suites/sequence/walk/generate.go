package walk

import (
	"cmp"
	"maps"
	"math/rand/v2"
	"slices"

	"tagcheck/fixtures/corpus"
)

// Pool is what a walk is drawn from.
type Pool struct {
	Images   []Image  // the first gets most of the changes
	Families []Family // of tags, the most telling ones first
	Drawn    bool     // tags that are drawn, beside those of the families
	Beyond   bool     // and these beyond ASCII
	Others   []string // who tries to change images that are not theirs
	Allowed  func(tag string) bool
	Room     int  // how many tags an image is to have at most
	Quota    bool // the room is the target's quota: what is over it is sent, too
	Even     bool // as many changes to each image as to the others
	Vain     int  // one request in so many is to be refused, 12 if zero
	Looks    int  // one change in so many is looked at; all images are after ten times as many
}

// Image is an image of a walk and the user whose it is.
type Image struct{ Name, Owner string }

// How a walk is drawn: how many tags it is about at a time, after how many
// changes others take the place of some, and that one request in so many is to
// be refused.
const (
	liveTags       = 6
	lifeOfTags     = 14
	oneRefused     = 12
	lookAtAll      = 10 // times as rarely as at one
	commonFamilies = 5  // that take turns
	mostInFirst    = 5  // four of so many changes are made to the first image
)

// Generate draws a walk of n requests. It is a function of the pool and its
// arguments alone.
func (p Pool) Generate(seed uint64, n int) []Op {
	d := &drawing{Pool: p, r: rand.New(rand.NewPCG(seed, uint64(len(p.Families)))), has: map[string]map[string]bool{}}
	for _, image := range p.Images {
		d.has[image.Name] = map[string]bool{}
	}
	var ops []Op
	for changes := 0; len(ops) < n; changes++ {
		if changes%lifeOfTags == 0 {
			d.renew()
		}
		op := d.change()
		ops = append(ops, op)
		switch {
		case p.Looks > 0 && changes%(p.Looks*lookAtAll) == p.Looks*lookAtAll-1:
			for _, image := range p.Images {
				ops = append(ops, Op{Do: Show, Image: image.Name})
			}
		case p.Looks > 0 && d.r.IntN(p.Looks) == 0:
			ops = append(ops, Op{Do: Show, Image: op.Image})
		}
	}
	return ops[:n]
}

// drawing is a walk on its way. What the images have is what a target that
// is right would have; it only keeps them from growing.
type drawing struct {
	Pool
	r    *rand.Rand
	live []string
	turn int // of the common families
	vain *Op // that was just sent, until it is sent by somebody who may
	has  map[string]map[string]bool
}

// renew lets half of the tags out of what the walk is about, and others in. Two
// times in three a common family is among them, each in its turn: no walk of
// some length is without one, and none is about nothing else.
func (d *drawing) renew() {
	d.r.Shuffle(len(d.live), func(i, j int) { d.live[i], d.live[j] = d.live[j], d.live[i] })
	d.live = d.live[:len(d.live)/2]
	if d.turn++; d.turn%3 > 0 {
		d.let(d.Families[d.turn%min(commonFamilies, len(d.Families))])
	}
	for range liveTags {
		d.let(d.family())
	}
}

// let lets tags in as long as there is room for them.
func (d *drawing) let(family Family) {
	for _, tag := range family {
		if len(d.live) < liveTags && !slices.Contains(d.live, tag) {
			d.live = append(d.live, tag)
		}
	}
}

func (d *drawing) family() Family {
	if d.Drawn && d.r.IntN(4) == 0 {
		return slices.DeleteFunc(drawn(d.r, d.Beyond), func(tag string) bool { return !d.allowed(tag) })
	}
	return d.Families[d.r.IntN(len(d.Families))]
}

func (d *drawing) allowed(tag string) bool { return d.Allowed == nil || d.Allowed(tag) }

func (d *drawing) change() Op {
	if d.vain != nil && d.r.IntN(2) == 0 {
		return d.again()
	}
	image := d.Images[0]
	if d.Even || d.r.IntN(mostInFirst) == 0 {
		image = d.Images[d.r.IntN(len(d.Images))]
	}
	tag := d.live[d.r.IntN(len(d.live))]
	switch has := d.has[image.Name]; {
	case d.r.IntN(cmp.Or(d.Vain, oneRefused)) == 0:
		return d.inVain(image, tag)
	case d.r.IntN(2) == 0 && (!has[tag] && (d.Quota || len(has) < d.Room) || has[tag] && d.r.IntN(3) == 0):
		if len(has) < d.Room {
			has[tag] = true
		}
		return Op{Do: Add, Image: image.Name, Tag: tag}
	case !has[tag] && len(has) > 0 && d.r.IntN(2) == 0: // two removals in three find something
		there := slices.Sorted(maps.Keys(has))
		tag = there[d.r.IntN(len(there))]
		fallthrough
	default:
		delete(has, tag)
		return Op{Do: Remove, Image: image.Name, Tag: tag}
	}
}

// again is what was sent in vain, sent by the owner of the image: a refusal must
// leave nothing behind.
func (d *drawing) again() Op {
	op := Op{Do: d.vain.Do, Image: d.vain.Image, Tag: d.vain.Tag}
	d.vain = nil
	has := d.has[op.Image]
	if op.Do == Send || op.Do == Add && !has[op.Tag] && len(has) >= d.Room {
		op.Do = Remove
	}
	if op.Do == Remove {
		delete(has, op.Tag)
	} else if op.Mistake() == "" {
		has[op.Tag] = true
	}
	return op
}

// inVain is a request that must change nothing.
func (d *drawing) inVain(image Image, tag string) Op {
	op := Op{Do: []Verb{Add, Remove}[d.r.IntN(2)], Image: image.Name, Tag: tag}
	others := slices.DeleteFunc(slices.Clone(d.Others), func(user string) bool { return user == image.Owner })
	d.vain = &op
	switch choice := d.r.IntN(2 + 6*len(others)); choice {
	case 0:
		op.Do, op.Method = Send, []string{"GET", "POST", "PATCH", "OPTIONS"}[d.r.IntN(4)]
	case 1:
		op.Tag = tooLong(d.r)
		if !d.allowed(op.Tag) {
			d.vain = nil
			return Op{Do: Show, Image: image.Name}
		}
	default:
		op.By = others[choice%len(others)]
	}
	return op
}

func tooLong(r *rand.Rand) string { return string(corpus.Filler(256 + r.IntN(5))) }
