package fault

import (
	"net/http"
	"slices"
	"time"

	"tagcheck/reference"
)

// addFaults are mistakes of an addition.
func addFaults() []Fault {
	return slices.Concat(
		addStatusFaults(), addEffectFaults(), addRepeatFaults(), addQueryFaults(), addVisibilityFaults(),
		requestBodyFaults("add", "PUT", isAdd), addBodyFaults(), addLengthFaults(), addStringFaults(), quotaFaults(),
	)
}

func addStatusFaults() []Fault {
	return []Fault{
		newFault("add-says-200", "add.answers-204", "PUT answers 200 instead of 204",
			setStatus(isAdd, map[int]int{204: 200})),
		newFault("add-dislikes-accept", "add.accept-ignored", "PUT answers 406 if Accept excludes JSON",
			reply(allOf(isAdd, rejectsJSON), http.StatusNotAcceptable)),
		newFault("add-missing-says-400", "add.image.missing.404", "PUT on a missing image answers 400",
			setStatus(isAdd, map[int]int{404: 400})),
		newFault("add-malformed-id-says-500", "add.image.malformed", "PUT with an image ID that is not a UUID answers 500",
			reply(allOf(isAdd, imageIDWithoutHyphen), http.StatusInternalServerError)),
		newFault("add-conflict-for-a-word", "add.statuses", "PUT answers 409 for a tag that begins with two underscores",
			rejectTags(tagIsReservedWord, http.StatusConflict)),
		newFault("add-validation-says-422", "add.length.over.400", "PUT of a tag that is too long answers 422",
			setStatus(isAdd, map[int]int{400: 422})),
		newFault("answer-fails-behind-the-effect-1-in-50", "add.answers-204",
			"1 in 50 additions succeeds but answers 500",
			randomly(50, isAdd, func(x *exchange) {
				x.capture()
				x.reply(http.StatusInternalServerError)
			})).oneIn(50),
		newFault("add-content-behind-204", "add.no-body", "a 204 to PUT is followed by content",
			editMarkedResponse(isAdd, func(response []byte) []byte { return append(response, "{}"...) })),
	}
}

func addEffectFaults() []Fault {
	return []Fault{
		newFault("add-does-nothing", "add.stores", "PUT answers 204 and does nothing", reply(isAdd, http.StatusNoContent)),
		newFault("add-lost-1-in-100", "add.stores", "1 in 100 additions answers 204 and is lost",
			randomly(100, isAdd, func(x *exchange) { x.reply(http.StatusNoContent) })).oneIn(100),
		newFault("add-replaces", "add.keeps-others", "PUT replaces all tags of the image with the new one", replaceTags),
		newFault("add-makes-the-image", "add.image.missing.refused", "PUT on a missing image creates it",
			createMissingImages),
		newFault("add-deleted-says-204", "add.image.deleted.refused", "PUT on a deleted image answers 204",
			replyForDeletedImage(isAdd, http.StatusNoContent)),
		newFault("add-upper-case-id-aside", "add.image.upper-case",
			"PUT with the image ID in upper case answers 204 and does nothing",
			reply(allOf(isAdd, imageIDInUpperCase), http.StatusNoContent)),
		newFault("add-tombstones", "add.after-remove", "PUT of a tag that was removed before answers 204 and does nothing",
			ignoreRemovedTags),
	}
}

// replaceTags removes all other tags when a new one is added.
func replaceTags(p *reference.Parts) {
	onAdd(func(image reference.Record, tag string, apply func(string) error) error {
		before := currentTags(image)
		err := apply(tag)
		if err != nil || slices.Contains(before, tag) {
			return err
		}
		for _, other := range before {
			_ = image.RemoveTag(other, now)
		}
		return nil
	})(p)
}

// ignoreRemovedTags ignores the addition of a tag that was removed once.
func ignoreRemovedTags(p *reference.Parts) {
	removed := newStringSet()
	onRemove(func(image reference.Record, tag string, apply func(string) error) error {
		removed.add(tagKey(image, tag))
		return apply(tag)
	})(p)
	onAdd(func(image reference.Record, tag string, apply func(string) error) error {
		if removed.has(tagKey(image, tag)) {
			return nil
		}
		return apply(tag)
	})(p)
}

func addRepeatFaults() []Fault {
	return []Fault{
		newFault("add-twice-says-409", "add.repeat.answers-204", "PUT of a tag that the image has answers 409",
			onAdd(func(image reference.Record, tag string, apply func(string) error) error {
				if hasTag(image, tag) {
					return reference.ErrTaken
				}
				return apply(tag)
			})),
		newFault("add-counts-instances", "add.repeat.single-instance",
			"a tag that was added twice must be removed twice", countInstances),
	}
}

// countInstances counts the additions of a tag. As many removals remove it.
func countInstances(p *reference.Parts) {
	instances := newCounters()
	onAdd(func(image reference.Record, tag string, apply func(string) error) error {
		err := apply(tag)
		if err == nil {
			instances.add(tagKey(image, tag), 1)
		}
		return err
	})(p)
	onRemove(func(image reference.Record, tag string, apply func(string) error) error {
		if instances.add(tagKey(image, tag), -1) > 0 {
			return nil
		}
		instances.set(tagKey(image, tag), 0)
		return apply(tag)
	})(p)
}

func addQueryFaults() []Fault {
	return []Fault{
		newFault("add-query-names-the-tag", "add.query", "PUT takes the tag from ?tag= instead of the path",
			useTagFromQuery(isAdd)),
		newFault("add-query-refused", "add.query.ignored", "PUT with a query answers 400",
			reply(allOf(isAdd, hasQuery), http.StatusBadRequest)),
		newFault("add-query-method", "add.query.no-other-method", "PUT ?_method=DELETE removes the tag",
			when(allOf(isAdd, queryBegins("_method")), useMethodFromQuery)),
	}
}

func addVisibilityFaults() []Fault {
	return []Fault{
		newFault("add-shows-late", "add.visible", "an addition becomes visible 20 ms after its 204",
			onAdd(func(_ reference.Record, tag string, apply func(string) error) error {
				time.AfterFunc(visibilityDelay, func() { _ = apply(tag) })
				return nil
			})),
		newFault("cached-by-connection", "add.visible",
			"each connection has its own cache of images, and only changes on this connection invalidate it",
			cacheImages(func(x *exchange) string { return x.r.RemoteAddr })),
		newFault("replica-lags", "add.visible",
			"every second read is answered by a replica that is one change behind", laggingReplica),
	}
}
