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

// The kinds of tags. Short ones are a few letters; the others have 255
// characters, the most that is documented: letters, or characters that UTF-8
// spells with two to four bytes.
const (
	Short     TagKind = "short"
	Long      TagKind = "long"
	MultiByte TagKind = "multi-byte"
)

// TagKinds gives every kind.
func TagKinds() []TagKind { return []TagKind{Short, Long, MultiByte} }

const (
	tagCharacters = 255
	serialLetters = 6 // of the image: 300 million
	indexLetters  = 4 // of the tag within the image
)

// tagMaker writes tags that no other image of the run has, so that one that
// lands on the wrong image is seen there. They are made of a to z, which every
// alphabet of a target has.
type tagMaker struct {
	kinds  []TagKind
	prefix string // of the run
}

// newTagMaker drops the kinds that alphabet does not allow where asAllowed.
func newTagMaker(p Plan, alphabet *regexp.Regexp, seed uint64) (tagMaker, error) {
	m := tagMaker{kinds: slices.Clone(p.Tags), prefix: letters(rand.New(rand.NewPCG(seed, 1)).Uint64(), 4)}
	refused := func(kind TagKind) bool { return alphabet != nil && !alphabet.Match(appendTag(nil, kind, m.stem(0), 0)) }
	if i := slices.IndexFunc(m.kinds, refused); i >= 0 && (!p.AsAllowed || !slices.ContainsFunc(m.kinds, func(k TagKind) bool { return !refused(k) })) {
		return m, fmt.Errorf("the scenario %s adds %s tags, which the alphabet that the target declares does not have", p.Name, m.kinds[i])
	}
	m.kinds = slices.DeleteFunc(m.kinds, refused)
	return m, nil
}

// of gives n tags of image number serial of the run. They are parts of one text,
// which is one allocation.
func (m tagMaker) of(serial uint64, n int) []string {
	stem := m.stem(serial)
	ends, all := make([]int, n), make([]byte, 0, n*(len(stem)+indexLetters))
	for i := range ends {
		all = appendTag(all, m.kinds[i%len(m.kinds)], stem, i)
		ends[i] = len(all)
	}
	text, tags, begin := string(all), make([]string, n), 0
	for i, end := range ends {
		tags[i], begin = text[begin:end], end
	}
	return tags
}

// stem is what the tags of an image have in common.
func (m tagMaker) stem(serial uint64) string { return m.prefix + letters(serial, serialLetters) }

// appendTag puts what tells a tag from others at its end, where a server that
// cuts it short makes one of two.
func appendTag(to []byte, kind TagKind, stem string, i int) []byte {
	switch room := tagCharacters - len(stem) - indexLetters; kind {
	case Long:
		to = append(to, strings.Repeat("long", room/4+1)[:room]...)
	case MultiByte:
		const characters = "é標😀" // of two, three and four bytes
		to = append(append(to, strings.Repeat(characters, room/3)...), strings.Repeat("é", room%3)...)
	}
	return appendLetters(append(to, stem...), uint64(i), indexLetters)
}

// letters writes the last n digits of a number in base 26.
func letters(number uint64, n int) string { return string(appendLetters(nil, number, n)) }

func appendLetters(to []byte, number uint64, n int) []byte {
	to = append(to, make([]byte, n)...)
	for i := 1; i <= n; i++ {
		to[len(to)-i] = 'a' + byte(number%26)
		number /= 26
	}
	return to
}
