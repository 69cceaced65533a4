package fault

import (
	"net/http"
	"net/url"
	"strings"

	"tagcheck/reference"
)

// name is the tag of the path, decoded; ok is false where it can't be.
func (c *call) name() (tag string, ok bool) {
	tag, err := url.PathUnescape(c.tag)
	return tag, err == nil
}

// named gives the call for another tag, which may hold any character.
func (c *call) named(tag string) *call { return c.spelled(url.PathEscape(tag)) }

// spelled gives the call with another last segment of its path.
func (c *call) spelled(segment string) *call {
	path, query, asked := strings.Cut(c.target(), "?")
	target := path[:strings.LastIndex(path, "/")+1] + segment
	if asked {
		target += "?" + query
	}
	return c.at(target)
}

// tagIs chooses requests by their decoded tag.
func tagIs(wanted func(tag string) bool) condition {
	return func(c *call) bool {
		tag, ok := c.name()
		return c.tag != "" && ok && wanted(tag)
	}
}

// tagHas chooses requests whose tag holds one of the characters.
func tagHas(characters string) condition {
	return tagIs(func(tag string) bool { return strings.ContainsAny(tag, characters) })
}

// respelling takes another tag for the one that the path names. An empty one
// is as if the tag were not there.
func respelling(holds condition, other func(tag string) string) change {
	return when(all(tagging, holds), func(c *call) {
		tag, ok := c.name()
		if !ok {
			c.serve()
			return
		}
		if instead := other(tag); instead != tag {
			c = c.named(instead)
		}
		c.serve()
	})
}

// refusing answers for the tags that are wanted, whatever the operation.
func refusing(wanted func(tag string) bool, status int) change {
	return answering(all(tagging, tagIs(wanted)), status)
}

// collating takes tags with the same key for one, as a database does whose
// collation is not binary: the first spelling stays.
func collating(key func(tag string) string) change {
	same := func(image reference.Record, tag string) string {
		for _, there := range tagsOf(image) {
			if key(there) == key(tag) {
				return there
			}
		}
		return tag
	}
	add := onAdd(func(image reference.Record, tag string, do func(string) error) error { return do(same(image, tag)) })
	remove := onRemove(func(image reference.Record, tag string, do func(string) error) error { return do(same(image, tag)) })
	return both(add, remove)
}

func both(one, other change) change {
	return func(p *reference.Parts) {
		one(p)
		other(p)
	}
}

// removingToo removes tags besides the one that is asked for: those that other says.
func removingToo(also func(there, tag string) bool) change {
	return onRemove(func(image reference.Record, tag string, do func(string) error) error {
		others := tagsOf(image)
		err := do(tag)
		for _, there := range others {
			if err == nil && there != tag && also(there, tag) {
				_ = do(there)
			}
		}
		return err
	})
}

// removingInstead removes a tag for another: the first that instead says.
func removingInstead(instead func(there, tag string) bool) change {
	return onRemove(func(image reference.Record, tag string, do func(string) error) error {
		if has(image, tag) {
			return do(tag)
		}
		for _, there := range tagsOf(image) {
			if instead(there, tag) {
				return do(there)
			}
		}
		return do(tag)
	})
}

// limited puts a limit of its own to the length of a tag.
func limited(holds condition, limit int, length func(tag string) int) change {
	tooLong := tagIs(func(tag string) bool { return length(tag) > limit })
	return answering(all(tagging, holds, tooLong), http.StatusBadRequest)
}

// within accepts tags up to another limit than that of the document.
func within(limit int, length func(tag string) int) change {
	return func(p *reference.Parts) {
		p.ValidTag = func(tag string) bool { return tag != "" && length(tag) <= limit }
	}
}
