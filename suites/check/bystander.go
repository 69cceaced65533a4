package check

import (
	"bytes"
	"context"
	"net/http"
	"time"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/target"
	"tagcheck/suites/requirement"
)

// bystander is an image that no check changes. It has the tags that checks use most,
// and is compared after every check.
type bystander struct {
	id     string
	image  imageapi.Image
	shown  []byte // the response that shows image
	unseen bool   // the last read showed nothing
}

// BystanderTags returns the tags of the bystander: those that checks use most.
func BystanderTags() []string { return []string{"blue", "green", "red"} }

// goneTag is added to the bystander and removed again: if it comes back, however
// late, the bystander shows it.
const goneTag = "gone"

// CreateBystander creates the bystander of the run. It does nothing where the target
// does not create, tag or show an image.
func (e *Env) CreateBystander(ctx context.Context) {
	if !e.Found.Creates || !e.Found.Shows {
		return
	}
	owner := e.Clients[target.Owner]
	created, err := e.Images.Create(ctx, owner, string(target.Owner), imageapi.NewImage{Visibility: "private"})
	if err != nil {
		return
	}
	for _, tag := range append(BystanderTags(), goneTag) {
		owner.AddTag(ctx, created.ID, tag)
	}
	owner.RemoveTag(ctx, created.ID, goneTag)
	(&Image{env: e, state: &imageState{changed: time.Now()}}).WaitUntilVisible(ctx)
	first, ok := decode(owner.ShowImage(ctx, created.ID))
	second, again := decode(owner.ShowImage(ctx, created.ID))
	if ok && again {
		e.bystander = &bystander{id: created.ID, image: second}
		e.volatile = differing(first.Attributes, second.Attributes)
		e.defaultTags = Without(second.Tags, append(BystanderTags(), goneTag))
	}
}

func decode(x *imageapi.Exchange) (imageapi.Image, bool) {
	image, err := imageapi.DecodeImage(x.Content())
	return image, x.Status() == http.StatusOK && err == nil
}

// Bystander returns whether there is a bystander, and whether the last read of it
// showed it.
func (e *Env) Bystander() (exists, seen bool) {
	return e.bystander != nil, e.bystander != nil && !e.bystander.unseen
}

// CompareBystander reads the bystander and observes what changed since the last read.
// The check is the ID of the one that ran in between.
func (e *Env) CompareBystander(ctx context.Context, check string) {
	b := e.bystander
	if b == nil || e.crashed || ctx.Err() != nil {
		return
	}
	x := e.Clients[target.Owner].ShowImage(ctx, b.id)
	switch {
	case x.Outcome != imageapi.Answered, x.Inconclusive(), x.Status() >= 500:
		b.unseen = true // says nothing about the image
		return
	case x.Status() == http.StatusOK && bytes.Equal(x.Content(), b.shown):
		b.unseen = false
		return
	}
	image, ok := decode(x)
	if !ok {
		e.observe(requirement.IsolationBystander, x,
			"after %q GET of an image that no check changes was answered %d", check, x.Status())
		return
	}
	b.unseen = false
	if !SameTags(image.Tags, b.image.Tags) {
		e.observe(requirement.IsolationBystander, x,
			"after %q an image that no check changes has the tags %+q instead of %+q", check, image.Tags, b.image.Tags)
	}
	for _, name := range e.changed(b.image.Attributes, image.Attributes) {
		e.observe(requirement.IsolationBystander, x,
			"after %q the attribute %s of an image that no check changes is %v instead of %v",
			check, name, image.Attributes[name], b.image.Attributes[name])
	}
	b.image, b.shown = image, x.Content()
}
