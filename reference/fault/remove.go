package fault

import (
	"net/http"
	"slices"
	"strings"

	"tagcheck/reference"
)

// removeFaults are mistakes of a removal.
func removeFaults() []Fault {
	return slices.Concat(removeStatusFaults(), removeEffectFaults(), removeAliasFaults(), removeSpellingFaults())
}

func removeStatusFaults() []Fault {
	return []Fault{
		broken("remove-says-200", "remove.answers-204", "DELETE answers 200", saying(removing, map[int]int{204: 200})),
		broken("remove-twice-204", "remove.twice.404", "DELETE of a tag that is not there answers 204", saying(removing, map[int]int{404: 204})),
		broken("remove-absent-204", "remove.absent.404", "DELETE of a tag that was never there answers 204", onRemove(func(image reference.Record, tag string, do func(string) error) error {
			_ = do(tag)
			return nil
		})),
		broken("remove-dislikes-accept", "remove.accept-ignored", "DELETE answers 406 to a client that does not accept JSON", answering(all(removing, picky), http.StatusNotAcceptable)),
		broken("remove-missing-204", "remove.image.missing.404", "DELETE on an image that does not exist answers 204", missing(removing, http.StatusNoContent)),
		broken("remove-deleted-204", "remove.image.deleted.404", "DELETE on a deleted image answers 204", deleted(removing, http.StatusNoContent)),
		broken("remove-malformed-id-500", "remove.image.malformed", "DELETE with an image id that is no UUID answers 500", answering(all(removing, malformedID), http.StatusInternalServerError)),
		broken("remove-upper-case-id-aside", "remove.image.upper-case", "DELETE with the image id in upper case answers 204 and removes nothing", answering(all(removing, shouting), http.StatusNoContent)),
		broken("remove-conflict-for-a-word", "remove.statuses", "DELETE answers 409 for a tag that looks like a reserved name", answering(all(removing, tagIs(func(tag string) bool { return strings.HasPrefix(tag, "__") })), http.StatusConflict)),
	}
}

// missing answers for images that are not there and never were.
func missing(holds condition, status int) change {
	return func(p *reference.Parts) {
		store := p.Store
		gone := func(c *call) bool {
			_, err := store.Find(c.image)
			return err != nil && strings.Count(c.image, "-") == 4
		}
		answering(all(holds, gone), status)(p)
	}
}

// deleted answers for images that were there.
func deleted(holds condition, status int) change {
	return remembering(func(c *call, gone bool) {
		if gone && holds(c) {
			c.answer(status)
			return
		}
		c.serve()
	})
}

func removeEffectFaults() []Fault {
	return []Fault{
		broken("remove-does-nothing", "remove.deletes", "DELETE answers 204 and does nothing", onRemove(func(image reference.Record, tag string, do func(string) error) error {
			if has(image, tag) {
				return nil
			}
			return do(tag)
		})),
		broken("remove-undone-by-add", "remove.deletes", "a removed tag is back after the next PUT", func(p *reference.Parts) {
			last := newSet()
			onRemove(func(image reference.Record, tag string, do func(string) error) error {
				err := do(tag)
				if err == nil {
					last.put(image.Attributes().ID + "\n" + tag)
				}
				return err
			})(p)
			onAdd(func(image reference.Record, tag string, do func(string) error) error {
				for _, key := range last.keys() {
					if id, old, _ := strings.Cut(key, "\n"); id == image.Attributes().ID && old != tag {
						last.take(key)
						_ = do(old)
					}
				}
				return do(tag)
			})(p)
		}),
		broken("remove-all", "remove.keeps-others", "DELETE removes every tag", removingToo(func(string, string) bool { return true })),
		broken("remove-like", "remove.keeps-others", "DELETE removes what the tag matches as a pattern of LIKE, too", removingToo(like)),
		broken("remove-looks-at-one-page", "remove.keeps-others", "DELETE looks for the tag among the first hundred alone", onRemove(func(image reference.Record, tag string, do func(string) error) error {
			if slices.Index(tagsOf(image), tag) >= 100 {
				return reference.ErrNoTag
			}
			return do(tag)
		})).roomy(),
		broken("remove-absent-removes-first", "remove.absent.no-effect", "DELETE of a tag that is not there answers 404 and removes the first one", onRemove(func(image reference.Record, tag string, do func(string) error) error {
			err := do(tag)
			if tags := tagsOf(image); err != nil && len(tags) > 0 {
				_ = do(tags[0])
			}
			return err
		})),
		broken("remove-last-deletes-the-image", "remove.last-tag", "with its last tag the image is deleted", func(p *reference.Parts) {
			store := p.Store
			onRemove(func(image reference.Record, tag string, do func(string) error) error {
				err := do(tag)
				if err == nil && len(tagsOf(image)) == 0 {
					_ = store.Remove(image.Attributes().ID)
				}
				return err
			})(p)
		}),
		broken("remove-not-from-creation", "remove.created-with-image", "tags that the image was created with can't be removed", func(p *reference.Parts) {
			added := newSet()
			onAdd(func(image reference.Record, tag string, do func(string) error) error {
				added.put(image.Attributes().ID + tag)
				return do(tag)
			})(p)
			onRemove(func(image reference.Record, tag string, do func(string) error) error {
				if !added.has(image.Attributes().ID + tag) {
					return reference.ErrNoTag
				}
				return do(tag)
			})(p)
		}),
		broken("remove-path-as-latin-1", "remove.created-with-image.non-ascii", "PUT and DELETE read a path as Latin-1, and the creation of an image its body as UTF-8", respelling(always, latin1)),
		broken("remove-query-names-the-tag", "remove.query", "?tag= in the query of DELETE wins over the path", when(removing, func(c *call) {
			if tag, ok := strings.CutPrefix(c.query(), "tag="); ok {
				c.spelled(tag).serve()
				return
			}
			c.serve()
		})),
		broken("remove-query-refused", "remove.query.ignored", "DELETE with a query answers 400", answering(all(removing, func(c *call) bool { return strings.Contains(c.target(), "?") }), http.StatusBadRequest)),
		broken("remove-query-method", "remove.query.no-other-method", "DELETE ?_method=PUT adds the tag", when(all(removing, queryMethod("_method")), overridden)),
	}
}

// like matches text with a pattern of SQL.
func like(text, pattern string) bool {
	if pattern == "" {
		return text == ""
	}
	if pattern[0] == '%' {
		return like(text, pattern[1:]) || text != "" && like(text[1:], pattern)
	}
	return text != "" && (pattern[0] == '_' || pattern[0] == text[0]) && like(text[1:], pattern[1:])
}

func removeAliasFaults() []Fault {
	alias := func(name, text string, same func(there, tag string) bool) Fault {
		return broken("alias-"+name, "remove.exact.no-alias", "DELETE removes a tag by "+text, removingInstead(same))
	}
	return []Fault{
		alias("case", "its form in another case", strings.EqualFold),
	}
}

func removeSpellingFaults() []Fault {
	return []Fault{
		broken("remove-ascii-only", "remove.exact.non-ascii", "DELETE of a tag beyond ASCII answers 404", answering(all(removing, tagIs(func(tag string) bool { return strings.ContainsFunc(tag, beyondASCII) })), http.StatusNotFound)),
	}
}
