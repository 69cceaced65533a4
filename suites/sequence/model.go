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

func newModel(env *check.Env, image *check.Image) *model {
	m := &model{image: image, has: map[string]bool{}, room: most}
	if quota := env.Target.Capabilities.TagQuota; quota > 0 && quota <= len(vocabulary(env)) {
		m.room, m.declared = quota, true
	}
	return m
}

func (m *model) tags() []string { return slices.Collect(maps.Keys(m.has)) }

// vocabulary is words that may get in each other's way: by what they begin
// with, by their case, by how they are ordered or composed.
func vocabulary(env *check.Env) []string {
	words := []string{
		"blue", "blueish", "blueishgreen", "Blue", " blue", "a,b", "9", "10",
		"\u00e9", "e\u0301", "\uff41", "\U0001f600",
	}
	if alphabet := env.Target.Capabilities.Alphabet; alphabet != nil {
		words = slices.DeleteFunc(words, func(w string) bool { return !alphabet.MatchString(w) })
		for n := len(words) + 1; n <= most; n++ {
			words = append(words, check.NumberedTag(n))
		}
	}
	return words
}
