package walk

import (
	"math/rand/v2"
	"strings"
	"unicode"
	"unicode/utf8"

	"tagcheck/fixtures/corpus"
	"tagcheck/suites/check"
)

// Family is a group of tags that a faulty server may confuse.
type Family []string

// ASCIIFamilies returns families of printable ASCII: words with the same beginning or order, and the pairs and
// tags of the corpus.
func ASCIIFamilies() []Family {
	families := []Family{
		{"blue", "blueish", "blueishgreen"}, {"Blue", "blue", " blue", "BLUE"}, {"a,b", "a", "b"},
		{"9", "10", "1", "01"},
		{"red", "green", "re", "red "},
	}
	return append(families, fromCorpus(printable)...)
}

// NonASCIIFamilies returns families with characters of every kind, including those that a server may refuse.
func NonASCIIFamilies() []Family {
	families := []Family{
		{"\u00e9", "e\u0301", "e", "\u00c9"}, {"\uff41", "a", "\U0001f600", "\U0001f601"}, {
			"a\tb", "a\nb", "ab", "a\x00b",
		},
		{"caf\u00e9", "cafe\u0301", "cafe", "caf\u00c3\u00a9"}, {"\ufffd", "\U00010000", "\ue000", "\U0010fffd"},
	}
	return append(families, fromCorpus(func(tag string) bool { return !printable(tag) })...)
}

// fromCorpus returns the pairs and tags of the corpus that are chosen.
func fromCorpus(chosen func(tag string) bool) []Family {
	var families []Family
	for _, kind := range []corpus.Kind{corpus.Case, corpus.Form, corpus.Spacing, corpus.Spelling} {
		for _, p := range corpus.Pairs(kind) {
			if chosen(p.A) == chosen(p.B) && chosen(p.A) || !printable(p.A+p.B) && !chosen("a") {
				families = append(families, Family{p.A, p.B})
			}
		}
	}
	for _, t := range corpus.Tags() {
		if chosen(t.Value) {
			families = append(families, Family{t.Value})
		}
	}
	return families
}

func printable(tag string) bool {
	return !strings.ContainsFunc(tag, func(r rune) bool { return r < ' ' || r > '~' }) && check.WhyInvalid(tag) == ""
}

// LongFamilies returns families near the limit of 255 characters, of the given letters.
func LongFamilies(letters ...string) []Family {
	var families []Family
	for _, letter := range letters {
		for _, n := range []int{check.MaxTag - 1, check.MaxTag, check.MaxTag + 1} {
			families = append(families, Family{
				strings.Repeat(letter, n), strings.Repeat(letter, n-1), strings.Repeat(letter, n+1),
				strings.Repeat(letter, n-1) + "b",
			})
		}
	}
	return families
}

// randomFamily returns a random word of one to six characters, of ASCII or of any plane of Unicode, and similar
// words.
func randomFamily(r *rand.Rand, nonASCII bool) Family {
	word := make([]rune, 1+r.IntN(6))
	for i := range word {
		word[i] = character(r, nonASCII)
	}
	return similar(r, string(word))
}

// character returns a random character that no server may refuse. The last two code points of each plane are not
// characters.
func character(r *rand.Rand, nonASCII bool) rune {
	for {
		c := ' ' + r.Int32N('~'-' ')
		if nonASCII {
			c = r.Int32N(17)<<16 + r.Int32N(0xfffe)
		}
		if c != '/' && !unicode.IsControl(c) && utf8.ValidRune(c) {
			return c
		}
	}
}

// similar returns a word and some similar ones.
func similar(r *rand.Rand, word string) Family {
	family := Family{word}
	_, last := utf8.DecodeLastRuneInString(word)
	for _, other := range []string{
		word + " ", word + "a", strings.ToUpper(word), strings.ToLower(word), " " + word, word[:len(word)-last],
	} {
		if other != "" && other != word && r.IntN(2) == 0 {
			family = append(family, other)
		}
	}
	return family
}
