package fault

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"tagcheck/reference"
)

// removeFaults are mistakes of a removal.
func removeFaults() []Fault {
	return slices.Concat(
		removeStatusFaults(), removeEffectFaults(), removeOtherTagFaults(), removeStringFaults(), removeQueryFaults(),
		removeVisibilityFaults(), requestBodyFaults("remove", "DELETE", isRemove), removeBodyFaults(),
	)
}

func removeStatusFaults() []Fault {
	return []Fault{
		newFault("remove-says-200", "remove.answers-204", "DELETE answers 200 instead of 204",
			setStatus(isRemove, map[int]int{204: 200})),
		newFault("remove-twice-204", "remove.twice.404", "DELETE of an absent tag or on a missing image answers 204",
			setStatus(isRemove, map[int]int{404: 204})),
		newFault("remove-absent-204", "remove.absent.404", "DELETE of an absent tag on an existing image answers 204",
			onRemove(func(_ reference.Record, tag string, apply func(string) error) error {
				_ = apply(tag)
				return nil
			})),
		newFault("remove-dislikes-accept", "remove.accept-ignored", "DELETE answers 406 if Accept excludes JSON",
			reply(allOf(isRemove, rejectsJSON), http.StatusNotAcceptable)),
		newFault("remove-missing-204", "remove.image.missing.404", "DELETE on a missing image answers 204",
			replyForMissingImage(isRemove, http.StatusNoContent)),
		newFault("remove-deleted-204", "remove.image.deleted.404", "DELETE on a deleted image answers 204",
			replyForDeletedImage(isRemove, http.StatusNoContent)),
		newFault("remove-malformed-id-500", "remove.image.malformed",
			"DELETE with an image ID that is not a UUID answers 500",
			reply(allOf(isRemove, imageIDWithoutHyphen), http.StatusInternalServerError)),
		newFault("remove-conflict-for-a-word", "remove.statuses",
			"DELETE answers 409 for a tag that begins with two underscores",
			reply(allOf(isRemove, tagIs(tagIsReservedWord)), http.StatusConflict)),
		newFault("remove-content-behind-204", "remove.no-body", "a 204 to DELETE is followed by content",
			editMarkedResponse(isRemove, func(response []byte) []byte { return append(response, "OK\n"...) })),
	}
}

func removeEffectFaults() []Fault {
	return []Fault{
		newFault("remove-does-nothing", "remove.deletes", "DELETE answers 204 and does nothing",
			onRemove(func(image reference.Record, tag string, apply func(string) error) error {
				if hasTag(image, tag) {
					return nil
				}
				return apply(tag)
			})),
		newFault("remove-lost-1-in-100", "remove.deletes", "1 in 100 removals answers 204 and is lost",
			randomly(100, isRemove, func(x *exchange) { x.reply(http.StatusNoContent) })).oneIn(100),
		newFault("remove-undone-by-add", "remove.deletes", "the next PUT on the image restores a removed tag",
			restoreOnNextAdd),
		newFault("remove-upper-case-id-aside", "remove.image.upper-case",
			"DELETE with the image ID in upper case answers 204 and does nothing",
			reply(allOf(isRemove, imageIDInUpperCase), http.StatusNoContent)),
		newFault("remove-last-deletes-the-image", "remove.last-tag", "DELETE of the last tag deletes the image",
			func(p *reference.Parts) {
				store := p.Store
				onRemove(func(image reference.Record, tag string, apply func(string) error) error {
					err := apply(tag)
					if err == nil && len(currentTags(image)) == 0 {
						_ = store.Remove(image.Attributes().ID)
					}
					return err
				})(p)
			}),
		newFault("remove-not-from-creation", "remove.created-with-image",
			"DELETE of a tag that the image was created with answers 404", removeAddedTagsOnly),
	}
}

func restoreOnNextAdd(p *reference.Parts) {
	removed := newStringSet()
	onRemove(func(image reference.Record, tag string, apply func(string) error) error {
		err := apply(tag)
		if err == nil {
			removed.add(tagKey(image, tag))
		}
		return err
	})(p)
	onAdd(func(image reference.Record, tag string, apply func(string) error) error {
		for _, key := range removed.all() {
			if id, old, _ := strings.Cut(key, "\n"); id == image.Attributes().ID && old != tag {
				removed.remove(key)
				_ = apply(old)
			}
		}
		return apply(tag)
	})(p)
}

func removeAddedTagsOnly(p *reference.Parts) {
	added := newStringSet()
	onAdd(func(image reference.Record, tag string, apply func(string) error) error {
		added.add(tagKey(image, tag))
		return apply(tag)
	})(p)
	onRemove(func(image reference.Record, tag string, apply func(string) error) error {
		if !added.has(tagKey(image, tag)) {
			return reference.ErrNoTag
		}
		return apply(tag)
	})(p)
}

