// Package scenario says what a load is made of: which operations, on which tags
// of which images, and what each must answer. It keeps a model of every tag and
// compares the server with it, while the load runs and when it is over, so that
// an acknowledged change that is lost is found.
package scenario

import (
	"math/rand/v2"
	"slices"
)

// maxWeight bounds the weight of an operation, and maxImages the images of a
// plan: a number beyond is a slip, and would take memory and time to set up.
const (
	maxWeight = 1000
	maxImages = 10_000
)

// usualImages spreads a load so that the requests to an image seldom meet.
const usualImages = 32

// Plan is what a phase of a load is made of.
type Plan struct {
	Name    string
	Text    string          // one sentence for a person
	Weights [operations]int // by operation, not all 0
	InTurn  bool            // the operations in the order of their numbers, not shuffled
	Images  int             // at a time
	Tags    []TagKind       // in turn within an image
	// AsAllowed drops the kinds of tags that the target's alphabet does not
	// have, as long as one is left.
	AsAllowed bool
}

// Plans gives the scenarios that have a name, in the order in which a person
// meets them.
func Plans() []Plan {
	short := []TagKind{Short}
	only := func(o Operation) (w [operations]int) { w[o] = 1; return w }
	inTurn := [operations]int{Add: 1, Remove: 1}
	return []Plan{
		{Name: "add", Text: "adds a tag that is not there, each one once; images that are full are replaced", Weights: only(Add), Images: usualImages, Tags: short},
		{Name: "add-again", Text: "adds tags that are there: each must answer 204 and change nothing", Weights: only(AddAgain), Images: usualImages, Tags: short},
		{Name: "remove", Text: "removes tags that were there from the beginning; images that are empty are replaced", Weights: only(Remove), Images: usualImages, Tags: short},
		{Name: "remove-absent", Text: "removes tags that are not there: 404 is the success", Weights: only(RemoveAbsent), Images: usualImages, Tags: short},
		{Name: "churn", Text: "adds a tag and removes a tag in turn", Weights: inTurn, InTurn: true, Images: usualImages, Tags: short},
		{Name: "mixed", Text: "30 additions, 30 removals, 10 repeated additions, 10 removals of absent tags and 20 reads of an image in 100", Weights: [operations]int{Add: 30, Remove: 30, AddAgain: 10, RemoveAbsent: 10, Show: 20}, Images: usualImages, Tags: short},
		{Name: "wide", Text: "adds and removes in turn, spread over 500 images", Weights: inTurn, InTurn: true, Images: 500, Tags: short},
		{Name: "hot", Text: "adds and removes in turn, all on one image", Weights: inTurn, InTurn: true, Images: 1, Tags: short},
		{Name: "long", Text: "adds and removes in turn tags of 255 characters, of letters and of two to four bytes a character", Weights: inTurn, InTurn: true, Images: usualImages, Tags: []TagKind{Long, MultiByte}, AsAllowed: true},
	}
}

// Named gives the scenario with a name.
func Named(name string) (Plan, bool) {
	i := slices.IndexFunc(Plans(), func(p Plan) bool { return p.Name == name })
	if i < 0 {
		return Plan{}, false
	}
	return Plans()[i], true
}

// Operations names the operations that the plan sends.
func (p Plan) Operations() []string {
	var names []string
	for o := range operations {
		if p.has(o) {
			names = append(names, o.String())
		}
	}
	return names
}

func (p Plan) has(o Operation) bool { return p.Weights[o] > 0 }

// deck is an order of operations that holds each as often as its weight says,
// to be gone through again and again.
func (p Plan) deck(seed uint64) []Operation {
	const enough = 1024
	var once []Operation
	for o, weight := range p.Weights {
		once = append(once, slices.Repeat([]Operation{Operation(o)}, weight)...)
	}
	if p.InTurn {
		return once
	}
	deck := slices.Repeat(once, (enough+len(once)-1)/len(once))
	random := rand.New(rand.NewPCG(seed, 0))
	random.Shuffle(len(deck), func(i, j int) { deck[i], deck[j] = deck[j], deck[i] })
	return deck
}
