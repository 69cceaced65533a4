package fault

import (
	"net/http"
	"net/url"
	"strings"

	"tagcheck/reference"
)

// decodedTag returns the tag of the path, decoded. It is not ok if the encoding
// is malformed.
func (x *exchange) decodedTag() (tag string, ok bool) {
	tag, err := url.PathUnescape(x.tag)
	return tag, err == nil
}

// withTag returns the exchange for another tag, which may contain any character.
func (x *exchange) withTag(tag string) *exchange { return x.withTagSegment(url.PathEscape(tag)) }

// withTagSegment returns the exchange with another last segment of its path.
func (x *exchange) withTagSegment(segment string) *exchange {
	path, query, hasQuery := strings.Cut(x.target(), "?")
	target := path[:strings.LastIndex(path, "/")+1] + segment
	if hasQuery {
		target += "?" + query
	}
	return x.withTarget(target)
}

// rewriteTag replaces the tag of the requests that match. An empty replacement is
// a request without a tag.
func rewriteTag(matches condition, replace func(tag string) string) change {
	return when(allOf(isTagOperation, matches), func(x *exchange) {
		tag, ok := x.decodedTag()
		if !ok {
			x.forward()
			return
		}
		if replacement := replace(tag); replacement != tag {
			x = x.withTag(replacement)
		}
		x.forward()
	})
}

// rewriteTagSegment replaces a text in the encoded tag, before it is decoded.
func rewriteTagSegment(text, replacement string) change {
	contains := func(x *exchange) bool { return strings.Contains(x.tag, text) }
	return when(allOf(isTagOperation, contains), func(x *exchange) {
		x.withTagSegment(strings.ReplaceAll(x.tag, text, replacement)).forward()
	})
}

// rejectTags answers both operations on the selected tags with a status. Nothing
// is changed.
func rejectTags(selected func(tag string) bool, status int) change {
	return reply(allOf(isTagOperation, tagIs(selected)), status)
}

// rejectLongTags answers the requests that match with 400 if the tag is longer
// than the limit.
func rejectLongTags(matches condition, limit int, length func(tag string) int) change {
	return reply(allOf(isTagOperation, matches, tagIs(func(tag string) bool { return length(tag) > limit })),
		http.StatusBadRequest)
}

// limitTags replaces the documented limit of the length of a tag.
func limitTags(limit int, length func(tag string) int) change {
	return func(p *reference.Parts) {
		p.ValidTag = func(tag string) bool { return tag != "" && length(tag) <= limit }
	}
}

// equateTags treats tags with the same key as one tag, like a database whose
// collation is not binary. The image keeps the tag that was added first.
func equateTags(key func(tag string) string) change {
	existing := func(image reference.Record, tag string) string {
		for _, there := range currentTags(image) {
			if key(there) == key(tag) {
				return there
			}
		}
		return tag
	}
	hook := func(image reference.Record, tag string, apply func(string) error) error {
		return apply(existing(image, tag))
	}
	return both(onAdd(hook), onRemove(hook))
}

// removeMore lets DELETE remove other tags as well: those that selected returns
// true for.
func removeMore(selected func(there, tag string) bool) change {
	return onRemove(func(image reference.Record, tag string, apply func(string) error) error {
		tags := currentTags(image)
		err := apply(tag)
		for _, there := range tags {
			if err == nil && there != tag && selected(there, tag) {
				_ = apply(there)
			}
		}
		return err
	})
}

// removeInstead lets DELETE of an absent tag remove another one: the first that
// selected returns true for.
func removeInstead(selected func(there, tag string) bool) change {
	return onRemove(func(image reference.Record, tag string, apply func(string) error) error {
		if hasTag(image, tag) {
			return apply(tag)
		}
		for _, there := range currentTags(image) {
			if selected(there, tag) {
				return apply(there)
			}
		}
		return apply(tag)
	})
}

// useTagFromQuery reads the tag from the query parameter tag instead of the path.
func useTagFromQuery(matches condition) change {
	return when(matches, func(x *exchange) {
		if tag, ok := strings.CutPrefix(x.query(), "tag="); ok {
			x = x.withTagSegment(tag)
		}
		x.forward()
	})
}

// useMethodFromQuery forwards a request with the method that its query contains.
func useMethodFromQuery(x *exchange) {
	_, method, _ := strings.Cut(x.query(), "=")
	x.withMethod(method).withTarget(x.path()).forward()
}