func removeOtherTagFaults() []Fault {
	return []Fault{
		newFault("remove-all", "remove.keeps-others", "DELETE removes all tags of the image",
			removeMore(func(string, string) bool { return true })),
		newFault("remove-like", "remove.keeps-others", "DELETE also removes tags that match the tag as an SQL LIKE pattern",
			removeMore(matchesLike)),
		newFault("remove-looks-at-one-page", "remove.keeps-others", "DELETE finds only the first 100 tags of the image",
			onRemove(func(image reference.Record, tag string, apply func(string) error) error {
				if slices.Index(currentTags(image), tag) >= 100 {
					return reference.ErrNoTag
				}
				return apply(tag)
			})).withoutQuota(),
		newFault("remove-absent-removes-first", "remove.absent.no-effect",
			"DELETE of an absent tag answers 404 but removes the first tag",
			onRemove(func(image reference.Record, tag string, apply func(string) error) error {
				err := apply(tag)
				if tags := currentTags(image); err != nil && len(tags) > 0 {
					_ = apply(tags[0])
				}
				return err
			})),
		newFault("alias-case", "remove.exact.no-alias", "DELETE of an absent tag removes a tag that differs only in case",
			removeInstead(strings.EqualFold)),
	}
}

// matchesLike matches a text with an SQL LIKE pattern.
func matchesLike(text, pattern string) bool {
	if pattern == "" {
		return text == ""
	}
	if pattern[0] == '%' {
		return matchesLike(text, pattern[1:]) || text != "" && matchesLike(text[1:], pattern)
	}
	return text != "" && (pattern[0] == '_' || pattern[0] == text[0]) && matchesLike(text[1:], pattern[1:])
}

func removeStringFaults() []Fault {
	isDots := tagIs(func(tag string) bool { return tag == ".." })
	notASCII := tagIs(func(tag string) bool { return strings.ContainsFunc(tag, isNotASCII) })
	return []Fault{
		newFault("remove-path-as-latin-1", "remove.created-with-image.non-ascii",
			"PUT and DELETE read the path as Latin-1, while POST of an image reads its body as UTF-8",
			rewriteTag(always, latin1)),
		newFault("spell-cleans-dots", "remove.exact",
			"DELETE of the tag \"..\" deletes the image, because the path is cleaned",
			when(allOf(isRemove, isDots), func(x *exchange) { x.withTarget("/v2/images/" + x.image).forward() })),
		newFault("remove-ascii-only", "remove.exact.non-ascii", "DELETE of a tag with non-ASCII characters answers 404",
			reply(allOf(isRemove, notASCII), http.StatusNotFound)),
		newFault("utf8-removal-says-204", "remove.utf-8", "DELETE of a tag that is not UTF-8 answers 204",
			reply(allOf(isRemove, tagIsNotUTF8), http.StatusNoContent)),
		newFault("length-removes-254", "remove.length", "DELETE of a tag of 255 characters answers 400",
			rejectLongTags(isRemove, 254, lengthInCharacters)),
		newFault("length-removes-octets", "remove.length.code-points", "DELETE counts the length of a tag in bytes",
			rejectLongTags(isRemove, maxTagLength, lengthInBytes)),
		newFault("length-removes-cut", "remove.length.over",
			"DELETE of a tag that is too long removes its first 255 characters",
			when(allOf(isRemove, tooLong), func(x *exchange) { x.truncated(maxTagLength).forward() })),
	}
}

func removeQueryFaults() []Fault {
	return []Fault{
		newFault("remove-query-names-the-tag", "remove.query", "DELETE takes the tag from ?tag= instead of the path",
			useTagFromQuery(isRemove)),
		newFault("remove-query-refused", "remove.query.ignored", "DELETE with a query answers 400",
			reply(allOf(isRemove, hasQuery), http.StatusBadRequest)),
		newFault("remove-query-method", "remove.query.no-other-method", "DELETE ?_method=PUT adds the tag",
			when(allOf(isRemove, queryBegins("_method")), useMethodFromQuery)),
	}
}

func removeVisibilityFaults() []Fault {
	return []Fault{
		newFault("remove-shows-late", "remove.visible", "a removal becomes visible 20 ms after its 204",
			onRemove(func(image reference.Record, tag string, apply func(string) error) error {
				if !hasTag(image, tag) {
					return apply(tag)
				}
				time.AfterFunc(visibilityDelay, func() { _ = apply(tag) })
				return nil
			})),
	}
}
