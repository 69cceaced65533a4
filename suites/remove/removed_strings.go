package remove

import (
	"net/http"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"tagcheck/fixtures/corpus"
	. "tagcheck/suites/check"
	"tagcheck/suites/requirement"
)

func lengths(env *Env) {
	removed := func(ctx SpecContext, tag string) { addedAndRemoved(ctx, env, tag) }
	DescribeTable("removes a tag of", requirement.RemoveLength, removed,
		Entry("1 letter", "a"), Entry("2 letters", "ab"),
		Entry("254 letters", strings.Repeat("a", 254)), Entry("255 letters", strings.Repeat("a", MaxTag)),
	)

	DescribeTable("counts characters, and removes", requirement.RemoveLengthUnit, removed,
		Entry("255 characters of 2 bytes", strings.Repeat("é", MaxTag)),
		Entry("255 characters of 3 bytes", strings.Repeat("標", MaxTag)),
		Entry("255 characters of 4 bytes", strings.Repeat("😀", MaxTag)),
	)

	DescribeTable("does not truncate a tag of", requirement.RemoveLengthOver, func(ctx SpecContext, n int) {
		longest := strings.Repeat("a", MaxTag)
		image := env.Image(ctx, longest)
		x := image.RemoveTag(ctx, strings.Repeat("a", n))
		Expect(x).To(AnswerOneOf([]int{http.StatusBadRequest, http.StatusNotFound}))
		Expect(image.Tags(ctx)).To(BeTags(longest))
	}, Entry("256 letters", 256), Entry("257 letters", 257), Entry("1,000 letters", 1000))
}

func exactness(env *Env) {
	var ascii, others []TableEntry
	for _, tag := range corpus.Tags() {
		entry := Entry(tag.Name, tag)
		if tag.ASCII() {
			ascii = append(ascii, entry)
		} else {
			others = append(others, entry)
		}
	}
	removed := func(ctx SpecContext, tag corpus.Tag) {
		if tag.Refusable() {
			removedOrRefused(ctx, env, tag.Value)
			return
		}
		addedAndRemoved(ctx, env, tag.Value)
	}
	DescribeTable("removes the tag that was added under the same URL", requirement.RemoveExact, removed, ascii)
	DescribeTable("removes the tag that was added under the same URL", requirement.RemoveExactNonASCII, removed, others)

	DescribeTable("does not remove a tag by", requirement.RemoveAlias, func(ctx SpecContext, tag, alias string) {
		env.NeedsAlphabet(tag, alias)
		image := env.Image(ctx, tag)
		Expect(image.RemoveTag(ctx, alias)).To(Answer(http.StatusNotFound))
		Expect(image.Tags(ctx)).To(BeTags(tag))
	},
		Entry("its form without a leading space", " a", "a"), Entry("its form with a trailing space", "a", "a "),
		Entry("its lower case", "Blue", "blue"), Entry("its upper case", "blue", "BLUE"),
		Entry("its beginning", "blueish", "blue"), Entry("a pattern of many letters", "blue", "blu%"),
		Entry("a pattern of one letter", "blue", "blu_"), Entry("an asterisk", "blue", "*"),
		Entry("its encoded form", "A", "%41"), Entry("its decoded form", "%41", "A"),
		Entry("its HTML entity", "&", "&amp;"), Entry("its part before a semicolon", "a;b", "a"),
		Entry("a plus for its space", "a b", "a+b"), Entry("a space for its plus", "a+b", "a b"),
		Entry("the number that it looks like", "01", "1"),
	)
}

// addedAndRemoved judges only the removal: which string was stored is a requirement of the
// addition.
func addedAndRemoved(ctx SpecContext, env *Env, tag string) {
	GinkgoHelper()
	env.NeedsAlphabet(tag)
	image := env.Image(ctx, "blue")
	if x := image.AddTag(ctx, tag); x.Status() != http.StatusNoContent {
		env.Blocked("set-up failed: PUT of the tag was answered %d", x.Status())
	}
	Expect(image.RemoveTag(ctx, tag)).To(Answer(http.StatusNoContent))
	Expect(image.Tags(ctx)).To(BeTags("blue"))
}

// removedOrRefused is for tags that a server may refuse to add. Then it must refuse to remove
// them, too.
func removedOrRefused(ctx SpecContext, env *Env, tag string) {
	GinkgoHelper()
	env.NeedsAlphabet(tag)
	image := env.Image(ctx, "blue")
	if image.AddTag(ctx, tag).Status() == http.StatusNoContent {
		Expect(image.RemoveTag(ctx, tag)).To(Answer(http.StatusNoContent))
	} else {
		Expect(image.RemoveTag(ctx, tag)).To(Refuse())
	}
	Expect(image.Tags(ctx)).To(BeTags("blue"))
}
