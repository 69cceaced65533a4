package fault

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"tagcheck/reference"
)

// spellingFaults are mistakes in how a tag is read, of both operations alike:
// only what the image shows tells, since a removal reads it in the same way.
func spellingFaults() []Fault {
	return slices.Concat(decodingFaults(), characterFaults(), unicodeFaults(), refusalFaults())
}

func decodingFaults() []Fault {
	return []Fault{
		broken("spell-decodes-twice", "add.exact.percent", "a tag is decoded twice", respelling(always, func(tag string) string {
			if twice, err := url.PathUnescape(tag); err == nil {
				return twice
			}
			return tag
		})),
		broken("spell-decodes-never", "add.exact.reserved", "a tag is stored as it was sent, escapes and all", decoding(func(segment string) (string, error) { return segment, nil })),
		broken("spell-plus-is-space", "add.exact.reserved", "a plus becomes a space, as in forms", respelling(always, replacing("+", " "))),
		broken("spell-literal-plus-is-space", "add.exact.literal-delimiters", "a plus that is not escaped becomes a space", literally("+", "%20")),
		broken("spell-lower-case-escapes", "add.exact.hex-case", "an escape with digits in lower case is left as it stands", decoding(func(segment string) (string, error) {
			if segment != strings.ToUpper(segment) && strings.Contains(segment, "%2b") {
				return segment, nil
			}
			return strict(segment)
		})),
		broken("spell-needless-escapes", "add.exact.needless-escapes", "the escape of a letter is left as it stands", decoding(func(segment string) (string, error) {
			if strings.Contains(segment, "%62") {
				return segment, nil
			}
			return strict(segment)
		})),
		broken("spell-latin-1", "add.exact.non-ascii", "the octets of a tag are read as Latin-1", respelling(always, latin1)),
		broken("spell-cleans-dots", "remove.exact", "DELETE of the tag .. is cleaned to the image, and deletes it", when(all(removing, tagIs(func(tag string) bool { return tag == ".." })), func(c *call) { c.at("/v2/images/" + c.image).serve() })),
		broken("spell-dot-says-204", "add.exact.dot-segments", "the tag . is answered 204 and lost in cleaning", answering(all(adding, tagIs(func(tag string) bool { return tag == "." })), http.StatusNoContent)),
		broken("spell-cuts-at-slash", "add.exact.slash", "a tag ends at an escaped slash", respelling(tagHas("/"), before("/"))),
	}
}

func characterFaults() []Fault {
	return []Fault{
		broken("spell-lower-case", "add.exact.unreserved", "tags are stored in lower case", respelling(always, strings.ToLower)),
		broken("spell-comma-splits", "add.exact.reserved", "a comma makes two tags", onAdd(func(image reference.Record, tag string, do func(string) error) error {
			for part := range strings.SplitSeq(tag, ",") {
				if err := do(part); err != nil {
					return err
				}
			}
			return nil
		})),
		broken("spell-prototype", "add.exact.words", "the set of tags is an object of JavaScript: __proto__ and constructor are there from the beginning, PUT does nothing", answering(all(adding, tagIs(func(tag string) bool { return tag == "__proto__" || tag == "constructor" })), http.StatusNoContent)),
		broken("spell-firewall", "add.exact.words", "a filter in front answers 403 to what looks like an attack", refusing(containing("<script", "DROP TABLE", "${jndi"), http.StatusForbidden)),
		broken("spell-trims", "add.exact.white-space", "white space around a tag is trimmed", respelling(always, strings.TrimSpace)),
		broken("spell-final-newline", "add.exact.control", "a newline at the end is dropped, by a pattern that ends with $", respelling(always, func(tag string) string { return strings.TrimSuffix(tag, "\n") })),
	}
}

