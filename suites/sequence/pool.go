package sequence

import (
	"slices"

	"tagcheck/fixtures/target"
	"tagcheck/suites/check"
	"tagcheck/suites/sequence/walk"
)

// mostTags is how many tags an image may have on a target that tells no quota:
// as many as other checks rely on.
const mostTags = 9

// pool is what the walks of a target are drawn from: what it declares decides
// how many images there are, how full they get, and of what the tags are.
func pool(env *check.Env, families []walk.Family) walk.Pool {
	p := walk.Pool{Images: []walk.Image{{Name: "A", Owner: string(target.Owner)}}, Room: mostTags, Looks: pause(env, 2)}
	if env.Found.Creates {
		p.Images = append(p.Images, walk.Image{Name: "B", Owner: string(target.Owner)})
	}
	if quota := env.Target.Capabilities.TagQuota; quota > 0 && quota <= mostTags {
		p.Room, p.Quota = quota, true
	}
	p.Families = families
	if alphabet := env.Target.Capabilities.Alphabet; alphabet != nil {
		p.Allowed = alphabet.MatchString
		p.Families = ofAlphabet(families, p.Allowed)
	}
	return p
}

// ofAlphabet keeps the tags of the target's own alphabet, and adds some that every
// alphabet has.
func ofAlphabet(families []walk.Family, allowed func(tag string) bool) []walk.Family {
	var kept []walk.Family
	for _, family := range families {
		if some := slices.DeleteFunc(slices.Clone(family), func(tag string) bool { return !allowed(tag) }); len(some) > 0 {
			kept = append(kept, some)
		}
	}
	for n := 1; len(kept) < mostTags; n++ {
		kept = append(kept, walk.Family{check.NumberedTag(n)})
	}
	return kept
}

// pause is how many changes lie between two looks. They are many where a look
// costs a request for each tag, or a wait.
func pause(env *check.Env, usual int) int {
	if !env.Found.Shows || env.Target.Capabilities.Window > 0 {
		return 50
	}
	return usual
}

// nobody is who sends a token that nobody issued, where the target asks for
// any.
func nobody(env *check.Env) []string {
	if env.Target.Capabilities.NoAuthentication || env.Target.Users[target.Owner] == nil {
		return nil
	}
	return []string{walk.Unknown}
}
