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

func length(env *Env) {
	gone := func(ctx SpecContext, tag string) { addedAndRemoved(ctx, env, tag) }
	DescribeTable("removes a tag of", requirement.RemoveLength, gone,
		Entry("1 letter", "a"), Entry("2 letters", "ab"), Entry("254 letters", strings.Repeat("a", 254)), Entry("255 letters", strings.Repeat("a", MaxTag)),
	)

	DescribeTable("counts characters, and removes", requirement.RemoveLengthUnit, gone,
		Entry("255 characters of 2 bytes", strings.Repeat("é", MaxTag)),
		Entry("255 characters of 3 bytes", strings.Repeat("標", MaxTag)),
		Entry("255 characters of 4 bytes", strings.Repeat("😀", MaxTag)),
	)

	DescribeTable("does not cut a tag of", requirement.RemoveLengthOver, func(ctx SpecContext, n int) {
		longest := strings.Repeat("a", MaxTag)
		image := env.Image(ctx, longest)
		Expect(image.RemoveTag(ctx, strings.Repeat("a", n))).To(AnswerOneOf([]int{http.StatusBadRequest, http.StatusNotFound}))
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
	DescribeTable("removes what was added under the same URL", requirement.RemoveExact, removed, ascii)
	DescribeTable("removes what was added under the same URL", requirement.RemoveExactNonASCII, removed, others)

	DescribeTable("does not take for the tag", requirement.RemoveAlias, func(ctx SpecContext, tag, alias string) {
		env.NeedsAlphabet(tag, alias)
		image := env.Image(ctx, tag)
		Expect(image.RemoveTag(ctx, alias)).To(Answer(http.StatusNotFound))
		Expect(image.Tags(ctx)).To(BeTags(tag))
	},
		Entry("its form without a space before", " a", "a"), Entry("its form with a space behind", "a", "a "),
		Entry("its lower case", "Blue", "blue"), Entry("its upper case", "blue", "BLUE"),
		Entry("its beginning", "blueish", "blue"), Entry("a pattern of it", "blue", "blu%"), Entry("a pattern of one letter", "blue", "blu_"),
		Entry("an asterisk", "blue", "*"), Entry("its escaped form", "A", "%41"), Entry("its decoded form", "%41", "A"),
		Entry("its entity", "&", "&amp;"), Entry("its part before a semicolon", "a;b", "a"), Entry("a plus for its space", "a b", "a+b"),
		Entry("a space for its plus", "a+b", "a b"), Entry("a number for its digits", "01", "1"),
	)

	DescribeTable("refuses what is no UTF-8", requirement.RemoveUTF8, func(ctx SpecContext, tag string) {
		image := env.Image(ctx, "blue")
		Expect(image.RemoveTag(ctx, tag)).To(Refuse())
		Expect(image.Tags(ctx)).To(BeTags("blue"))
	}, NotUTF8())
}

// addedAndRemoved judges the removal alone: what exactly was stored is the
// addition's requirement.
func addedAndRemoved(ctx SpecContext, env *Env, tag string) {
	GinkgoHelper()
	env.NeedsAlphabet(tag)
	image := env.Image(ctx, "blue")
	if x := image.AddTag(ctx, tag); x.Status() != http.StatusNoContent {
		env.Blocked("the tag could not be added: PUT was answered %d", x.Status())
	}
	Expect(image.RemoveTag(ctx, tag)).To(Answer(http.StatusNoContent))
	Expect(image.Tags(ctx)).To(BeTags("blue"))
}

// removedOrRefused is for tags that a server may refuse: then they are not
// there, and removing them is refused, too.
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
