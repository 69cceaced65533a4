package walk

import (
	"math/rand/v2"
	"strings"
	"unicode"
	"unicode/utf8"

	"tagcheck/fixtures/corpus"
	"tagcheck/suites/check"
)

// Family is tags that may get in each other's way: they are alike, or one is
// what a mistaken server makes of the other.
type Family []string

// Plain are families of printable ASCII: words that begin or are ordered like
// each other, the pairs and the tags of the corpus.
func Plain() []Family {
	families := []Family{
		{"blue", "blueish", "blueishgreen"}, {"Blue", "blue", " blue", "BLUE"}, {"a,b", "a", "b"}, {"9", "10", "1", "01"},
		{"red", "green", "re", "red "},
	}
	return append(families, fromCorpus(printable)...)
}

// BeyondASCII are families with characters of every kind, and with those that a
// server may refuse.
func BeyondASCII() []Family {
	families := []Family{
		{"\u00e9", "e\u0301", "e", "\u00c9"}, {"\uff41", "a", "\U0001f600", "\U0001f601"}, {"a\tb", "a\nb", "ab", "a\x00b"},
		{"caf\u00e9", "cafe\u0301", "cafe", "caf\u00c3\u00a9"}, {"\ufffd", "\U00010000", "\ue000", "\U0010fffd"},
	}
	return append(families, fromCorpus(func(tag string) bool { return !printable(tag) })...)
}

// fromCorpus gives the pairs and, by classes, the tags of the corpus that have
// something to do with the chosen ones.
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
	return !strings.ContainsFunc(tag, func(r rune) bool { return r < ' ' || r > '~' }) && check.MistakeOf(tag) == ""
}

// Long are families about the limit of 255 characters, of the letters given.
func Long(letters ...string) []Family {
	var families []Family
	for _, letter := range letters {
		for _, n := range []int{check.MaxTag - 1, check.MaxTag, check.MaxTag + 1} {
			families = append(families, Family{
				strings.Repeat(letter, n), strings.Repeat(letter, n-1), strings.Repeat(letter, n+1), strings.Repeat(letter, n-1) + "b",
			})
		}
	}
	return families
}

// drawn is a family that the corpus does not hold: a word of one to six
// characters of some planes of Unicode, or of ASCII, and what is like it.
func drawn(r *rand.Rand, beyond bool) Family {
	word := make([]rune, 1+r.IntN(6))
	for i := range word {
		word[i] = character(r, beyond)
	}
	return alike(r, string(word))
}

// character is any that a tag may hold without being refused. The last two of
// each plane are no characters.
func character(r *rand.Rand, beyond bool) rune {
	for {
		c := ' ' + r.Int32N('~'-' ')
		if beyond {
			c = r.Int32N(17)<<16 + r.Int32N(0xfffe)
		}
		if c != '/' && !unicode.IsControl(c) && utf8.ValidRune(c) {
			return c
		}
	}
}

// alike is a word and some of its nearest neighbours.
func alike(r *rand.Rand, word string) Family {
	family := Family{word}
	for _, other := range []string{word + " ", word + "a", strings.ToUpper(word), strings.ToLower(word), " " + word, word[:len(word)-lastSize(word)]} {
		if other != "" && other != word && r.IntN(2) == 0 {
			family = append(family, other)
		}
	}
	return family
}

func lastSize(word string) int {
	_, size := utf8.DecodeLastRuneInString(word)
	return size
}
