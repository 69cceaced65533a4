package check

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/google/uuid"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/target"
)

// Image returns a private image of the owner with these tags. The check is blocked
// where that fails.
func (e *Env) Image(ctx context.Context, tags ...string) *Image {
	e.NeedsRoom(len(tags) + 1)
	image, err := e.acquire(ctx, target.Owner, "private")
	if err != nil {
		e.Blocked("set-up failed: %v", err)
	}
	for _, tag := range tags {
		if x := image.AddTag(ctx, tag); x.Status() != http.StatusNoContent {
			e.NeedsQuota(x)
			e.Blocked("set-up failed: cannot add the tag %q: %s", tag, summary(x))
		}
	}
	return image
}

// NextImage is Image for a check that runs in rounds and no longer needs the image
// of the round before. Where the target does not create images, every round uses the
// borrowed one.
func (e *Env) NextImage(ctx context.Context, tags ...string) *Image {
	e.borrowed = false
	return e.Image(ctx, tags...)
}

// TryImage returns an image without tags of the given user and visibility, which the
// target may not permit.
func (e *Env) TryImage(ctx context.Context, owner target.Role, visibility string) (*Image, error) {
	return e.acquire(ctx, owner, visibility)
}

// TryNextImage is NextImage for a check that continues if there is no image: a
// private image of the given user, without tags.
func (e *Env) TryNextImage(ctx context.Context, owner target.Role) (*Image, error) {
	e.borrowed = false
	return e.acquire(ctx, owner, "private")
}

// MissingImage returns an image that does not exist, under a random ID.
func (e *Env) MissingImage() *Image {
	if e.bystander != nil && uuid.Validate(e.bystander.id) != nil {
		e.Unsupported("the target's IDs are not UUIDs, such as %s: no unused ID can be chosen", e.bystander.id)
	}
	return e.ImageWithID(e.Images.UnusedID(), "the image does not exist")
}

// ImageWithID returns an image under an ID that is wrong in the way that mistake
// says.
func (e *Env) ImageWithID(id, mistake string) *Image {
	absent := uuid.Validate(id) == nil // a faulty target may create an image only for a valid ID
	return &Image{
		ID: id, env: e, client: e.Clients[target.Owner], mistake: mistake, absent: absent, state: &imageState{},
	}
}

// DeletedImage returns an image that was created and deleted.
func (e *Env) DeletedImage(ctx context.Context) *Image {
	e.NeedsCreation("an image that it can delete")
	image := e.Image(ctx)
	image.Delete(ctx)
	image.mistake, image.absent = "the image is deleted", true
	return image
}

// acquire creates an image, or borrows the one of --image.
func (e *Env) acquire(ctx context.Context, owner target.Role, visibility string) (*Image, error) {
	client := e.Clients[owner]
	if e.Target.Image != "" {
		return e.borrow(ctx, client, owner, visibility)
	}
	created, err := e.Images.Create(ctx, client, string(owner), imageapi.NewImage{Visibility: visibility})
	if err != nil {
		return nil, err
	}
	e.addPending(created.ID)
	return e.withoutTags(ctx, client, created)
}

// borrow borrows the image of --image and removes its tags. A check can borrow it
// once.
func (e *Env) borrow(
	ctx context.Context, client *imageapi.Client, owner target.Role, visibility string,
) (*Image, error) {
	if e.borrowed || owner != target.Owner || visibility != "private" {
		e.Unsupported("the check needs another image than that of --image, and the target does not create images")
	}
	image, err := e.Images.Borrow(ctx, client, string(owner), e.Target.Image)
	if err != nil {
		return nil, err
	}
	e.addPending(image.ID)
	e.borrowed = true
	return e.withoutTags(ctx, client, image)
}

// withoutTags removes the tags of an image that no check added: a target may give
// new images default tags, and not show them in its response.
func (e *Env) withoutTags(ctx context.Context, client *imageapi.Client, image imageapi.Image) (*Image, error) {
	for _, tag := range append(Without(e.defaultTags, image.Tags), image.Tags...) {
		x := client.RemoveTag(ctx, image.ID, tag)
		if x.Status() != http.StatusNoContent && x.Status() != http.StatusNotFound {
			return nil, fmt.Errorf("cannot remove the tag %q: %s", tag, summary(x))
		}
	}
	e.addAcquired(image.ID)
	return &Image{ID: image.ID, env: e, client: client, state: &imageState{changed: time.Now()}}, nil
}

// Acquired is an image without tags that the running check acquired.
type Acquired struct {
	ID    string
	Since int // exchanges recorded before the check used it
}

func (e *Env) addAcquired(id string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.acquired = append(e.acquired, Acquired{id, e.Recorder.Len()})
}

// Acquired returns the images that the running check acquired, in order.
func (e *Env) Acquired() []Acquired {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.acquired)
}

// adopt makes sure that an image which a faulty target created is released.
func (e *Env) adopt(ctx context.Context, i *Image) {
	if err := e.Images.Adopt(ctx, i.client, string(target.Owner), i.ID); err == nil {
		e.addPending(i.ID)
	}
}
