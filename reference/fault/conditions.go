package fault

import (
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"
)

// condition selects requests.
type condition func(x *exchange) bool

func always(*exchange) bool     { return true }
func isAdd(x *exchange) bool    { return x.r.Method == http.MethodPut && x.tag != "" }
func isRemove(x *exchange) bool { return x.r.Method == http.MethodDelete && x.tag != "" }

// isTagOperation selects the documented operations on a tag.
func isTagOperation(x *exchange) bool { return isAdd(x) || isRemove(x) }

// isOtherTagMethod selects requests for a tag with any method but PUT and DELETE.
func isOtherTagMethod(x *exchange) bool { return x.tag != "" && !isTagOperation(x) }

func isShowImage(x *exchange) bool {
	return x.r.Method == http.MethodGet && x.image != "" && !strings.Contains(x.path(), "/tags")
}
func isListImages(x *exchange) bool { return x.r.Method == http.MethodGet && x.path() == "/v2/images" }
func isCreateImage(x *exchange) bool {
	return x.r.Method == http.MethodPost && x.path() == "/v2/images"
}
func isPatchImage(x *exchange) bool {
	return x.r.Method == http.MethodPatch && x.image != "" && x.tag == ""
}

// hasImage selects requests for one image.
func hasImage(x *exchange) bool { return x.image != "" }

// allOf selects the requests that match all conditions.
func allOf(conditions ...condition) condition {
	return func(x *exchange) bool {
		return !slices.ContainsFunc(conditions, func(matches condition) bool { return !matches(x) })
	}
}

// tagMethod selects requests for a tag with a method.
func tagMethod(name string) condition {
	return func(x *exchange) bool { return x.r.Method == name && x.tag != "" }
}

func headerIs(name, value string) condition {
	return func(x *exchange) bool { return x.r.Header.Get(name) == value }
}

func hasHeader(name string) condition {
	return func(x *exchange) bool { return x.r.Header.Get(name) != "" }
}

// rejectsJSON selects requests whose Accept header excludes JSON.
func rejectsJSON(x *exchange) bool {
	accept := x.r.Header.Get("Accept")
	return accept != "" && !strings.Contains(accept, "json") && accept != "*/*"
}

func hasQuery(x *exchange) bool { return strings.Contains(x.target(), "?") }

// queryBegins selects requests whose first query parameter has a name.
func queryBegins(name string) condition {
	return func(x *exchange) bool { return strings.HasPrefix(x.query(), name+"=") }
}

func imageIDWithoutHyphen(x *exchange) bool { return x.image != "" && !strings.Contains(x.image, "-") }
func imageIDInUpperCase(x *exchange) bool   { return x.image != strings.ToLower(x.image) }

// endsWithSlash selects PUT of a path with a slash after the tag.
func endsWithSlash(x *exchange) bool {
	segments := segmentsAfterTags(x.path())
	return len(segments) == 2 && segments[1] == "" && x.r.Method == http.MethodPut
}

// hasExtraSegments selects requests whose path continues after the tag.
func hasExtraSegments(x *exchange) bool {
	segments := segmentsAfterTags(x.path())
	return len(segments) > 1 && segments[1] != ""
}

// segmentsAfterTags returns the path segments after /tags/.
func segmentsAfterTags(path string) []string {
	_, tail, ok := strings.Cut(path, "/tags/")
	if !ok {
		return nil
	}
	return strings.Split(tail, "/")
}

// tagIs selects requests by their decoded tag.
func tagIs(wanted func(tag string) bool) condition {
	return func(x *exchange) bool {
		tag, ok := x.decodedTag()
		return x.tag != "" && ok && wanted(tag)
	}
}

// tagContains selects requests whose tag contains one of the characters.
func tagContains(characters string) condition {
	return tagIs(func(tag string) bool { return strings.ContainsAny(tag, characters) })
}

// tagLongerThan selects requests whose tag has more than n characters.
func tagLongerThan(n int) condition {
	return tagIs(func(tag string) bool { return utf8.RuneCountInString(tag) > n })
}

func tagIsNotUTF8(x *exchange) bool {
	tag, ok := x.decodedTag()
	return ok && !utf8.ValidString(tag)
}

func tagIsReservedWord(tag string) bool { return strings.HasPrefix(tag, "__") }

// Conditions on the body of a request.
func hasBody(x *exchange) bool   { return x.r.ContentLength != 0 }
func hasLength(x *exchange) bool { return x.r.ContentLength > 0 }
func isChunked(x *exchange) bool { return len(x.r.TransferEncoding) > 0 }
func hasNoSize(x *exchange) bool { return x.r.Header.Get("Content-Length") == "" && !isChunked(x) }
func hasExpect(x *exchange) bool { return x.r.Header.Get("Expect") != "" }
func bodyOver(n int64) condition { return func(x *exchange) bool { return x.r.ContentLength > n } }
func isNotJSON(x *exchange) bool {
	mediaType := x.r.Header.Get("Content-Type")
	return hasBody(x) && mediaType != "" && !strings.HasPrefix(mediaType, "application/json")
}
