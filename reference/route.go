package reference

import (
	"errors"
	"net/url"
	"strings"
	"unicode/utf8"
)

// operation is the kind of resource that a path names. The method is checked later.
type operation int

const (
	opNone operation = iota
	opRoot
	opVersions
	opImages
	opImage
	opTag
)

// route is a parsed request target. Image and tag are still percent-encoded: the
// handlers decode them, once.
type route struct {
	op    operation
	image string
	tag   string
	query string
}

// parsePath parses a request target. It splits the path at "/" before decoding, so
// that an encoded slash is part of its segment, and does not remove dot segments
// (RFC 3986, 2.4 and 3.3).
func parsePath(target, prefix string) route {
	path, query, ok := splitTarget(target)
	if !ok {
		return route{}
	}
	path, ok = strings.CutPrefix(path, prefix)
	if !ok {
		return route{}
	}
	r := matchPath(path)
	r.query = query
	return r
}

// splitTarget splits a target in origin-form or absolute-form (RFC 9112, 3.2) into
// path and query.
func splitTarget(target string) (path, query string, ok bool) {
	path, query, _ = strings.Cut(target, "?")
	if strings.HasPrefix(path, "/") {
		return path, query, true
	}
	_, rest, ok := strings.Cut(path, "://")
	if !ok {
		return "", "", false
	}
	if slash := strings.IndexByte(rest, '/'); slash >= 0 {
		return rest[slash:], query, true
	}
	return "/", query, true
}

func matchPath(path string) route {
	if path == "" || path == "/" {
		return route{op: opRoot}
	}
	first, rest, more := cutSegment(path)
	switch {
	case !more && sameSegment(first, "versions"):
		return route{op: opVersions}
	case !more || !sameSegment(first, "v2"):
		return route{}
	}
	first, rest, more = cutSegment(rest)
	switch {
	case !sameSegment(first, "images"):
		return route{}
	case !more:
		return route{op: opImages}
	}
	return matchImage(rest)
}

// matchImage matches the path after /v2/images.
func matchImage(path string) route {
	image, rest, more := cutSegment(path)
	switch {
	case image == "":
		return route{}
	case !more:
		return route{op: opImage, image: image}
	}
	tags, rest, more := cutSegment(rest)
	if !more || !sameSegment(tags, "tags") {
		return route{}
	}
	tag, _, more := cutSegment(rest)
	if more || tag == "" {
		return route{}
	}
	return route{op: opTag, image: image, tag: tag}
}

// cutSegment cuts the first segment from a path that begins with a slash.
func cutSegment(path string) (segment, rest string, more bool) {
	path, ok := strings.CutPrefix(path, "/")
	if !ok {
		return "", "", false
	}
	if slash := strings.IndexByte(path, '/'); slash >= 0 {
		return path[:slash], path[slash:], true
	}
	return path, "", false
}

// sameSegment compares a segment with a fixed name. Escaped letters are equivalent
// to the letters (RFC 3986, 6.2.2.2).
func sameSegment(segment, name string) bool {
	if segment == name {
		return true
	}
	if !strings.Contains(segment, "%") {
		return false
	}
	decoded, err := url.PathUnescape(segment)
	return err == nil && decoded == name
}

var errNotUTF8 = errors.New("not UTF-8")

// decodeSegment decodes a path segment exactly once. It fails if an escape is
// malformed (RFC 3986, 2.1), and if the result is not UTF-8, because JSON could not
// show it (RFC 8259, 8.1).
func decodeSegment(segment string) (string, error) {
	decoded := segment
	if strings.Contains(segment, "%") {
		var err error
		if decoded, err = url.PathUnescape(segment); err != nil {
			return "", err
		}
	}
	if !utf8.ValidString(decoded) {
		return "", errNotUTF8
	}
	return decoded, nil
}

// validTag reports whether the length of a decoded tag is valid.
func validTag(tag string) bool {
	return tag != "" && (len(tag) <= MaxTagLength || utf8.RuneCountInString(tag) <= MaxTagLength)
}
