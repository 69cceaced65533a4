package check

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/target"
)

// MaxTag is the length of the longest tag, in characters (document, URI
// parameters: "may be up to 255 characters in length").
const MaxTag = 255

// Image is an image that a check may do with as it likes, as one user.
type Image struct {
	ID      string
	env     *Env
	client  *imageapi.Client
	mistake string
	absent  bool // it is not there, and must not come to be
	state   *imageState
}

// imageState is shared by the views that several users have of one image.
type imageState struct {
	attributes map[string]any // as first seen
	sent       []string       // every tag that was ever named, for the removal oracle
	written    time.Time
}

// Image lends an image of the owner that nobody else sees, with the tags given.
func (e *Env) Image(ctx context.Context, tags ...string) *Image {
	return e.Published(ctx, target.Owner, "private", tags...)
}

// Published lends an image of the given user and visibility, with the tags
// given. The check is blocked where that fails.
func (e *Env) Published(ctx context.Context, owner target.Role, visibility string, tags ...string) *Image {
	e.NeedsRoom(len(tags) + 1)
	image, err := e.lend(ctx, owner, visibility)
	if err != nil {
		e.Blocked("no image could be had: %v", err)
	}
	for _, tag := range tags {
		if x := image.AddTag(ctx, tag); x.Status() != http.StatusNoContent {
			e.NeedsQuota(x)
			e.Blocked("the image could not be given the tag %q to begin with: %s", tag, line(x))
		}
	}
	return image
}

// TryPublished is Published for a visibility that the target may not allow.
func (e *Env) TryPublished(ctx context.Context, owner target.Role, visibility string) (*Image, error) {
	return e.lend(ctx, owner, visibility)
}

func (e *Env) lend(ctx context.Context, owner target.Role, visibility string) (*Image, error) {
	client := e.Clients[owner]
	if e.Target.Image != "" {
		return e.borrow(ctx, client, owner, visibility)
	}
	created, err := e.Lender.Create(ctx, client, string(owner), imageapi.NewImage{Visibility: visibility})
	if err != nil {
		return nil, err
	}
	e.owe(created.ID)
	return e.bare(ctx, client, created)
}

// bare takes off the tags that an image has from somewhere else: a target may
// give new images tags of its own, and not say so in its answer.
func (e *Env) bare(ctx context.Context, client *imageapi.Client, image imageapi.Image) (*Image, error) {
	for _, tag := range append(Without(e.ownTags, image.Tags), image.Tags...) {
		if x := client.RemoveTag(ctx, image.ID, tag); x.Status() != http.StatusNoContent && x.Status() != http.StatusNotFound {
			return nil, fmt.Errorf("the tag %q can't be taken off: %s", tag, line(x))
		}
	}
	e.lending(image.ID)
	return &Image{ID: image.ID, env: e, client: client, state: &imageState{written: time.Now()}}, nil
}

// Lent is an image that the running check was lent without tags, and how many
// exchanges had been recorded by then.
type Lent struct {
	ID    string
	Since int
}

func (e *Env) lending(id string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.lent = append(e.lent, Lent{id, e.Recorder.Len()})
}

// Lent gives the images that the running check was lent, in order.
func (e *Env) Lent() []Lent {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.lent)
}

// borrow takes the image that the user named, and takes its tags off. It can
// be lent once a check.
func (e *Env) borrow(ctx context.Context, client *imageapi.Client, owner target.Role, visibility string) (*Image, error) {
	if e.tape.borrowed || owner != target.Owner || visibility != "private" {
		e.Unsupported("it takes an image of its own, and the target creates none: only that of --image is there")
	}
	lent, err := e.Lender.Borrow(ctx, client, string(owner), e.Target.Image)
	if err != nil {
		return nil, err
	}
	e.owe(lent.ID)
	e.tape.borrowed = true
	return e.bare(ctx, client, lent)
}

// ImageAgain is Image for a check that goes through rounds and has done with
// the image of the round before: where the target creates none, it is that of
// the user once more.
func (e *Env) ImageAgain(ctx context.Context, tags ...string) *Image {
	e.tape.borrowed = false
	return e.Image(ctx, tags...)
}

// Missing is an image that does not exist.
func (e *Env) Missing() *Image {
	if e.canary != nil && uuid.Validate(e.canary.id) != nil {
		e.Unsupported("the target's ids are no UUIDs, such as %s: an id that fits and is not there can't be made up", e.canary.id)
	}
	return e.Named(uuid.NewString(), "the image does not exist")
}

