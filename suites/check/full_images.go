package check

import (
	"context"
	"net/http"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/target"
)

// quota is what is known of the target's quota of tags per image.
type quota struct {
	limit   int                // tags that were accepted
	refusal *imageapi.Exchange // of the first tag that was not; nil if none was refused
}

// NumberedTag returns the nth tag that fills an image, from 1. It consists of
// letters, which every alphabet has.
func NumberedTag(n int) string {
	name := []byte("tag")
	for d := 17576; d > 0; d /= 26 {
		name = append(name, byte('a'+n/d%26))
	}
	return string(name)
}

// NumberedTags returns n tags from the first.
func NumberedTags(first, n int) []string {
	tags := make([]string, n)
	for i := range tags {
		tags[i] = NumberedTag(first + i)
	}
	return tags
}

// Quota returns how many tags an image may have: as declared, or as found by adding
// tags until one is refused. The check ends where no quota is found.
func (e *Env) Quota(ctx context.Context) int {
	limit, _ := e.QuotaRefusal(ctx)
	return limit
}

// QuotaRefusal is Quota with the exchange that revealed it. The exchange is nil where
// the quota is declared.
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
		e.Unsupported("no quota was found: an image accepted %d tags. "+
			"Declare the quota with --tag-quota, or probe for more tags with --quota-probe", e.quota.limit)
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

// FullImage returns an image that has as many tags as the quota permits, and its
// tags.
func (e *Env) FullImage(ctx context.Context) (*Image, []string) {
	tags := NumberedTags(1, e.Quota(ctx))
	if len(tags) == 0 {
		e.Unsupported("the target accepts no tags: its quota is 0")
	}
	if image := e.createWith(ctx, tags); image != nil {
		return image, tags
	}
	image := e.Image(ctx)
	for _, tag := range tags {
		if x := image.AddTag(ctx, tag); x.Status() != http.StatusNoContent {
			e.Blocked("set-up failed: cannot add %d tags, the quota, to an image: %s", len(tags), summary(x))
		}
	}
	return image, tags
}

// ImageWithManyTags returns an image with ManyTags tags, or as many as the quota
// permits, and its tags.
func (e *Env) ImageWithManyTags(ctx context.Context) (*Image, []string) {
	n := ManyTags
	if quota := e.Target.Capabilities.TagQuota; quota > 0 {
		n = min(n, quota)
	}
	tags := NumberedTags(1, n)
	if image := e.createWith(ctx, tags); image != nil {
		return image, tags
	}
	image := e.Image(ctx)
	for n, tag := range tags {
		if x := image.AddTag(ctx, tag); x.Status() != http.StatusNoContent {
			return image, tags[:n] // at the quota, which has requirements of its own
		}
	}
	return image, tags
}

// ImageCreatedWith returns an image that was created with tags, in the same request.
func (e *Env) ImageCreatedWith(ctx context.Context, tags ...string) *Image {
	e.NeedsShow("whether an image was created with its tags")
	image := e.createWith(ctx, tags)
	if image == nil {
		e.Unsupported("the target does not create an image with the tags %s", Quoted(tags))
	}
	return image
}

// createWith creates an image with its tags in one request. It returns nil where the
// target does not support that.
func (e *Env) createWith(ctx context.Context, tags []string) *Image {
	if !e.Found.Creates || !e.Found.Shows {
		return nil
	}
	owner := e.Clients[target.Owner]
	image := imageapi.NewImage{Visibility: "private", Tags: tags}
	created, err := e.Images.Create(ctx, owner, string(target.Owner), image)
	if err != nil {
		e.NeedsFinalRefusal(err)
		return nil
	}
	e.addPending(created.ID)
	if len(Without(tags, created.Tags)) > 0 || len(created.Tags) != len(tags) {
		return nil
	}
	for _, tag := range Without(e.defaultTags, tags) {
		owner.RemoveTag(ctx, created.ID, tag)
	}
	return &Image{ID: created.ID, env: e, client: owner, state: &imageState{}}
}
