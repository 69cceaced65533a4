package fault

import (
	"net/http"
	"slices"

	"tagcheck/reference"
)

// quotaFaults are mistakes in how many tags an image may have.
func quotaFaults() []Fault { return slices.Concat(quotaStatusFaults(), quotaCountFaults()) }

// isFull reports whether an image has as many tags as the quota allows.
func isFull(image reference.Record) bool { return len(currentTags(image)) >= demo().TagQuota }

func quotaStatusFaults() []Fault {
	return []Fault{
		newFault("quota-says-403", "add.quota.413", "PUT over the quota answers 403",
			setStatus(isAdd, map[int]int{413: 403})),
		newFault("quota-says-429", "add.quota.413", "PUT over the quota answers 429 with Retry-After",
			editResponse(isAdd, func(_ *exchange, a *response) {
				if a.status == http.StatusRequestEntityTooLarge {
					a.setStatus(http.StatusTooManyRequests)
					a.header.Set("Retry-After", "0")
				}
			})),
		newFault("quota-stores", "add.quota.nothing-stored", "PUT over the quota answers 413 but stores the tag",
			onAdd(func(image reference.Record, tag string, apply func(string) error) error {
				if !isFull(image) || hasTag(image, tag) {
					return apply(tag)
				}
				_ = image.AddTag(tag, 0, now)
				return reference.ErrOverQuota
			})),
		newFault("quota-before-repeat", "add.quota.repeat-at-limit",
			"at the quota, PUT of a tag that the image has answers 413",
			onAdd(func(image reference.Record, tag string, apply func(string) error) error {
				if isFull(image) {
					return reference.ErrOverQuota
				}
				return apply(tag)
			})),
	}
}

func quotaCountFaults() []Fault {
	return []Fault{
		newFault("quota-one-more", "add.quota.as-declared", "an image may have one tag more than the declared quota",
			changeQuota(func(n int) int { return n + 1 })),
		newFault("quota-of-all-images", "add.quota.per-image", "if one image is at its quota, no other image accepts a tag",
			shareQuota),
		newFault("quota-never-freed", "add.quota.removal-frees", "a removal from an image at its quota frees no space",
			neverFreeQuota),
		newFault("quota-counts-down-for-nothing", "add.quota.removal-frees",
			"DELETE of an absent tag raises the quota by one",
			raiseQuotaByFailedRemovals),
	}
}

func shareQuota(p *reference.Parts) {
	store := p.Store
	onAdd(func(image reference.Record, tag string, apply func(string) error) error {
		for _, other := range allImages(store) {
			if other.ID != image.Attributes().ID && len(other.Tags) >= demo().TagQuota {
				return reference.ErrOverQuota
			}
		}
		return apply(tag)
	})(p)
}

func neverFreeQuota(p *reference.Parts) {
	filled := newStringSet()
	noteIfFull := func(image reference.Record) {
		if len(currentTags(image)) == demo().TagQuota {
			filled.add(image.Attributes().ID)
		}
	}
	onAdd(func(image reference.Record, tag string, apply func(string) error) error {
		if filled.has(image.Attributes().ID) && !hasTag(image, tag) {
			return reference.ErrOverQuota
		}
		noteIfFull(image)
		return apply(tag)
	})(p)
	onRemove(func(image reference.Record, tag string, apply func(string) error) error {
		noteIfFull(image)
		return apply(tag)
	})(p)
}

func raiseQuotaByFailedRemovals(p *reference.Parts) {
	extra := newCounters()
	onRemove(func(image reference.Record, tag string, apply func(string) error) error {
		err := apply(tag)
		if err != nil {
			extra.add(image.Attributes().ID, 1)
		}
		return err
	})(p)
	onAdd(func(image reference.Record, tag string, _ func(string) error) error {
		return image.AddTag(tag, demo().TagQuota+extra.get(image.Attributes().ID), now)
	})(p)
}
