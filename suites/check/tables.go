package check

import (
	"strings"

	"github.com/onsi/ginkgo/v2"

	"tagcheck/fixtures/corpus"
	"tagcheck/fixtures/imageapi"
)

// BodyEntries makes table entries of bodies.
func BodyEntries(bodies []corpus.Body) []ginkgo.TableEntry {
	var entries []ginkgo.TableEntry
	for _, b := range bodies {
		entries = append(entries, ginkgo.Entry(b.Name, b))
	}
	return entries
}

// QueryEntries are queries that name no operation and no tag of the request.
func QueryEntries() []ginkgo.TableEntry {
	return []ginkgo.TableEntry{
		ginkgo.Entry("another tag", "tag=red"),
		ginkgo.Entry("an unknown parameter", "x=1"),
		ginkgo.Entry("an empty query", ""),
	}
}

// NextRequestEntries are bodies that a server may take for the next request
// where it leaves them unread; each entry is a list of options.
func NextRequestEntries() []ginkgo.TableEntry {
	request := []byte("DELETE / HTTP/1.1\r\nHost: localhost\r\n\r\n")
	return []ginkgo.TableEntry{
		ginkgo.Entry("after a body that looks like a request", imageapi.WithBody(request, "")),
		ginkgo.Entry("after a body in chunks", imageapi.WithBody(request, ""), imageapi.InChunks()),
		ginkgo.Entry("after a body of 16 KiB", imageapi.WithBody(corpus.Filler(16<<10), "")),
	}
}

// MalformedIDs are ids that no image has, on a target with ids of any kind, and
// that may break what looks for them.
func MalformedIDs() []ginkgo.TableEntry {
	return []ginkgo.TableEntry{
		ginkgo.Entry("a word", "no-such-image-of-tagcheck"),
		ginkgo.Entry("no hexadecimal digits", strings.Repeat("z", 36)),
		ginkgo.Entry("a character too long", strings.Repeat("f", 37)),
		ginkgo.Entry("200 characters", strings.Repeat("a", 200)),
		ginkgo.Entry("NUL", "\x00"),
		ginkgo.Entry("a percent sign", "%"),
		ginkgo.Entry("a quote", "'"),
		ginkgo.Entry("a wildcard", "*"),
		ginkgo.Entry("a number that is too large", "99999999999999999999999999"),
		ginkgo.Entry("null", "null"),
		ginkgo.Entry("not ASCII", "é"),
		ginkgo.Entry("no UTF-8", "\xff"),
		ginkgo.Entry("nothing", ""),
	}
}

// NotUTF8 are tags whose bytes are no UTF-8.
func NotUTF8() []ginkgo.TableEntry {
	return []ginkgo.TableEntry{
		ginkgo.Entry("a byte that never occurs", "\xff"),
		ginkgo.Entry("a byte of Latin-1 within", "caf\xe9"),
		ginkgo.Entry("a beginning without its end", "a\xc3"),
		ginkgo.Entry("an end without its beginning", "\x80a"),
		ginkgo.Entry("an overlong slash", "\xc0\xaf"),
		ginkgo.Entry("an overlong NUL", "\xc0\x80"),
		ginkgo.Entry("a surrogate", "\xed\xa0\x80"),
		ginkgo.Entry("a pair of surrogates", "\xed\xa0\xbd\xed\xb8\x80"),
		ginkgo.Entry("a code point beyond Unicode", "\xf4\x90\x80\x80"),
		ginkgo.Entry("half an emoji", "\xf0\x9f\x98"),
	}
}
