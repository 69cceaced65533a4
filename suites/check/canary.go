package check

import (
	"context"
	"net/http"
	"slices"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/target"
	"tagcheck/suites/requirement"
)

// canary is an image that no check touches. It carries the tags that checks
// use most, and is looked at after every check.
type canary struct {
	id    string
	image imageapi.Image
}

// CanaryTags are the tags of the bystander: the checks use the same ones.
func CanaryTags() []string { return []string{"blue", "green", "red"} }

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
	for _, tag := range CanaryTags() {
		owner.AddTag(ctx, created.ID, tag)
	}
	x := owner.ShowImage(ctx, created.ID)
	image, err := imageapi.DecodeImage(x.Content())
	if x.Status() == http.StatusOK && err == nil {
		e.canary = &canary{id: created.ID, image: image}
	}
}

// Watches says that there is a bystander to look at.
func (e *Env) Watches() bool { return e.canary != nil }

// LookAtCanary compares the bystander with what it was.
func (e *Env) LookAtCanary(ctx context.Context, check string) {
	if e.canary == nil || ctx.Err() != nil {
		return
	}
	x := e.Clients[target.Owner].ShowImage(ctx, e.canary.id)
	image, err := imageapi.DecodeImage(x.Content())
	switch {
	case x.Outcome != imageapi.Answered, x.Throttled, x.Status() >= 500:
		return // says nothing of the image; that the server still answers is judged elsewhere
	case x.Status() != http.StatusOK || err != nil:
		e.observe(requirement.IsolationBystander, x, "after %q an image that nobody touched is answered %d", check, x.Status())
		return
	}
	if !slices.Equal(sorted(image.Tags), sorted(e.canary.image.Tags)) {
		e.observe(requirement.IsolationBystander, x, "after %q an image that nobody touched has the tags %+q instead of %+q",
			check, image.Tags, e.canary.image.Tags)
	}
	for _, name := range differing(e.canary.image.Attributes, image.Attributes) {
		e.observe(requirement.IsolationBystander, x, "after %q the %s of an image that nobody touched is %v instead of %v",
			check, name, image.Attributes[name], e.canary.image.Attributes[name])
	}
	e.canary.image = image
}

func sorted(tags []string) []string {
	tags = slices.Clone(tags)
	slices.Sort(tags)
	return tags
}
