package check

import (
	"bytes"
	"context"
	"net/http"
	"slices"
	"time"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/target"
	"tagcheck/suites/requirement"
)

// canary is an image that no check touches. It carries the tags that checks
// use most, and is looked at after every check.
type canary struct {
	id    string
	image imageapi.Image
	shown []byte // the answer that shows image
	blind bool   // the last look showed nothing
}

// CanaryTags are the tags of the bystander: the checks use the same ones.
func CanaryTags() []string { return []string{"blue", "green", "red"} }

// goneTag was on the bystander once: should it come back, however late, it
// shows there.
const goneTag = "gone"

// ReleaseCanary makes the bystander of the run. It does nothing where the
// target can't create or show one, or does not tag it.
func (e *Env) ReleaseCanary(ctx context.Context) {
	if !e.Found.Creates || !e.Found.Shows {
		return
	}
	owner := e.Clients[target.Owner]
	created, err := e.Lender.Create(ctx, owner, string(target.Owner), imageapi.NewImage{Visibility: "private"})
	if err != nil {
		return
	}
	for _, tag := range append(CanaryTags(), goneTag) {
		owner.AddTag(ctx, created.ID, tag)
	}
	owner.RemoveTag(ctx, created.ID, goneTag)
	(&Image{env: e, state: &imageState{written: time.Now()}}).settle(ctx)
	first, ok := decode(owner.ShowImage(ctx, created.ID))
	second, again := decode(owner.ShowImage(ctx, created.ID))
	if ok && again {
		e.canary = &canary{id: created.ID, image: second}
		e.volatile = differing(first.Attributes, second.Attributes)
		e.ownTags = Without(second.Tags, append(CanaryTags(), goneTag))
	}
}

func decode(x *imageapi.Exchange) (imageapi.Image, bool) {
	image, err := imageapi.DecodeImage(x.Content())
	return image, x.Status() == http.StatusOK && err == nil
}

// Watches says that there is a bystander to look at, and whether the last look
// at it showed anything.
func (e *Env) Watches() (there, seen bool) {
	return e.canary != nil, e.canary != nil && !e.canary.blind
}

// LookAtCanary compares the bystander with what it was.
func (e *Env) LookAtCanary(ctx context.Context, check string) {
	if e.canary == nil || e.crashed || ctx.Err() != nil {
		return
	}
	x := e.Clients[target.Owner].ShowImage(ctx, e.canary.id)
	switch {
	case x.Outcome != imageapi.Answered, x.Inconclusive(), x.Status() >= 500:
		e.canary.blind = true // says nothing of the image
		return
	case x.Status() == http.StatusOK && bytes.Equal(x.Content(), e.canary.shown):
		e.canary.blind = false // and the same to the byte
		return
	}
	image, ok := decode(x)
	if !ok {
		e.observe(requirement.IsolationBystander, x, "after %q an image that nobody touched is answered %d", check, x.Status())
		return
	}
	e.canary.blind = false
	if !SameTags(image.Tags, e.canary.image.Tags) {
		e.observe(requirement.IsolationBystander, x, "after %q an image that nobody touched has the tags %+q instead of %+q",
			check, image.Tags, e.canary.image.Tags)
	}
	for _, name := range e.changed(e.canary.image.Attributes, image.Attributes) {
		e.observe(requirement.IsolationBystander, x, "after %q the %s of an image that nobody touched is %v instead of %v",
			check, name, image.Attributes[name], e.canary.image.Attributes[name])
	}
	e.canary.image, e.canary.shown = image, x.Content()
}

func sorted(tags []string) []string {
	tags = slices.Clone(tags)
	slices.Sort(tags)
	return tags
}
