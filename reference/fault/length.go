package fault

import (
	"unicode/utf8"
)

// lengthFaults are mistakes in how long a tag may be.
func lengthFaults() []Fault {
	characters := utf8.RuneCountInString
	over := func(c *call) bool {
		tag, ok := c.name()
		return ok && characters(tag) > 255
	}
	return []Fault{
		broken("length-254", "add.length.accepted", "254 characters are the limit", within(254, characters)),
		broken("length-of-octets", "add.length.code-points", "the limit counts octets", within(255, octets)),
		broken("length-of-units", "add.length.code-points", "the limit counts units of UTF-16", within(255, units)),
		broken("length-none", "add.length.over.refused", "there is no limit", within(1<<20, characters)),
		broken("length-cuts-behind-400", "add.length.over.refused", "a tag that is too long is refused, and its beginning is stored", replying(all(adding, over), func(c *call, a *reply) {
			tag, _ := c.name()
			c.named(string([]rune(tag)[:255])).try()
		})),
		broken("length-compares-254", "add.length.last-character", "tags are compared by their first 254 characters", collating(func(tag string) string {
			if characters(tag) > 254 {
				return string([]rune(tag)[:254])
			}
			return tag
		})),
		broken("length-removes-254", "remove.length", "DELETE of a tag of 255 characters answers 400", limited(removing, 254, characters)),
		broken("length-removes-octets", "remove.length.code-points", "DELETE counts octets", limited(removing, 255, octets)),
		broken("length-removes-cut", "remove.length.over", "DELETE of a tag that is too long removes what it begins with", when(all(removing, over), func(c *call) {
			tag, _ := c.name()
			c.named(string([]rune(tag)[:255])).serve()
		})),
	}
}
