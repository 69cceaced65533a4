package sequence

import (
	"maps"
	"slices"

	"tagcheck/suites/check"
)

// most is how many tags an image may have on a target that tells no quota: as
// many as other checks rely on.
const most = 9

// model is an image and what it must have.
type model struct {
	image    *check.Image
	has      map[string]bool
	room     int
	declared bool // the room is the target's quota
}

func newModel(env *check.Env, image *check.Image, words []string) *model {
	m := &model{image: image, has: map[string]bool{}, room: most}
	if quota := env.Target.Capabilities.TagQuota; quota > 0 && quota <= len(words) {
		m.room, m.declared = quota, true
	}
	return m
}

func (m *model) tags() []string { return slices.Collect(maps.Keys(m.has)) }

// vocabulary is words that may get in each other's way: by what they begin
// with, by their case, by how they are ordered. On a target with an alphabet
// of its own there are others in their place.
func vocabulary(env *check.Env, more ...string) []string {
	words := append([]string{"blue", "blueish", "blueishgreen", "Blue", " blue", "a,b", "9", "10", "green", "red"}, more...)
	if alphabet := env.Target.Capabilities.Alphabet; alphabet != nil {
		words = slices.DeleteFunc(words, func(w string) bool { return !alphabet.MatchString(w) })
		for n := len(words) + 1; n <= most+2; n++ {
			words = append(words, check.NumberedTag(n))
		}
	}
	return words
}

// beyondASCII is more words, which differ in how they are composed and in how
// many octets they take.
func beyondASCII() []string { return []string{"\u00e9", "e\u0301", "\uff41", "\U0001f600"} }
