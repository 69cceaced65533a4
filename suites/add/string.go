package add

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
	kept := func(ctx SpecContext, tag string) { storedExactly(ctx, env, tag) }
	DescribeTable("keeps a tag of", requirement.AddLengthAccepted, kept,
		Entry("1 letter", "a"), Entry("2 letters", "ab"), Entry("64 letters", strings.Repeat("a", 64)),
		Entry("254 letters", strings.Repeat("a", 254)), Entry("255 letters", strings.Repeat("a", MaxTag)),
	)

	DescribeTable("counts characters, and keeps", requirement.AddLengthUnit, kept,
		Entry("255 characters of 2 bytes", strings.Repeat("é", MaxTag)),
		Entry("255 characters of 3 bytes", strings.Repeat("標", MaxTag)),
		Entry("255 characters of 4 bytes", strings.Repeat("😀", MaxTag)),
		Entry("a letter and 254 combining marks", "e"+strings.Repeat("\u0301", MaxTag-1)),
		Entry("127 letters with a mark each, and one more", strings.Repeat("e\u0301", 127)+"e"),
	)

	DescribeTable("refuses and does not store", requirement.AddLengthRefused, func(ctx SpecContext, tag string) {
		env.NeedsAlphabet(tag)
		image := env.Image(ctx, "blue")
		Expect(image.AddTag(ctx, tag)).To(Refuse())
		Expect(image.Tags(ctx)).To(BeTags("blue"))
	},
		Entry("256 letters", strings.Repeat("a", 256)), Entry("257 letters", strings.Repeat("a", 257)), Entry("1,000 letters", strings.Repeat("a", 1000)),
		Entry("256 characters of 2 bytes", strings.Repeat("é", 256)),
		Entry("256 characters of 4 bytes", strings.Repeat("😀", 256)),
		Entry("128 letters with a combining mark each", strings.Repeat("e\u0301", 128)),
		Entry("255 letters and a space", strings.Repeat("a", MaxTag)+" "),
	)

	It("refuses 256 letters with 400", requirement.AddLength400, func(ctx SpecContext) {
		Expect(env.Image(ctx).AddTag(ctx, strings.Repeat("a", 256))).To(Answer(http.StatusBadRequest))
	})

	It("tells two tags of 255 letters by the last one", requirement.AddLengthLast, func(ctx SpecContext) {
		twoTags(ctx, env, strings.Repeat("a", MaxTag-1)+"b", strings.Repeat("a", MaxTag-1)+"c")
	})
}

func exactness(env *Env) {
	for _, group := range []struct {
		title string
		cited Labels
		class corpus.Class
	}{
		{"keeps unreserved characters", requirement.AddExactUnreserved, corpus.Unreserved},
		{"keeps reserved characters", requirement.AddExactReserved, corpus.Reserved},
		{"decodes once", requirement.AddExactPercent, corpus.Percent},
		{"keeps white space", requirement.AddExactSpace, corpus.Space},
		{"takes text as text", requirement.AddExactWords, corpus.Words},
		{"keeps characters beyond ASCII", requirement.AddExactNonASCII, corpus.NonASCII},
		{"keeps characters beyond the basic plane", requirement.AddExactBeyondBMP, corpus.BeyondBMP},
		{"keeps characters that do not show", requirement.AddExactInvisible, corpus.Invisible},
	} {
		DescribeTable(group.title, group.cited, func(ctx SpecContext, tag string) { storedExactly(ctx, env, tag) }, entries(group.class))
	}
	for _, group := range []struct {
		title string
		cited Labels
		class corpus.Class
	}{
		{"keeps or refuses dot segments", requirement.AddExactDots, corpus.Dots},
		{"keeps or refuses control characters", requirement.AddExactControl, corpus.Control},
		{"keeps or refuses an escaped slash", requirement.AddExactSlash, corpus.Slash},
	} {
		DescribeTable(group.title, group.cited, func(ctx SpecContext, tag string) { storedOrRefused(ctx, env, tag) }, entries(group.class))
	}
	spelling(env)

	DescribeTable("refuses what is no UTF-8", requirement.AddUTF8, func(ctx SpecContext, tag string) {
		image := env.Image(ctx, "blue")
		Expect(image.AddTag(ctx, tag)).To(Refuse())
		Expect(image.Tags(ctx)).To(BeTags("blue"))
	}, NotUTF8())
}

