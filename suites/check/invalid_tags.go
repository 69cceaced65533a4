package check

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// WhyInvalid returns why a server may refuse a tag by the reading of the document, or
// "" for a tag that it must accept.
func WhyInvalid(tag string) string {
	switch {
	case tag == "":
		return "the tag is empty"
	case !utf8.ValidString(tag):
		return "the tag is not valid UTF-8"
	case utf8.RuneCountInString(tag) > MaxTag:
		return "the tag is longer than 255 characters"
	case strings.ContainsFunc(tag, unicode.IsControl):
		return "the tag contains a control character"
	case strings.Contains(tag, "/"):
		return "the tag contains a slash"
	case tag == "." || tag == "..":
		return "the tag is a dot segment"
	}
	return ""
}
