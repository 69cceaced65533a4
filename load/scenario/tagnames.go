package scenario

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
)

// TagKind is what tags look like.
type TagKind string

// The kinds of tags. Short tags have a few letters. The others have 255 characters, the
// documented maximum: letters, or characters of two to four bytes in UTF-8.
const (
	Short     TagKind = "short"
	Long      TagKind = "long"
	MultiByte TagKind = "multi-byte"
)

// TagKinds returns all kinds.
func TagKinds() []TagKind { return []TagKind{Short, Long, MultiByte} }

const (
	longTagLength = 255 // characters
	imageLetters  = 6   // for the number of the image: 300 million
	tagLetters    = 4   // for the number of the tag within its image
)

// tagNames makes tags that no other image of the run has, so that a tag that reaches the
// wrong image is noticed there. Short tags use a to z only, which every alphabet allows.
type tagNames struct {
	kinds  []TagKind
	prefix string // of the run
}

// newTagNames drops the kinds that the alphabet does not allow if the plan says so.
func newTagNames(p Plan, alphabet *regexp.Regexp, seed uint64) (tagNames, error) {
	n := tagNames{kinds: slices.Clone(p.Tags), prefix: letters(rand.New(rand.NewPCG(seed, 1)).Uint64(), 4)}
	isDisallowed := func(kind TagKind) bool {
		return alphabet != nil && !alphabet.Match(appendTag(nil, kind, n.stem(0), 0))
	}
	disallowed := slices.IndexFunc(n.kinds, isDisallowed)
	if disallowed < 0 {
		return n, nil
	}
	kind := n.kinds[disallowed]
	n.kinds = slices.DeleteFunc(n.kinds, isDisallowed)
	if !p.SkipDisallowed || len(n.kinds) == 0 {
		return n, fmt.Errorf("scenario %s adds %s tags, which the declared alphabet of the target does not allow",
			p.Name, kind)
	}
	return n, nil
}

// ofImage returns count tags of an image by its number. They are parts of one string, so
// that they take one allocation.
func (n tagNames) ofImage(number uint64, count int) []string {
	stem := n.stem(number)
	ends, all := make([]int, count), make([]byte, 0, count*(len(stem)+tagLetters))
	for i := range ends {
		all = appendTag(all, n.kinds[i%len(n.kinds)], stem, i)
		ends[i] = len(all)
	}
	text, tags, begin := string(all), make([]string, count), 0
	for i, end := range ends {
		tags[i], begin = text[begin:end], end
	}
	return tags
}

// stem is the part that the tags of an image have in common.
func (n tagNames) stem(image uint64) string { return n.prefix + letters(image, imageLetters) }

// appendTag puts the number of the tag at its end: a server that cuts tags makes two of
// them equal.
func appendTag(to []byte, kind TagKind, stem string, i int) []byte {
	switch filling := longTagLength - len(stem) - tagLetters; kind {
	case Long:
		to = append(to, strings.Repeat("long", filling/4+1)[:filling]...)
	case MultiByte:
		const characters = "é標😀" // of two, three and four bytes
		to = append(to, strings.Repeat(characters, filling/3)...)
		to = append(to, strings.Repeat("é", filling%3)...)
	}
	return appendLetters(append(to, stem...), uint64(i), tagLetters)
}

// letters returns the last digits of a number in base 26, written a to z.
func letters(number uint64, digits int) string { return string(appendLetters(nil, number, digits)) }

func appendLetters(to []byte, number uint64, digits int) []byte {
	to = append(to, make([]byte, digits)...)
	for i := 1; i <= digits; i++ {
		to[len(to)-i] = 'a' + byte(number%26)
		number /= 26
	}
	return to
}