// WithID is the same image by another spelling of its id.
func (i *Image) WithID(id, mistake string) *Image {
	other := *i
	other.ID, other.mistake, other.absent = id, mistake, true
	return &other
}

// Named is an image by an id that is wrong in the way that mistake says.
func (e *Env) Named(id, mistake string) *Image {
	absent := uuid.Validate(id) == nil // what is no id, no target makes an image of
	return &Image{ID: id, env: e, client: e.Clients[target.Owner], mistake: mistake, absent: absent, state: &imageState{}}
}

// Deleted is an image that was there and is gone.
func (e *Env) Deleted(ctx context.Context) *Image {
	if !e.Found.Creates {
		e.Unsupported("it takes an image that can be deleted, and the target creates none")
	}
	image := e.Image(ctx)
	if err := e.Lender.Release(ctx, image.ID); err != nil {
		e.Blocked("the image could not be deleted: %v", err)
	}
	image.mistake, image.absent = "the image is deleted", true
	return image
}

// As is the same image in the hands of another user.
func (i *Image) As(role target.Role, mistake string) *Image {
	other := *i
	other.client, other.mistake = i.env.Clients[role], mistake
	return &other
}

// Apart is the same image on connections of its own.
func (i *Image) Apart() *Image {
	other := *i
	other.client = i.client.WithOwnConnections()
	return &other
}

// AddTag sends PUT for a tag.
func (i *Image) AddTag(ctx context.Context, tag string, options ...imageapi.Option) *imageapi.Exchange {
	return i.change(ctx, tag, i.client.AddTag, options)
}

// RemoveTag sends DELETE for a tag.
func (i *Image) RemoveTag(ctx context.Context, tag string, options ...imageapi.Option) *imageapi.Exchange {
	return i.change(ctx, tag, i.client.RemoveTag, options)
}

// TryTag sends PUT for a tag and gives whatever came, also an answer of a
// target that throttles to the last.
func (i *Image) TryTag(ctx context.Context, tag string) *imageapi.Exchange {
	i.touch(tag)
	defer i.Written()
	return i.client.AddTag(ctx, i.ID, tag)
}

// Written takes note that the image was changed in a way that it can't know
// of: what is looked at next must be visible first.
func (i *Image) Written() { i.state.written = time.Now() }

type tagCall func(ctx context.Context, image, tag string, options ...imageapi.Option) *imageapi.Exchange

func (i *Image) change(ctx context.Context, tag string, call tagCall, options []imageapi.Option) *imageapi.Exchange {
	i.touch(tag)
	if mistake := cmp.Or(i.mistake, MistakeOf(tag)); mistake != "" {
		options = append([]imageapi.Option{imageapi.Invalid(mistake)}, options...)
	}
	x := i.env.Send(ctx, func(ctx context.Context) *imageapi.Exchange { return call(ctx, i.ID, tag, options...) })
	i.Written()
	if i.absent && x.Status()/100 == 2 {
		i.env.adopt(i) // a faulty target may have made it
	}
	return x
}

func (e *Env) adopt(i *Image) {
	if err := e.Lender.Adopt(i.client, string(target.Owner), i.ID); err == nil {
		e.owe(i.ID)
	}
}

func (i *Image) touch(tag string) {
	for _, known := range i.state.sent {
		if known == tag {
			return
		}
	}
	i.state.sent = append(i.state.sent, tag)
}

// MistakeOf says why a server may refuse a tag by the reading of the document.
func MistakeOf(tag string) string {
	switch {
	case tag == "":
		return "the tag is empty"
	case !utf8.ValidString(tag):
		return "the tag is no UTF-8"
	case utf8.RuneCountInString(tag) > MaxTag:
		return "the tag is longer than 255 characters"
	case strings.ContainsFunc(tag, unicode.IsControl):
		return "the tag holds a control character"
	case strings.Contains(tag, "/"):
		return "the tag holds a slash"
	case tag == "." || tag == "..":
		return "the tag is a dot segment"
	}
	return ""
}

// Show sends GET for the image as its user.
func (i *Image) Show(ctx context.Context) *imageapi.Exchange {
	return i.env.Send(ctx, func(ctx context.Context) *imageapi.Exchange { return i.client.ShowImage(ctx, i.ID) })
}

// Client is the client of the image's user.
func (i *Image) Client() *imageapi.Client { return i.client }

func line(x *imageapi.Exchange) string {
	if x.Outcome != imageapi.Answered {
		return fmt.Sprintf("%s %s: %s", x.Sent.Method, x.Sent.Target, x.Error)
	}
	return fmt.Sprintf("%s %s was answered %d", x.Sent.Method, x.Sent.Target, x.Status())
}