func unicodeFaults() []Fault {
	return []Fault{
		broken("spell-cuts-at-emoji", "add.exact.beyond-bmp", "a tag ends at a character of four octets, as in MySQL", respelling(longer(1), func(tag string) string {
			if i := strings.IndexFunc(tag, beyondBMP); i >= 0 {
				return tag[:i]
			}
			return tag
		})),
		broken("spell-strips-invisible", "add.exact.invisible", "characters that do not show are stripped", respelling(longer(1), dropped(func(r rune) bool { return unicode.Is(unicode.Cf, r) && r != '\u200d' }))),
		broken("distinct-case", "add.distinct.case", "tags that differ in case are one", collating(strings.ToLower)),
		broken("distinct-form", "add.distinct.normal-form", "tags of one normal form are one", collating(norm.NFD.String)),
		broken("distinct-final-space", "add.distinct.white-space", "spaces at the end do not count", collating(func(tag string) string { return strings.TrimRight(tag, " ") })),
		broken("distinct-hash", "add.distinct.spelling", "tags with one hash are one", collating(func(tag string) string {
			var sum int32
			for _, r := range tag {
				sum = sum*31 + r
			}
			return strconv.Itoa(int(sum))
		})),
	}
}

func refusalFaults() []Fault {
	broke := func(answer func(segment string) (string, error)) change {
		return decoding(func(segment string) (string, error) {
			raw, err := url.PathUnescape(segment)
			if err == nil && !utf8.ValidString(raw) {
				return answer(raw)
			}
			return strict(segment)
		})
	}
	return []Fault{
		broken("utf8-drops-the-connection", "add.utf-8", "octets that are no UTF-8 end the connection without an answer", broke(func(string) (string, error) { panic(http.ErrAbortHandler) })),
		broken("utf8-replaces", "add.utf-8", "octets that are no UTF-8 are replaced by U+FFFD and stored", broke(func(raw string) (string, error) { return strings.ToValidUTF8(raw, "\ufffd"), nil })),
		broken("utf8-removal-says-204", "remove.utf-8", "DELETE of octets that are no UTF-8 answers 204", answering(all(removing, noUTF8), http.StatusNoContent)),
	}
}

func noUTF8(c *call) bool {
	tag, ok := c.name()
	return ok && !utf8.ValidString(tag)
}

// decoding replaces the decoding of paths.
func decoding(decode func(segment string) (string, error)) change {
	return func(p *reference.Parts) { p.Decode = decode }
}

// strict decodes as it should be done.
func strict(segment string) (string, error) {
	tag, err := url.PathUnescape(segment)
	if err == nil && !utf8.ValidString(tag) {
		return "", errors.New("no UTF-8")
	}
	return tag, err
}

// literally takes a spelling for another before anything is decoded.
func literally(old, instead string) change {
	return when(all(tagging, func(c *call) bool { return strings.Contains(c.tag, old) }), func(c *call) {
		c.spelled(strings.ReplaceAll(c.tag, old, instead)).serve()
	})
}

func replacing(old, instead string) func(string) string {
	return func(tag string) string { return strings.ReplaceAll(tag, old, instead) }
}

func before(mark string) func(string) string {
	return func(tag string) string {
		tag, _, _ = strings.Cut(tag, mark)
		return tag
	}
}

func mapped(to func(rune) rune) func(string) string {
	return func(tag string) string { return strings.Map(to, tag) }
}

func dropped(out func(rune) bool) func(string) string {
	return mapped(func(r rune) rune {
		if out(r) {
			return -1
		}
		return r
	})
}

func latin1(octets string) string {
	var text strings.Builder
	for i := range len(octets) {
		text.WriteRune(rune(octets[i]))
	}
	return text.String()
}

func containing(parts ...string) func(string) bool {
	return func(tag string) bool {
		return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(tag, part) })
	}
}

func longer(than int) condition {
	return tagIs(func(tag string) bool { return utf8.RuneCountInString(tag) > than })
}

func beyondASCII(r rune) bool { return r >= utf8.RuneSelf }
func beyondBMP(r rune) bool   { return r > 0xffff }

func octets(tag string) int { return len(tag) }
func units(tag string) int  { return len(utf16.Encode([]rune(tag))) }
