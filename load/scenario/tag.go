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
	refused := func(kind TagKind) bool { return alphabet != nil && !alphabet.MatchString(tag(kind, m.stem(0), 0)) }
	if i := slices.IndexFunc(m.kinds, refused); i >= 0 && (!p.AsAllowed || !slices.ContainsFunc(m.kinds, func(k TagKind) bool { return !refused(k) })) {
		return m, fmt.Errorf("the scenario %s adds %s tags, which the alphabet that the target declares does not have", p.Name, m.kinds[i])
	}
	m.kinds = slices.DeleteFunc(m.kinds, refused)
	return m, nil
}

// of gives n tags of image number serial of the run.
func (m tagMaker) of(serial uint64, n int) []string {
	tags, stem := make([]string, n), m.stem(serial)
	for i := range tags {
		tags[i] = tag(m.kinds[i%len(m.kinds)], stem, i)
	}
	return tags
}

// stem is what the tags of an image have in common.
func (m tagMaker) stem(serial uint64) string { return m.prefix + letters(serial, serialLetters) }

// tag puts what tells a tag from others at its end, where a server that cuts it
// short makes one of two.
func tag(kind TagKind, stem string, i int) string {
	name := stem + letters(uint64(i), indexLetters)
	switch room := tagCharacters - len(name); kind {
	case Long:
		return strings.Repeat("long", room/4+1)[:room] + name
	case MultiByte:
		const characters = "é標😀" // of two, three and four bytes
		return strings.Repeat(characters, room/3) + strings.Repeat("é", room%3) + name
	}
	return name
}

// letters writes the last n digits of a number in base 26.
func letters(number uint64, n int) string {
	b := make([]byte, n)
	for i := n - 1; i >= 0; i-- {
		b[i] = 'a' + byte(number%26)
		number /= 26
	}
	return string(b)
}
