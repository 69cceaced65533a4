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

func lengths(env *Env) {
	stored := func(ctx SpecContext, tag string) { storedExactly(ctx, env, tag) }
	DescribeTable("stores a tag of", requirement.AddLengthAccepted, stored,
		Entry("1 letter", "a"), Entry("2 letters", "ab"), Entry("64 letters", strings.Repeat("a", 64)),
		Entry("254 letters", strings.Repeat("a", 254)), Entry("255 letters", strings.Repeat("a", MaxTag)),
	)

	DescribeTable("counts characters, and stores", requirement.AddLengthUnit, stored,
		Entry("255 characters of 2 bytes", strings.Repeat("é", MaxTag)),
		Entry("255 characters of 3 bytes", strings.Repeat("標", MaxTag)),
		Entry("255 characters of 4 bytes", strings.Repeat("😀", MaxTag)),
		Entry("a letter and 254 combining marks", "e"+strings.Repeat("\u0301", MaxTag-1)),
		Entry("127 letters with a combining mark each, and one letter", strings.Repeat("e\u0301", 127)+"e"),
	)

	DescribeTable("refuses and does not store", requirement.AddLengthRefused, func(ctx SpecContext, tag string) {
		env.NeedsAlphabet(tag)
		image := env.Image(ctx, "blue")
		Expect(image.AddTag(ctx, tag)).To(Refuse())
		Expect(image.Tags(ctx)).To(BeTags("blue"))
	},
		Entry("256 letters", strings.Repeat("a", 256)), Entry("257 letters", strings.Repeat("a", 257)),
		Entry("1,000 letters", strings.Repeat("a", 1000)),
		Entry("256 characters of 2 bytes", strings.Repeat("é", 256)),
		Entry("256 characters of 4 bytes", strings.Repeat("😀", 256)),
		Entry("128 letters with a combining mark each", strings.Repeat("e\u0301", 128)),
		Entry("255 letters and a space", strings.Repeat("a", MaxTag)+" "),
	)

	It("refuses 256 letters with 400", requirement.AddLength400, func(ctx SpecContext) {
		Expect(env.Image(ctx).AddTag(ctx, strings.Repeat("a", 256))).To(Answer(http.StatusBadRequest))
	})

	It("distinguishes two tags of 255 letters by the last one", requirement.AddLengthLast, func(ctx SpecContext) {
		distinct(ctx, env, strings.Repeat("a", MaxTag-1)+"b", strings.Repeat("a", MaxTag-1)+"c")
	})
}

func exactness(env *Env) {
	for _, group := range []struct {
		title string
		cited Labels
		class corpus.Class
	}{
		{"stores unreserved characters", requirement.AddExactUnreserved, corpus.Unreserved},
		{"stores reserved characters", requirement.AddExactReserved, corpus.Reserved},
		{"decodes once", requirement.AddExactPercent, corpus.Percent},
		{"stores white space", requirement.AddExactSpace, corpus.Space},
		{"stores tags that look like other data", requirement.AddExactWords, corpus.Words},
		{"stores non-ASCII characters", requirement.AddExactNonASCII, corpus.NonASCII},
		{"stores characters outside the Basic Multilingual Plane", requirement.AddExactBeyondBMP, corpus.BeyondBMP},
		{"stores invisible characters", requirement.AddExactInvisible, corpus.Invisible},
	} {
		stored := func(ctx SpecContext, tag string) { storedExactly(ctx, env, tag) }
		DescribeTable(group.title, group.cited, stored, entries(group.class))
	}
	for _, group := range []struct {
		title string
		cited Labels
		class corpus.Class
	}{
		{"stores or refuses dot segments", requirement.AddExactDots, corpus.Dots},
		{"stores or refuses control characters", requirement.AddExactControl, corpus.Control},
		{"stores or refuses an encoded slash", requirement.AddExactSlash, corpus.Slash},
	} {
		consistent := func(ctx SpecContext, tag string) { storedOrRefused(ctx, env, tag) }
		DescribeTable(group.title, group.cited, consistent, entries(group.class))
	}
}

func spelling(env *Env) {
	DescribeTable("accepts percent-encoding with digits in either case", requirement.AddExactHexCase,
		func(ctx SpecContext, added, removed string) {
			env.NeedsAlphabet("a+b")
			image := env.Image(ctx)
			Expect(image.AddTag(ctx, "a+b", image.SpelledAs(added))).To(Answer(http.StatusNoContent))
			Expect(image.Tags(ctx)).To(BeTags("a+b"))
			Expect(image.RemoveTag(ctx, "a+b", image.SpelledAs(removed))).To(Answer(http.StatusNoContent))
			Expect(image.Tags(ctx)).To(BeTags())
		},
		Entry("lower case first", "a%2bb", "a%2Bb"),
		Entry("upper case first", "a%2Bb", "a%2bb"),
	)

	It("treats an encoded letter as the letter", requirement.AddExactEscaped, func(ctx SpecContext) {
		image := env.Image(ctx)
		Expect(image.AddTag(ctx, "blue", image.SpelledAs("%62l%75e"))).To(Answer(http.StatusNoContent))
		Expect(image.Tags(ctx)).To(BeTags("blue"))
		Expect(image.RemoveTag(ctx, "blue")).To(Answer(http.StatusNoContent))
	})

	var delimiters []TableEntry
	for _, c := range "!$&'()*+,;=:@" {
		delimiters = append(delimiters, Entry(string(c), "a"+string(c)+"b"))
	}
	DescribeTable("accepts, without encoding,", requirement.AddExactLiteral, func(ctx SpecContext, tag string) {
		env.NeedsAlphabet(tag)
		image := env.Image(ctx)
		Expect(image.AddTag(ctx, tag, image.SpelledAs(tag))).To(Answer(http.StatusNoContent))
		Expect(image.Tags(ctx)).To(BeTags(tag))
	}, delimiters)
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
		both := func(ctx SpecContext, a, b string) { distinct(ctx, env, a, b) }
		DescribeTable("distinguishes tags by "+string(group.kind), group.cited, both, pairs)
	}
}

// storedExactly adds a tag and expects exactly that tag on the image.
func storedExactly(ctx SpecContext, env *Env, tag string) {
	GinkgoHelper()
	env.NeedsAlphabet(tag)
	image := env.Image(ctx)
	Expect(image.AddTag(ctx, tag)).To(Answer(http.StatusNoContent))
	Expect(image.Tags(ctx)).To(BeTags(tag))
}

// storedOrRefused adds a tag that a server may refuse, and expects the state that its response
// means.
func storedOrRefused(ctx SpecContext, env *Env, tag string) {
	GinkgoHelper()
	env.NeedsAlphabet(tag)
	image := env.Image(ctx, "blue")
	x := image.AddTag(ctx, tag)
	Expect(x).To(StoreOrRefuse())
	want := []string{"blue"}
	if x.Status() == http.StatusNoContent {
		want = append(want, tag)
	}
	Expect(image.Tags(ctx)).To(BeTags(want...))
}

// distinct adds two tags and removes one after the other.
func distinct(ctx SpecContext, env *Env, a, b string) {
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
