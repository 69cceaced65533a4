package fault

import (
	"net/http"
	"strings"

	"tagcheck/reference"
)

// robustFaults are mistakes with malformed and unusual requests.
func robustFaults() []Fault {
	const requestID = "X-Openstack-Request-Id"
	malformedEscape := func(x *exchange) bool {
		_, ok := x.decodedTag()
		return x.tag != "" && !ok
	}
	longPath := func(x *exchange) bool { return len(x.target()) > 8<<10 }
	longRequestID := func(x *exchange) bool { return len(x.r.Header.Get(requestID)) > 64 }
	manyHeaders := func(x *exchange) bool { return len(x.r.Header) > 100 }
	return []Fault{
		newFault("robust-broken-escape-removes", "robust.broken-escapes",
			"DELETE with a malformed percent-escape removes the first tag",
			removeFirstTag(allOf(isRemove, malformedEscape))),
		newFault("robust-broken-escape-stored", "robust.broken-escapes.refused",
			"a tag with a malformed percent-escape is stored without decoding",
			when(allOf(isTagOperation, malformedEscape), func(x *exchange) {
				x.withTagSegment(strings.ReplaceAll(x.tag, "%", "%25")).forward()
			})),
		newFault("robust-rest-of-path", "robust.extra-segments", "path segments after the tag are ignored",
			when(hasExtraSegments, func(x *exchange) {
				before, _, _ := strings.Cut(x.path(), "/tags/")
				x.withTarget(before + "/tags/" + segmentsAfterTags(x.path())[0]).forward()
			})),
		newFault("robust-slash-in-tag", "robust.trailing-slash", "a slash after the tag is stored as part of it",
			when(endsWithSlash, func(x *exchange) {
				x.withTarget(strings.TrimSuffix(x.target(), "/") + "%2F").forward()
			})),
		newFault("robust-long-path-500", "robust.long-path", "a path of more than 8 KiB answers 500",
			reply(longPath, http.StatusInternalServerError)),
		newFault("robust-many-fields-500", "robust.many-fields", "more than 100 header fields answer 500",
			reply(manyHeaders, http.StatusInternalServerError)).withLargeHeaders(),
		newFault("robust-long-field-500", "robust.long-field", "a header field of 64 KiB answers 500",
			reply(hasHeader("X-Tagcheck-Long"), http.StatusInternalServerError)).withLargeHeaders(),
		newFault("robust-request-id-500", "robust.request-id", "a request ID of more than 64 characters answers 500",
			reply(allOf(isTagOperation, longRequestID), http.StatusInternalServerError)),
		newFault("robust-original-url", "robust.odd-fields", "X-Original-URL replaces the request target",
			when(hasHeader("X-Original-Url"), func(x *exchange) {
				x.withTarget(strings.TrimPrefix(x.r.Header.Get("X-Original-Url"), x.prefix)).forward()
			})),
		newFault("robust-dies-of-nul", "robust.alive", "after a NUL in a tag, the next two requests answer 500",
			failAfter(allOf(isTagOperation, tagContains("\x00")), 2)),
		newFault("no-answer-1-in-100", "robust.answers", "1 in 100 tag operations is not answered",
			randomly(100, isTagOperation, func(*exchange) { panic(http.ErrAbortHandler) })).oneIn(100),
	}
}

// removeFirstTag removes the first tag of the image before the server answers.
func removeFirstTag(matches condition) change {
	return func(p *reference.Parts) {
		store := p.Store
		when(matches, func(x *exchange) {
			if image, err := store.Find(x.image); err == nil && len(currentTags(image)) > 0 {
				_ = image.RemoveTag(currentTags(image)[0], now)
			}
			x.forward()
		})(p)
	}
}

// failAfter answers 500 to the n requests after each request that matches.
func failAfter(matches condition, n int) change {
	return func(p *reference.Parts) {
		left := newCounters()
		onRequest(func(x *exchange) {
			if left.get("") > 0 && !matches(x) {
				left.add("", -1)
				x.reply(http.StatusInternalServerError)
				return
			}
			x.forward()
			if matches(x) {
				left.set("", n)
			}
		})(p)
	}
}
