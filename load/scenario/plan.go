// Package scenario decides what a load sends: which operations, on which tags of which
// images.
//
// A [Plan] is what one phase sends. [Plans] returns those that have a name; [Load] reads a
// [Composition] of several phases from a YAML file. [New] creates the images of a plan and
// returns a [Run], which is the source of an attack: [Run.Next] chooses an image and an
// operation on one of its tags, and [Run.Finish] takes the answer. At the end,
// [Run.ReadBack] compares all images with their expected state, and [Run.Close] releases
// them.
//
// No two requests are in flight for the same tag, so that the expected state of each tag
// is known; package model holds it. Package imagepool creates and replaces the images.
package scenario

import (
	"math/rand/v2"
	"slices"

	"tagcheck/load/model"
)

// Plan is what one phase of a load sends.
type Plan struct {
	Name    string
	Text    string    // a description in one sentence
	Weights Weights   // at least one is positive
	InOrder bool      // the operations alternate in their order; otherwise they are shuffled
	Images  int       // in use at a time
	Tags    []TagKind // alternating within an image
	// SkipDisallowed drops the kinds of tags that the target's alphabet does not allow,
	// if another kind is left.
	SkipDisallowed bool
}

// Weights says how often each operation is sent, relative to the others. It is indexed by
// model.Operation.
type Weights [model.OperationCount]int

// Plans returns the scenarios that have a name.
func Plans() []Plan {
	short := []TagKind{Short}
	alternate := Weights{model.Add: 1, model.Remove: 1}
	return []Plan{
		{Name: "add", Weights: Weights{model.Add: 1}, Images: DefaultImages, Tags: short,
			Text: "add tags, each of them once; images that are full are replaced"},
		{Name: "add-again", Weights: Weights{model.AddAgain: 1}, Images: DefaultImages, Tags: short,
			Text: "add tags that the image already has: expect 204 and no change"},
		{Name: "remove", Weights: Weights{model.Remove: 1}, Images: DefaultImages, Tags: short,
			Text: "remove tags that the image was created with; empty images are replaced"},
		{Name: "remove-absent", Weights: Weights{model.RemoveAbsent: 1}, Images: DefaultImages, Tags: short,
			Text: "remove tags that the image does not have: expect 404"},
		{Name: "churn", Weights: alternate, InOrder: true, Images: DefaultImages, Tags: short,
			Text: "add a tag and remove a tag, alternating"},
		{Name: "mixed", Images: DefaultImages, Tags: short,
			Weights: Weights{model.Add: 30, model.Remove: 30, model.AddAgain: 10, model.RemoveAbsent: 10, model.Show: 20},
			Text:    "30 % add, 30 % remove, 10 % add-again, 10 % remove-absent, 20 % GET of an image"},
		{Name: "wide", Weights: alternate, InOrder: true, Images: 500, Tags: short,
			Text: "as churn, on 500 images"},
		{Name: "hot", Weights: alternate, InOrder: true, Images: 1, Tags: short,
			Text: "as churn, on a single image"},
		{Name: "long", Weights: alternate, InOrder: true, Images: DefaultImages, Tags: []TagKind{Long, MultiByte},
			SkipDisallowed: true, Text: "as churn, with tags of 255 characters, of one to four bytes each"},
	}
}

// ByName returns the scenario with a name; ok is false if there is none.
func ByName(name string) (p Plan, ok bool) {
	for _, p := range Plans() {
		if p.Name == name {
			return p, true
		}
	}
	return Plan{}, false
}

// Operations returns the names of the operations that the plan sends.
func (p Plan) Operations() []string {
	var names []string
	for _, o := range p.operations() {
		names = append(names, o.String())
	}
	return names
}

func (p Plan) operations() []model.Operation {
	return slices.DeleteFunc(model.Operations(), func(o model.Operation) bool { return !p.sends(o) })
}

func (p Plan) sends(o model.Operation) bool { return p.Weights[o] > 0 }

// cycle returns a sequence of operations that is repeated. It contains each operation as
// often as its weight says.
func (p Plan) cycle(seed uint64) []model.Operation {
	const minLength = 1024
	var once []model.Operation
	for _, o := range model.Operations() {
		once = append(once, slices.Repeat([]model.Operation{o}, p.Weights[o])...)
	}
	if p.InOrder {
		return once
	}
	cycle := slices.Repeat(once, (minLength+len(once)-1)/len(once))
	random := rand.New(rand.NewPCG(seed, 0))
	random.Shuffle(len(cycle), func(i, j int) { cycle[i], cycle[j] = cycle[j], cycle[i] })
	return cycle
}
