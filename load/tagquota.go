package load

import (
	"context"
	"net/http"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/images"
	"tagcheck/fixtures/target"
)

// tagQuota returns the declared quota. If there is none and the target creates images, it
// finds out how many tags an image may have, up to ProbedTagQuota.
func (r *runner) tagQuota(ctx context.Context, manager *images.Lender) (int, error) {
	if declared := r.target.Capabilities.TagQuota; declared != target.QuotaUnknown || r.target.Image != "" {
		return declared, nil
	}
	tags := make([]string, ProbedTagQuota)
	for i := range tags {
		tags[i] = "quota" + string(rune('a'+i/26)) + string(rune('a'+i%26)) // allowed by every alphabet
	}
	owner, spec := string(target.Owner), imageapi.NewImage{Visibility: "private"}
	withTags := spec
	withTags.Tags = tags
	created, err := manager.Create(ctx, r.client, owner, withTags)
	if err == nil && len(created.Tags) == len(tags) {
		return target.QuotaUnknown, nil
	}
	image, err := manager.Create(ctx, r.client, owner, spec)
	if err != nil {
		return 0, err
	}
	for i, tag := range tags {
		if r.client.AddTag(ctx, image.ID, tag).Status() == http.StatusRequestEntityTooLarge {
			return max(i, 1), nil
		}
	}
	return target.QuotaUnknown, ctx.Err()
}
