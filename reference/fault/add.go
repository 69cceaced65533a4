package fault

import (
	"net/http"
	"slices"
	"strings"

	"tagcheck/reference"
)

// addFaults are mistakes of an addition that have nothing to do with how the
// tag is spelled.
func addFaults() []Fault {
	return slices.Concat(addStatusFaults(), addEffectFaults(), addRepeatFaults(), addQueryFaults())
}

func addStatusFaults() []Fault {
	return []Fault{
		broken("add-says-200", "add.answers-204", "PUT answers 200", saying(adding, map[int]int{204: 200})),
		broken("add-dislikes-accept", "add.accept-ignored", "PUT answers 406 to a client that does not accept JSON", answering(all(adding, picky), http.StatusNotAcceptable)),
		broken("add-missing-says-400", "add.image.missing.404", "PUT on an image that does not exist answers 400", saying(adding, map[int]int{404: 400})),
		broken("add-malformed-id-says-500", "add.image.malformed", "PUT with an image id that is no UUID answers 500", answering(all(adding, malformedID), http.StatusInternalServerError)),
		broken("add-conflict-for-a-word", "add.statuses", "PUT answers 409 for a tag that looks like a reserved name", refusing(func(tag string) bool { return strings.HasPrefix(tag, "__") }, http.StatusConflict)),
		broken("add-validation-says-422", "add.length.over.400", "PUT of a tag that is too long answers 422", saying(adding, map[int]int{400: 422})),
	}
}

// picky chooses requests whose client accepts no JSON.
func picky(c *call) bool {
	accept := c.r.Header.Get("Accept")
	return accept != "" && !strings.Contains(accept, "json") && accept != "*/*"
}

func malformedID(c *call) bool { return c.image != "" && !strings.Contains(c.image, "-") }

func addEffectFaults() []Fault {
	return []Fault{
		broken("add-does-nothing", "add.stores", "PUT answers 204 and does nothing", answering(adding, http.StatusNoContent)),
		broken("add-replaces", "add.keeps-others", "PUT replaces the image's tags by the one", dropping(func(tags []string, _ string) []string { return tags })),
		broken("add-makes-the-image", "add.image.missing.refused", "PUT on an image that does not exist makes it", makingImages),
		broken("add-deleted-says-204", "add.image.deleted.refused", "PUT on a deleted image answers 204", remembering(func(c *call, gone bool) {
			if adding(c) && gone {
				c.answer(http.StatusNoContent)
				return
			}
			c.serve()
		})),
		broken("add-upper-case-id-aside", "add.image.upper-case", "PUT with the image id in upper case answers 204 and tags something else", answering(all(adding, shouting), http.StatusNoContent)),
		broken("add-tombstones", "add.after-remove", "a tag that was removed once can't be added again: PUT answers 204 and does nothing", buried),
	}
}

func shouting(c *call) bool { return c.image != strings.ToLower(c.image) }

// dropping removes, once a new tag was added, those of the others that out
// gives.
func dropping(out func(tags []string, tag string) []string) change {
	return onAdd(func(image reference.Record, tag string, do func(string) error) error {
		before := tagsOf(image)
		err := do(tag)
		if err != nil || slices.Contains(before, tag) {
			return err
		}
		for _, other := range out(before, tag) {
			_ = image.RemoveTag(other, now)
		}
		return nil
	})
}

// buried answers the addition of a tag that was removed once, and does nothing.
func buried(p *reference.Parts) {
	graves := newSet()
	onRemove(func(image reference.Record, tag string, do func(string) error) error {
		graves.put(image.Attributes().ID + tag)
		return do(tag)
	})(p)
	onAdd(func(image reference.Record, tag string, do func(string) error) error {
		if graves.has(image.Attributes().ID + tag) {
			return nil
		}
		return do(tag)
	})(p)
}

func addRepeatFaults() []Fault {
	twice := func(err error) change {
		return onAdd(func(image reference.Record, tag string, do func(string) error) error {
			if has(image, tag) {
				return err
			}
			return do(tag)
		})
	}
	return []Fault{
		broken("add-twice-says-409", "add.repeat.answers-204", "PUT of a tag that is there answers 409", twice(reference.ErrTaken)),
		broken("add-counts-instances", "add.repeat.single-instance", "as many removals are needed as there were additions", doubled(true)),
	}
}

// doubled counts the additions of a tag: it is shown as often, or has to be
// removed as often.
func doubled(counted bool) change {
	return func(p *reference.Parts) {
		instances := newTally()
		key := func(image *reference.Attributes, tag string) string { return image.ID + "/" + tag }
		onAdd(func(image reference.Record, tag string, do func(string) error) error {
			err := do(tag)
			if err == nil {
				instances.add(key(image.Attributes(), tag), 1)
			}
			return err
		})(p)
		onRemove(func(image reference.Record, tag string, do func(string) error) error {
			if counted && instances.add(key(image.Attributes(), tag), -1) > 0 {
				return nil
			}
			instances.set(key(image.Attributes(), tag), 0)
			return do(tag)
		})(p)
		if counted {
			return
		}
		seen(func(image reference.Image) reference.Image {
			var tags []string
			for _, tag := range image.Tags {
				for range max(1, instances.get(key(&image.Attributes, tag))) {
					tags = append(tags, tag)
				}
			}
			image.Tags = append([]string{}, tags...)
			return image
		})(p)
	}
}

func addQueryFaults() []Fault {
	asked := func(c *call) bool { return strings.Contains(c.target(), "?") }
	return []Fault{
		broken("add-query-names-the-tag", "add.query", "?tag= in the query of PUT wins over the path", when(adding, func(c *call) {
			if tag, ok := strings.CutPrefix(c.query(), "tag="); ok {
				c.spelled(tag).serve()
				return
			}
			c.serve()
		})),
		broken("add-query-refused", "add.query.ignored", "PUT with a query answers 400", answering(all(adding, asked), http.StatusBadRequest)),
		broken("add-query-method", "add.query.no-other-method", "PUT ?_method=DELETE removes the tag", when(all(adding, queryMethod("_method")), overridden)),
	}
}

// queryMethod chooses requests whose query names a method.
func queryMethod(name string) condition {
	return func(c *call) bool { return strings.HasPrefix(c.query(), name+"=") }
}

// overridden serves a request by the method that its query names.
func overridden(c *call) {
	_, method, _ := strings.Cut(c.query(), "=")
	c.by(method).at(c.path()).serve()
}
