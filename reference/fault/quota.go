package fault

import (
	"net/http"

	"tagcheck/reference"
)

// quotaFaults are mistakes in how many tags an image may have.
func quotaFaults() []Fault {
	full := func(image reference.Record, tag string) bool {
		return len(tagsOf(image)) >= demo().TagQuota && !has(image, tag)
	}
	overQuota := func(instead func(image reference.Record, do func(string) error, tag string) error) change {
		return onAdd(func(image reference.Record, tag string, do func(string) error) error {
			if full(image, tag) {
				return instead(image, do, tag)
			}
			return do(tag)
		})
	}
	forced := func(image reference.Record, tag string) { _ = image.AddTag(tag, 0, now) }
	return []Fault{
		broken("quota-says-403", "add.quota.413", "a tag over the quota answers 403", saying(adding, map[int]int{413: 403})),
		broken("quota-says-429", "add.quota.413", "a tag over the quota answers 429, as if waiting helped", replying(adding, func(_ *call, a *reply) {
			if a.status == http.StatusRequestEntityTooLarge {
				a.become(http.StatusTooManyRequests)
				a.header.Set("Retry-After", "0")
			}
		})),
		broken("quota-one-more", "add.quota.as-declared", "the quota lets one tag more in", quotaOf(func(n int) int { return n + 1 })),
		broken("quota-stores", "add.quota.nothing-stored", "a tag over the quota answers 413 and is stored", overQuota(func(image reference.Record, do func(string) error, tag string) error {
			forced(image, tag)
			return reference.ErrOverQuota
		})),
		broken("quota-of-all-images", "add.quota.per-image", "while one image is full no other one takes a tag", func(p *reference.Parts) {
			store := p.Store
			onAdd(func(image reference.Record, tag string, do func(string) error) error {
				everything := reference.Selection{Wanted: func(*reference.Attributes) bool { return true }, Limit: 1000}
				images, _, _ := store.Page(everything)
				for _, other := range images {
					if other.ID != image.Attributes().ID && len(other.Tags) >= demo().TagQuota {
						return reference.ErrOverQuota
					}
				}
				return do(tag)
			})(p)
		}),
		broken("quota-never-freed", "add.quota.removal-frees", "a removal from a full image makes no room", func(p *reference.Parts) {
			filled := newSet()
			onAdd(func(image reference.Record, tag string, do func(string) error) error {
				if filled.has(image.Attributes().ID) && !has(image, tag) {
					return reference.ErrOverQuota
				}
				if len(tagsOf(image)) == demo().TagQuota {
					filled.put(image.Attributes().ID)
				}
				return do(tag)
			})(p)
			onRemove(func(image reference.Record, tag string, do func(string) error) error {
				if len(tagsOf(image)) == demo().TagQuota {
					filled.put(image.Attributes().ID)
				}
				return do(tag)
			})(p)
		}),
		broken("quota-counts-down-for-nothing", "add.quota.removal-frees", "DELETE of a tag that is not there makes room for one more", func(p *reference.Parts) {
			more := newTally()
			onRemove(func(image reference.Record, tag string, do func(string) error) error {
				err := do(tag)
				if err != nil {
					more.add(image.Attributes().ID, 1)
				}
				return err
			})(p)
			onAdd(func(image reference.Record, tag string, do func(string) error) error {
				return image.AddTag(tag, demo().TagQuota+more.get(image.Attributes().ID), now)
			})(p)
		}),
		broken("quota-before-repeat", "add.quota.repeat-at-limit", "at the quota a tag that is there answers 413", onAdd(func(image reference.Record, tag string, do func(string) error) error {
			if len(tagsOf(image)) >= demo().TagQuota {
				return reference.ErrOverQuota
			}
			return do(tag)
		})),
	}
}

// quotaOf enforces another quota than the one that is declared.
func quotaOf(other func(quota int) int) change {
	return records(func(r reference.Record) reference.Record { return &record{Record: r, quota: other} })
}
