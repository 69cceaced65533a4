package check

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/target"
)

// Image is an image as one user sees it. A check may change it at will.
type Image struct {
	ID      string
	env     *Env
	client  *imageapi.Client
	mistake string // why requests on the image may be refused; empty if they are correct
	absent  bool   // the image does not exist, and no request may create it
	state   *imageState
}

// imageState is shared by the views that several users have of one image.
type imageState struct {
	attributes map[string]any // as first seen
	probed     []string       // tags that probe looks for: all that were ever sent
	changed    time.Time
}

// As returns the image as another user sees it. The mistake is why requests of that
// user may be refused.
func (i *Image) As(role target.Role, mistake string) *Image {
	other := *i
	other.client, other.mistake = i.env.Clients[role], mistake
	return &other
}

// OnOwnConnections returns the image with a client whose connections no other
// client uses.
func (i *Image) OnOwnConnections() *Image {
	other := *i
	other.client = i.client.WithOwnConnections()
	return &other
}

// WithID returns the image under another spelling of its ID.
func (i *Image) WithID(id, mistake string) *Image {
	other := *i
	other.ID, other.mistake, other.absent = id, mistake, true
	return &other
}

// Client returns the client of the image's user.
func (i *Image) Client() *imageapi.Client { return i.client }

// TagsPath returns the path of the image's tags, without a trailing slash.
func (i *Image) TagsPath() string { return imageapi.ImagePath(i.client.Root(), i.ID) + "/tags" }

// AddTag sends PUT for a tag.
func (i *Image) AddTag(ctx context.Context, tag string, options ...imageapi.Option) *imageapi.Exchange {
	return i.change(ctx, tag, i.client.AddTag, options)
}

// RemoveTag sends DELETE for a tag.
func (i *Image) RemoveTag(ctx context.Context, tag string, options ...imageapi.Option) *imageapi.Exchange {
	return i.change(ctx, tag, i.client.RemoveTag, options)
}

type tagCall func(ctx context.Context, image, tag string, options ...imageapi.Option) *imageapi.Exchange

func (i *Image) change(ctx context.Context, tag string, call tagCall, options []imageapi.Option) *imageapi.Exchange {
	i.AlsoProbe(tag)
	options = i.withMistake(tag, options)
	x := i.env.Send(ctx, func(ctx context.Context) *imageapi.Exchange { return call(ctx, i.ID, tag, options...) })
	i.MarkChanged()
	if i.absent && x.Status()/100 == 2 {
		i.env.adopt(ctx, i) // a faulty target may have created it
	}
	return x
}

// withMistake prepends the reason why the request may be refused.
func (i *Image) withMistake(tag string, options []imageapi.Option) []imageapi.Option {
	if mistake := cmp.Or(i.mistake, WhyInvalid(tag)); mistake != "" {
		return append([]imageapi.Option{imageapi.Invalid(mistake)}, options...)
	}
	return options
}

// AddTagOnce is AddTag without a repetition: a request that times out stays
// unanswered.
func (i *Image) AddTagOnce(ctx context.Context, tag string, options ...imageapi.Option) *imageapi.Exchange {
	i.AlsoProbe(tag)
	defer i.MarkChanged()
	x := i.client.AddTag(ctx, i.ID, tag, options...)
	i.env.NeedsJudgeable(ctx, x)
	return x
}

// TryAddTag sends PUT for a tag and returns whatever the result is, also that of a
// target that throttles.
func (i *Image) TryAddTag(ctx context.Context, tag string) *imageapi.Exchange {
	i.AlsoProbe(tag)
	defer i.MarkChanged()
	return i.client.AddTag(ctx, i.ID, tag)
}

// AlsoProbe adds tags that a faulty server may add although no request names them.
// Where the target does not show images, Tags probes for them too.
func (i *Image) AlsoProbe(tags ...string) {
	for _, tag := range tags {
		if !slices.Contains(i.state.probed, tag) {
			i.state.probed = append(i.state.probed, tag)
		}
	}
}

// MarkChanged records that the image was changed just now by requests that did not
// go through its methods. The next read waits until the change must be visible.
func (i *Image) MarkChanged() { i.state.changed = time.Now() }

// Delete deletes the image before the check ends. The check ends where the image is
// only borrowed, or cannot be deleted.
func (i *Image) Delete(ctx context.Context) {
	i.env.NeedsCreation("an image that it can delete")
	if err := i.env.Release(ctx, i.ID); err != nil {
		i.env.Blocked("cannot delete the image: %v", err)
	}
}

// SpelledAs sends the tag spelled as given, instead of with every percent-encoding
// that is safe.
func (i *Image) SpelledAs(segment string) imageapi.Option {
	return imageapi.WithTarget(i.TagsPath() + "/" + segment)
}

// ToTarget sends the request to a target that is not the URL of a tag. The
// documented statuses do not apply to its response.
func ToTarget(target string) imageapi.Option {
	return func(r *imageapi.Request) { r.Operation, r.Target, r.Tag = imageapi.Other, target, "" }
}

// summary describes an exchange in one line.
func summary(x *imageapi.Exchange) string {
	if x.Outcome != imageapi.Answered {
		return fmt.Sprintf("%s %s: %s", x.Sent.Method, x.Sent.Target, x.Error)
	}
	return fmt.Sprintf("%s %s was answered %d", x.Sent.Method, x.Sent.Target, x.Status())
}
