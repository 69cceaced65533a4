package check

import (
	"context"
	"errors"
	"net/http"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/images"
	"tagcheck/fixtures/target"
)

// quota is what is known of the target's quota of tags an image.
type quota struct {
	limit   int                // tags that were accepted
	refusal *imageapi.Exchange // of the first one that was not; nil where the limit is declared
}

// Many is more tags than a page of a store that shows a hundred at a time.
const Many = 130

// Crowded lends an image with many tags, as far as the quota goes, and these
// tags.
func (e *Env) Crowded(ctx context.Context) (*Image, []string) {
	var tags []string
	for n := 1; n <= Many && (e.Target.Capabilities.TagQuota <= 0 || n <= e.Target.Capabilities.TagQuota); n++ {
		tags = append(tags, NumberedTag(n))
	}
	if image := e.createdWith(ctx, tags); image != nil {
		return image, tags
	}
	image := e.Image(ctx)
	for n, tag := range tags {
		if x := image.AddTag(ctx, tag); x.Status() != http.StatusNoContent {
			return image, tags[:n] // more than the quota, which has requirements of its own
		}
	}
	return image, tags
}

// NumberedTag is the nth of the tags that fill an image, from 1. It is made of
// letters, which every alphabet has.
func NumberedTag(n int) string {
	name := []byte("tag")
	for d := 17576; d > 0; d /= 26 {
		name = append(name, byte('a'+n/d%26))
	}
	return string(name)
}

// NeedsRoom ends the check where the target declares a quota below n tags.
func (e *Env) NeedsRoom(n int) {
	if declared := e.Target.Capabilities.TagQuota; declared > 0 && declared < n {
		e.DeclaredAbsent("the target declares a quota of %d tags, and this takes %d", declared, n)
	}
}

// NeedsQuota ends the check where a tag was refused as one too many by a
// target whose quota nobody told.
func (e *Env) NeedsQuota(x *imageapi.Exchange) {
	if x.Status() == http.StatusRequestEntityTooLarge && e.Target.Capabilities.TagQuota == 0 {
		e.Unsupported("the target has a small quota that is not declared: give it with --tag-quota")
	}
}

// Quota is how many tags an image may have: as declared, or as found by adding
// until one is refused. The check ends where there is no quota to be found.
func (e *Env) Quota(ctx context.Context) int {
	limit, _ := e.QuotaRefusal(ctx)
	return limit
}

// QuotaRefusal is Quota together with the exchange that showed it; that is nil
// where the quota is declared.
func (e *Env) QuotaRefusal(ctx context.Context) (int, *imageapi.Exchange) {
	switch declared := e.Target.Capabilities.TagQuota; {
	case declared == target.QuotaNone:
		e.DeclaredAbsent("the target declares that it has no quota of tags")
	case declared > 0:
		return declared, nil
	}
	if e.quota == nil {
		e.quota = e.findQuota(ctx)
	}
	if e.quota.refusal == nil {
		e.Unsupported("an image takes %d tags and more: give the quota with --tag-quota, or look further with --quota-probe", e.quota.limit)
	}
	return e.quota.limit, e.quota.refusal
}

func (e *Env) findQuota(ctx context.Context) *quota {
	image := e.Image(ctx)
	for n := 1; n <= e.Target.Capabilities.QuotaProbe; n++ {
		if x := image.AddTag(ctx, NumberedTag(n)); x.Status() != http.StatusNoContent {
			return &quota{limit: n - 1, refusal: x}
		}
	}
	return &quota{limit: e.Target.Capabilities.QuotaProbe}
}

// Full lends an image that has as many tags as the quota allows, and these
// tags.
func (e *Env) Full(ctx context.Context) (*Image, []string) {
	tags := make([]string, e.Quota(ctx))
	for i := range tags {
		tags[i] = NumberedTag(i + 1)
	}
	if len(tags) == 0 {
		e.Unsupported("the target takes no tag at all: its quota is 0")
	}
	if image := e.createdWith(ctx, tags); image != nil {
		return image, tags
	}
	image := e.Image(ctx)
	for _, tag := range tags {
		if x := image.AddTag(ctx, tag); x.Status() != http.StatusNoContent {
			e.Blocked("the image could not be filled up to its quota of %d tags: %s", len(tags), line(x))
		}
	}
	return image, tags
}

// createdWith makes an image with its tags in one request; nil where the
// target does not do that.
func (e *Env) createdWith(ctx context.Context, tags []string) *Image {
	if !e.Found.Creates || !e.Found.Shows {
		return nil
	}
	created, err := e.Lender.Create(ctx, e.Clients[target.Owner], string(target.Owner), imageapi.NewImage{Visibility: "private", Tags: tags})
	if err != nil {
		e.NeedsFinal(err)
		return nil
	}
	e.owe(created.ID)
	image := &Image{ID: created.ID, env: e, client: e.Clients[target.Owner], state: &imageState{}}
	if len(Without(tags, created.Tags)) > 0 || len(created.Tags) != len(tags) {
		return nil
	}
	for _, tag := range Without(e.ownTags, tags) {
		image.client.RemoveTag(ctx, image.ID, tag)
	}
	return image
}

// NeedsFinal ends the check where an image was refused for a reason that may
// pass: only a refusal that is final says what the target supports.
func (e *Env) NeedsFinal(err error) {
	if refused, ok := errors.AsType[*images.Refused](err); !ok || !refused.Final() {
		e.Blocked("no image could be had: %v", err)
	}
}

// CreatedWith lends an image that was created with tags, in the same request.
func (e *Env) CreatedWith(ctx context.Context, tags ...string) *Image {
	e.NeedsShow("whether an image was created with its tags")
	image := e.createdWith(ctx, tags)
	if image == nil {
		e.Unsupported("the target creates no image with the tags %s", Quoted(tags))
	}
	return image
}
