package load

import (
	"context"
	"net/http"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/images"
	"tagcheck/fixtures/target"
)

// enoughRoom is how many tags an image is given where no quota is declared, as
// far as there is room.
const enoughRoom = 100

// quota finds how many tags an image may have, where the target does not declare
// it and creates images: up to enoughRoom, which is as good as none.
func (r *runner) quota(ctx context.Context, lender *images.Manager) (int, error) {
	if declared := r.target.Capabilities.TagQuota; declared != target.QuotaUnknown || r.target.Image != "" {
		return declared, nil
	}
	tags := make([]string, enoughRoom)
	for i := range tags {
		// Of the letters that every target's alphabet has.
		tags[i] = "room" + string(rune('a'+i/26)) + string(rune('a'+i%26))
	}
	whole, err := lender.Create(ctx, r.client, string(target.Owner), imageapi.NewImage{Visibility: "private", Tags: tags})
	if err == nil && len(whole.Tags) == len(tags) {
		return target.QuotaUnknown, nil
	}
	image, err := lender.Create(ctx, r.client, string(target.Owner), imageapi.NewImage{Visibility: "private"})
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
