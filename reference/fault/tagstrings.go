package fault

import (
	"errors"
	"net/url"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"tagcheck/reference"
)

// decodeWith replaces the decoding of path segments.
func decodeWith(decode func(segment string) (string, error)) change {
	return func(p *reference.Parts) { p.Decode = decode }
}

// decodeStrictly decodes a segment correctly.
func decodeStrictly(segment string) (string, error) {
	tag, err := url.PathUnescape(segment)
	if err == nil && !utf8.ValidString(tag) {
		return "", errors.New("not UTF-8")
	}
	return tag, err
}

// latin1 reads the bytes of a string as Latin-1.
func latin1(text string) string {
	var decoded strings.Builder
	for i := range len(text) {
		decoded.WriteRune(rune(text[i]))
	}
	return decoded.String()
}

func containsAny(parts ...string) func(string) bool {
	return func(tag string) bool {
		return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(tag, part) })
	}
}

func isNotASCII(r rune) bool { return r >= utf8.RuneSelf }

// Three ways to measure a tag. The document counts characters.
func lengthInBytes(tag string) int      { return len(tag) }
func lengthInCharacters(tag string) int { return utf8.RuneCountInString(tag) }
func lengthInUTF16(tag string) int      { return len(utf16.Encode([]rune(tag))) }

// maxTagLength is the documented limit, in characters.
const maxTagLength = 255

// tooLong selects requests whose tag exceeds the documented limit.
func tooLong(x *exchange) bool {
	tag, ok := x.decodedTag()
	return ok && lengthInCharacters(tag) > maxTagLength
}

// truncated returns the exchange with the first n characters of its tag.
func (x *exchange) truncated(n int) *exchange {
	tag, _ := x.decodedTag()
	return x.withTag(string([]rune(tag)[:n]))
}