func spelling(env *Env) {
	DescribeTable("takes the digits of an escape in either case", requirement.AddExactHexCase, func(ctx SpecContext, added, removed string) {
		env.NeedsAlphabet("a+b")
		image := env.Image(ctx)
		Expect(image.AddTag(ctx, "a+b", image.Spelled(added))).To(Answer(http.StatusNoContent))
		Expect(image.Tags(ctx)).To(BeTags("a+b"))
		Expect(image.RemoveTag(ctx, "a+b", image.Spelled(removed))).To(Answer(http.StatusNoContent))
		Expect(image.Tags(ctx)).To(BeTags())
	},
		Entry("lower case first", "a%2bb", "a%2Bb"),
		Entry("upper case first", "a%2Bb", "a%2bb"),
	)

	It("takes an escaped letter for the letter", requirement.AddExactEscaped, func(ctx SpecContext) {
		image := env.Image(ctx)
		Expect(image.AddTag(ctx, "blue", image.Spelled("%62l%75e"))).To(Answer(http.StatusNoContent))
		Expect(image.Tags(ctx)).To(BeTags("blue"))
		Expect(image.RemoveTag(ctx, "blue")).To(Answer(http.StatusNoContent))
	})

	var literal []TableEntry
	for _, c := range "!$&'()*+,;=:@" {
		literal = append(literal, Entry(string(c), "a"+string(c)+"b"))
	}
	DescribeTable("takes as data, unescaped,", requirement.AddExactLiteral, func(ctx SpecContext, tag string) {
		env.NeedsAlphabet(tag)
		image := env.Image(ctx)
		Expect(image.AddTag(ctx, tag, image.Spelled(tag))).To(Answer(http.StatusNoContent))
		Expect(image.Tags(ctx)).To(BeTags(tag))
	}, literal)
}

func distinctness(env *Env) {
	for _, group := range []struct {
		cited Labels
		kind  corpus.Kind
	}{
		{requirement.AddDistinctCase, corpus.Case},
		{requirement.AddDistinctForm, corpus.Form},
		{requirement.AddDistinctSpace, corpus.Spacing},
		{requirement.AddDistinctSpelled, corpus.Spelling},
	} {
		var pairs []TableEntry
		for _, p := range corpus.Pairs(group.kind) {
			pairs = append(pairs, Entry(p.Name, p.A, p.B))
		}
		DescribeTable("tells apart by "+string(group.kind), group.cited, func(ctx SpecContext, a, b string) { twoTags(ctx, env, a, b) }, pairs)
	}
}

// storedExactly adds a tag and compares every character of what is shown.
func storedExactly(ctx SpecContext, env *Env, tag string) {
	GinkgoHelper()
	env.NeedsAlphabet(tag)
	image := env.Image(ctx)
	Expect(image.AddTag(ctx, tag)).To(Answer(http.StatusNoContent))
	Expect(image.Tags(ctx)).To(BeTags(tag))
}

// storedOrRefused is for tags that a server may refuse; the state must agree
// with the answer.
func storedOrRefused(ctx SpecContext, env *Env, tag string) {
	GinkgoHelper()
	env.NeedsAlphabet(tag)
	image := env.Image(ctx, "blue")
	x := image.AddTag(ctx, tag)
	Expect(x).To(StoreOrRefuse())
	Expect(image.Tags(ctx)).To(BeTags(effect(x, []string{"blue"}, tag)...))
}

// twoTags adds two strings, and removes one.
func twoTags(ctx SpecContext, env *Env, a, b string) {
	GinkgoHelper()
	env.NeedsAlphabet(a, b)
	env.NeedsRoom(2)
	image := env.Image(ctx)
	Expect(image.AddTag(ctx, a)).To(Answer(http.StatusNoContent))
	Expect(image.AddTag(ctx, b)).To(Answer(http.StatusNoContent))
	Expect(image.Tags(ctx)).To(BeTags(a, b))
	Expect(image.RemoveTag(ctx, a)).To(Answer(http.StatusNoContent))
	Expect(image.Tags(ctx)).To(BeTags(b))
	Expect(image.RemoveTag(ctx, a)).To(Answer(http.StatusNotFound))
	Expect(image.RemoveTag(ctx, b)).To(Answer(http.StatusNoContent))
	Expect(image.Tags(ctx)).To(BeTags())
}

func entries(class corpus.Class) []TableEntry {
	var list []TableEntry
	for _, tag := range corpus.TagsOf(class) {
		list = append(list, Entry(tag.Name, tag.Value))
	}
	return list
}
