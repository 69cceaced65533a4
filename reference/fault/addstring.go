package fault

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"tagcheck/reference"
)

// addStringFaults are mistakes in which string a tag is. PUT and DELETE make the
// same mistake, so that only reading the image shows it.
func addStringFaults() []Fault {
	return slices.Concat(
		decodingFaults(), escapeFaults(), characterFaults(), unicodeFaults(), distinctFaults(), utf8Faults(),
	)
}

func decodingFaults() []Fault {
	return []Fault{
		newFault("spell-decodes-twice", "add.exact.percent", "a tag is percent-decoded twice",
			rewriteTag(always, func(tag string) string {
				if twice, err := url.PathUnescape(tag); err == nil {
					return twice
				}
				return tag
			})),
		newFault("spell-decodes-never", "add.exact.reserved", "a tag is stored without percent-decoding",
			decodeWith(func(segment string) (string, error) { return segment, nil })),
		newFault("spell-plus-is-space", "add.exact.reserved", "a plus becomes a space, as in HTML forms",
			rewriteTag(always, func(tag string) string { return strings.ReplaceAll(tag, "+", " ") })),
		newFault("spell-latin-1", "add.exact.non-ascii", "the bytes of a tag are read as Latin-1",
			rewriteTag(always, latin1)),
		newFault("spell-dot-says-204", "add.exact.dot-segments", "PUT of the tag \".\" answers 204 and does nothing",
			reply(allOf(isAdd, tagIs(func(tag string) bool { return tag == "." })), http.StatusNoContent)),
		newFault("spell-cuts-at-slash", "add.exact.slash", "a tag is cut at an encoded slash",
			rewriteTag(tagContains("/"), func(tag string) string {
				tag, _, _ = strings.Cut(tag, "/")
				return tag
			})),
	}
}

func escapeFaults() []Fault {
	return []Fault{
		newFault("spell-literal-plus-is-space", "add.exact.literal-delimiters", "an unescaped plus becomes a space",
			rewriteTagSegment("+", "%20")),
		newFault("spell-lower-case-escapes", "add.exact.hex-case", "an escape with lower-case digits is not decoded",
			decodeWith(func(segment string) (string, error) {
				if segment != strings.ToUpper(segment) && strings.Contains(segment, "%2b") {
					return segment, nil
				}
				return decodeStrictly(segment)
			})),
		newFault("spell-needless-escapes", "add.exact.needless-escapes", "the escape of a letter is not decoded",
			decodeWith(func(segment string) (string, error) {
				if strings.Contains(segment, "%62") {
					return segment, nil
				}
				return decodeStrictly(segment)
			})),
	}
}

func characterFaults() []Fault {
	isPrototypeName := tagIs(func(tag string) bool { return tag == "__proto__" || tag == "constructor" })
	return []Fault{
		newFault("spell-lower-case", "add.exact.unreserved", "tags are stored in lower case",
			rewriteTag(always, strings.ToLower)),
		newFault("spell-comma-splits", "add.exact.reserved", "a tag with a comma is stored as two tags",
			onAdd(func(_ reference.Record, tag string, apply func(string) error) error {
				for part := range strings.SplitSeq(tag, ",") {
					if err := apply(part); err != nil {
						return err
					}
				}
				return nil
			})),
		newFault("spell-prototype", "add.exact.words",
			"PUT of __proto__ or constructor answers 204 and does nothing, because the tags are keys of a JavaScript object",
			reply(allOf(isAdd, isPrototypeName), http.StatusNoContent)),
		newFault("spell-firewall", "add.exact.words",
			"a web application firewall answers 403 to tags that look like an attack",
			rejectTags(containsAny("<script", "DROP TABLE", "${jndi"), http.StatusForbidden)),
		newFault("spell-trims", "add.exact.white-space", "white space around a tag is trimmed",
			rewriteTag(always, strings.TrimSpace)),
		newFault("spell-final-newline", "add.exact.control",
			"a newline at the end of a tag is dropped, by a regular expression that ends with $",
			rewriteTag(always, func(tag string) string { return strings.TrimSuffix(tag, "\n") })),
	}
}

func unicodeFaults() []Fault {
	isBeyondBMP := func(r rune) bool { return r > 0xffff }
	isInvisible := func(r rune) bool { return unicode.Is(unicode.Cf, r) && r != '\u200d' }
	return []Fault{
		newFault("spell-cuts-at-emoji", "add.exact.beyond-bmp",
			"a tag is cut at a character of four bytes, as by the MySQL character set utf8",
			rewriteTag(tagLongerThan(1), func(tag string) string {
				if i := strings.IndexFunc(tag, isBeyondBMP); i >= 0 {
					return tag[:i]
				}
				return tag
			})),
		newFault("spell-strips-invisible", "add.exact.invisible", "invisible characters are removed from a tag",
			rewriteTag(tagLongerThan(1), func(tag string) string {
				return strings.Map(func(r rune) rune {
					if isInvisible(r) {
						return -1
					}
					return r
				}, tag)
			})),
	}
}

func distinctFaults() []Fault {
	return []Fault{
		newFault("distinct-case", "add.distinct.case", "tags that differ only in case are the same tag",
			equateTags(strings.ToLower)),
		newFault("distinct-form", "add.distinct.normal-form", "tags with the same Unicode normal form are the same tag",
			equateTags(norm.NFD.String)),
		newFault("distinct-final-space", "add.distinct.white-space",
			"tags that differ only in trailing spaces are the same tag",
			equateTags(func(tag string) string { return strings.TrimRight(tag, " ") })),
		newFault("distinct-hash", "add.distinct.spelling", "tags with the same hash are the same tag",
			equateTags(func(tag string) string {
				var sum int32
				for _, r := range tag {
					sum = sum*31 + r
				}
				return strconv.Itoa(int(sum))
			})),
	}
}

func utf8Faults() []Fault {
	decodeInvalid := func(decode func(raw string) (string, error)) change {
		return decodeWith(func(segment string) (string, error) {
			raw, err := url.PathUnescape(segment)
			if err == nil && !utf8.ValidString(raw) {
				return decode(raw)
			}
			return decodeStrictly(segment)
		})
	}
	return []Fault{
		newFault("utf8-drops-the-connection", "add.utf-8", "a tag that is not UTF-8 closes the connection without a response",
			decodeInvalid(func(string) (string, error) { panic(http.ErrAbortHandler) })),
		newFault("utf8-replaces", "add.utf-8", "bytes that are not UTF-8 are stored as U+FFFD",
			decodeInvalid(func(raw string) (string, error) { return strings.ToValidUTF8(raw, "\ufffd"), nil })),
	}
}
