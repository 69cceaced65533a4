package check

// NeedsAlphabet ends the check where the target declares an alphabet that one
// of the tags is not of.
func (e *Env) NeedsAlphabet(tags ...string) {
	alphabet := e.Target.Capabilities.Alphabet
	for _, tag := range tags {
		if alphabet != nil && !alphabet.MatchString(tag) {
			e.DeclaredAbsent("the target declares an alphabet that the tag %s is not of", Quoted([]string{tag}))
		}
	}
}
