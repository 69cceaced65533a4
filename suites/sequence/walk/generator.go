package walk

import (
	"cmp"
	"maps"
	"math/rand/v2"
	"slices"

	"tagcheck/fixtures/corpus"
	"tagcheck/suites/check"
)

// Pool is what random walks are generated from.
type Pool struct {
	Images       []Image               // the first one gets most of the changes
	Families     []Family              // of tags, the most revealing ones first
	RandomTags   bool                  // random tags, besides those of the families
	NonASCII     bool                  // also non-ASCII random tags
	OtherUsers   []string              // who try to change images of others
	Allowed      func(tag string) bool // nil for all tags
	MaxTags      int                   // per image
	ExceedQuota  bool                  // MaxTags is the target's quota: additions that exceed it are sent too
	SpreadEvenly bool                  // all images get the same number of changes
	RefusedEvery int                   // one of this many requests must be refused; 0 for DefaultRefusedEvery
	ReadEvery    int                   // one of this many changes is followed by a read of its image
}

// Image is an image of a walk and its owner.
type Image struct{ Name, Owner string }

// Constants of the generation.
const (
	activeTags      = 6  // that a walk uses at a time
	tagLifetime     = 14 // changes after which half of the active tags are replaced
	readAllEvery    = 10 // times ReadEvery: changes after which all images are read
	commonFamilies  = 5  // that are used in turn
	firstImageShare = 5  // one of this many changes is to any image, the others are to the first
)

// Generate returns a random walk of n requests. It is a function of the pool and its arguments.
func (p Pool) Generate(seed uint64, n int) []Op {
	g := &generator{Pool: p, r: rand.New(rand.NewPCG(seed, uint64(len(p.Families)))), has: map[string]map[string]bool{}}
	for _, image := range p.Images {
		g.has[image.Name] = map[string]bool{}
	}
	var ops []Op
	for changes := 0; len(ops) < n; changes++ {
		if changes%tagLifetime == 0 {
			g.replaceTags()
		}
		op := g.change()
		ops = append(ops, op)
		switch {
		case p.ReadEvery > 0 && changes%(p.ReadEvery*readAllEvery) == p.ReadEvery*readAllEvery-1:
			for _, image := range p.Images {
				ops = append(ops, Op{Do: Show, Image: image.Name})
			}
		case p.ReadEvery > 0 && g.r.IntN(p.ReadEvery) == 0:
			ops = append(ops, Op{Do: Show, Image: op.Image})
		}
	}
	return ops[:n]
}

// generator generates one walk. It tracks the tags that a correct target would have, to limit their number.
type generator struct {
	Pool
	r       *rand.Rand
	active  []string
	turn    int // of the common families
	refused *Op // the last request that must be refused, until its owner sends it too
	has     map[string]map[string]bool
}

// replaceTags replaces half of the active tags. Two times in three a common family is among the new ones, each
// in turn: a longer walk uses all of them, and no walk uses nothing else.
func (g *generator) replaceTags() {
	g.r.Shuffle(len(g.active), func(i, j int) { g.active[i], g.active[j] = g.active[j], g.active[i] })
	g.active = g.active[:len(g.active)/2]
	if g.turn++; g.turn%3 > 0 {
		g.activate(g.Families[g.turn%min(commonFamilies, len(g.Families))])
	}
	for range activeTags {
		g.activate(g.family())
	}
}

// activate makes tags active up to the maximum.
func (g *generator) activate(family Family) {
	for _, tag := range family {
		if len(g.active) < activeTags && !slices.Contains(g.active, tag) {
			g.active = append(g.active, tag)
		}
	}
}

func (g *generator) family() Family {
	if g.RandomTags && g.r.IntN(4) == 0 {
		return slices.DeleteFunc(randomFamily(g.r, g.NonASCII), func(tag string) bool { return !g.allowed(tag) })
	}
	return g.Families[g.r.IntN(len(g.Families))]
}

func (g *generator) allowed(tag string) bool { return g.Allowed == nil || g.Allowed(tag) }

func (g *generator) change() Op {
	if g.refused != nil && g.r.IntN(2) == 0 {
		return g.repeatByOwner()
	}
	image := g.Images[0]
	if g.SpreadEvenly || g.r.IntN(firstImageShare) == 0 {
		image = g.Images[g.r.IntN(len(g.Images))]
	}
	tag := g.active[g.r.IntN(len(g.active))]
	switch has := g.has[image.Name]; {
	case g.r.IntN(cmp.Or(g.RefusedEvery, DefaultRefusedEvery)) == 0:
		return g.refusedRequest(image, tag)
	case g.r.IntN(2) == 0 && (!has[tag] && (g.ExceedQuota || len(has) < g.MaxTags) || has[tag] && g.r.IntN(3) == 0):
		if len(has) < g.MaxTags {
			has[tag] = true
		}
		return Op{Do: Add, Image: image.Name, Tag: tag}
	case !has[tag] && len(has) > 0 && g.r.IntN(2) == 0: // two of three removals are of a present tag
		present := slices.Sorted(maps.Keys(has))
		tag = present[g.r.IntN(len(present))]
		fallthrough
	default:
		delete(has, tag)
		return Op{Do: Remove, Image: image.Name, Tag: tag}
	}
}

// repeatByOwner returns the last refused request, sent by the owner of the image: a refusal must not affect
// later requests.
func (g *generator) repeatByOwner() Op {
	op := Op{Do: g.refused.Do, Image: g.refused.Image, Tag: g.refused.Tag}
	g.refused = nil
	has := g.has[op.Image]
	if op.Do == Send || op.Do == Add && !has[op.Tag] && len(has) >= g.MaxTags {
		op.Do = Remove
	}
	if op.Do == Remove {
		delete(has, op.Tag)
	} else if op.Mistake() == "" {
		has[op.Tag] = true
	}
	return op
}

// refusedRequest returns a request that must change nothing.
func (g *generator) refusedRequest(image Image, tag string) Op {
	op := Op{Do: []Verb{Add, Remove}[g.r.IntN(2)], Image: image.Name, Tag: tag}
	isOwner := func(user string) bool { return user == image.Owner }
	others := slices.DeleteFunc(slices.Clone(g.OtherUsers), isOwner)
	g.refused = &op
	switch choice := g.r.IntN(2 + 6*len(others)); choice {
	case 0:
		op.Do, op.Method = Send, []string{"GET", "POST", "PATCH", "OPTIONS"}[g.r.IntN(4)]
	case 1:
		op.Tag = string(corpus.Filler(check.MaxTag + 1 + g.r.IntN(5)))
		if !g.allowed(op.Tag) {
			g.refused = nil
			return Op{Do: Show, Image: image.Name}
		}
	default:
		op.By = others[choice%len(others)]
	}
	return op
}
