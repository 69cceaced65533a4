package sequence

import (
	"slices"

	"tagcheck/fixtures/target"
	"tagcheck/suites/check"
	"tagcheck/suites/sequence/walk"
)

// defaultMaxTags is the maximum number of tags of an image on a target without a declared quota: as many as other
// checks need.
const defaultMaxTags = 9

// pool returns the pool for a target: its capabilities determine the number of images, the number of tags, and the
// alphabet.
func pool(env *check.Env, families []walk.Family) walk.Pool {
	p := walk.Pool{
		Images: []walk.Image{{Name: "A", Owner: string(target.Owner)}}, MaxTags: defaultMaxTags,
		ReadEvery: readEvery(env, 2),
	}
	if env.Found.Creates {
		p.Images = append(p.Images, walk.Image{Name: "B", Owner: string(target.Owner)})
	}
	if quota := env.Target.Capabilities.TagQuota; quota > 0 && quota <= defaultMaxTags {
		p.MaxTags, p.ExceedQuota = quota, true
	}
	p.Families = families
	if alphabet := env.Target.Capabilities.Alphabet; alphabet != nil {
		p.Allowed = alphabet.MatchString
		p.Families = withinAlphabet(families, p.Allowed)
	}
	return p
}

// withinAlphabet returns the tags of the target's alphabet, and some that every alphabet has.
func withinAlphabet(families []walk.Family, allowed func(tag string) bool) []walk.Family {
	var kept []walk.Family
	for _, family := range families {
		some := slices.DeleteFunc(slices.Clone(family), func(tag string) bool { return !allowed(tag) })
		if len(some) > 0 {
			kept = append(kept, some)
		}
	}
	for n := 1; len(kept) < defaultMaxTags; n++ {
		kept = append(kept, walk.Family{check.NumberedTag(n)})
	}
	return kept
}

// readEvery returns after how many changes an image is read. They are many if a read costs a request for each tag,
// or a wait.
func readEvery(env *check.Env, usual int) int {
	if !env.Found.Shows || env.Target.Capabilities.Window > 0 {
		return 50
	}
	return usual
}

// unknownUsers returns the user with an invalid token, if the target requires tokens.
func unknownUsers(env *check.Env) []string {
	if env.Target.Capabilities.NoAuthentication || env.Target.Users[target.Owner] == nil {
		return nil
	}
	return []string{walk.UnknownUser}
}
