package tagop

import (
	"net/http"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	. "tagcheck/suites/check"
)

// URLs registers the checks of the image and the tag in the URL.
func (op Operation) URLs(env *Env) {
	It("answers 404 for an image that does not exist", op.Cited.ImageMissing, func(ctx SpecContext) {
		Expect(op.Send(env.MissingImage(), ctx, "blue")).To(Answer(http.StatusNotFound))
	})

	DescribeTable("refuses a malformed image ID:", op.Cited.ImageMalformed, func(ctx SpecContext, id string) {
		Expect(op.Send(env.ImageWithID(id, MalformedID), ctx, "blue")).To(Refuse())
	}, malformedIDs())

	It("an image ID in upper case names that image or none", op.Cited.UpperCase, func(ctx SpecContext) {
		image := op.image(ctx, env)
		upper := strings.ToUpper(image.ID)
		if upper == image.ID {
			env.Unsupported("the image ID %s has no lower-case letters", image.ID)
		}
		x := op.Send(image.WithID(upper, "the image ID is in upper case"), ctx, "blue")
		Expect(x).To(StoreOrRefuse())
		Expect(image.Tags(ctx)).To(BeTags(op.After(x)...))
	})

	DescribeTable("refuses a tag that is not valid UTF-8", op.Cited.UTF8, func(ctx SpecContext, tag string) {
		image := env.Image(ctx, "blue")
		Expect(op.Send(image, ctx, tag)).To(Refuse())
		Expect(image.Tags(ctx)).To(BeTags("blue"))
	}, invalidUTF8())
}

// MalformedID is why a server refuses a request on one of the malformed IDs.
const MalformedID = "the image ID is malformed"

// malformedIDs are IDs that no image has, whatever the target's IDs look like, and that may
// break a lookup.
func malformedIDs() []TableEntry {
	return []TableEntry{
		Entry("a word", "no-such-image-of-tagcheck"),
		Entry("not hexadecimal", strings.Repeat("z", 36)),
		Entry("one character too long", strings.Repeat("f", 37)),
		Entry("200 characters", strings.Repeat("a", 200)),
		Entry("NUL", "\x00"),
		Entry("a percent sign", "%"),
		Entry("a quote", "'"),
		Entry("a wildcard", "*"),
		Entry("a number that is too large", "99999999999999999999999999"),
		Entry("null", "null"),
		Entry("not ASCII", "é"),
		Entry("not UTF-8", "\xff"),
		Entry("empty", ""),
	}
}

// invalidUTF8 are tags whose bytes are not valid UTF-8.
func invalidUTF8() []TableEntry {
	return []TableEntry{
		Entry("a byte that never occurs", "\xff"),
		Entry("a Latin-1 byte in the middle", "caf\xe9"),
		Entry("a leading byte alone", "a\xc3"),
		Entry("a continuation byte alone", "\x80a"),
		Entry("an overlong slash", "\xc0\xaf"),
		Entry("an overlong NUL", "\xc0\x80"),
		Entry("a surrogate", "\xed\xa0\x80"),
		Entry("a surrogate pair", "\xed\xa0\xbd\xed\xb8\x80"),
		Entry("a code point above U+10FFFF", "\xf4\x90\x80\x80"),
		Entry("a truncated emoji", "\xf0\x9f\x98"),
	}
}
