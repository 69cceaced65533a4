package fault

import (
	"net/http"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"

	"tagcheck/reference"
)

// sequenceFaults are mistakes that only a history of changes brings to light.
func sequenceFaults() []Fault {
	return []Fault{
		broken("version-overflows", "sequence.state", "the 128th change of an image answers 204 and is lost, as its version overflows", func(p *reference.Parts) {
			changes := counter()
			when(all(tagging, func(c *call) bool { return changes(c.image) == 128 }), func(c *call) { c.answer(http.StatusNoContent) })(p)
		}),
		broken("search-by-another-order", "sequence.state.non-ascii", "tags are kept in the order of UTF-8 and searched in that of UTF-16", onRemove(func(image reference.Record, tag string, do func(string) error) error {
			order := func(a, b string) int { return slices.Compare(utf16.Encode([]rune(a)), utf16.Encode([]rune(b))) }
			if _, found := slices.BinarySearchFunc(tagsOf(image), tag, order); !found {
				return reference.ErrNoTag
			}
			return do(tag)
		})),
		broken("control-refused-the-second-time", "sequence.state.non-ascii", "a tag with a control character is taken the first time and refused the second", func(p *reference.Parts) {
			count := counter()
			answering(all(adding, controlled, func(c *call) bool { return count(c.image+c.tag) == 2 }), http.StatusBadRequest)(p)
		}),
		broken("length-refusal-is-remembered", "sequence.lengths", "that a tag was too long is remembered by its first 255 characters, and they are refused from then on", refusalRemembered),
		broken("length-buffer-is-kept", "sequence.lengths", "of a tag that is too long, the beginning is stored in place of the next one of 255 characters", bufferKept),
		broken("removal-taken-for-a-repetition", "sequence.windows", "behind the addition and the removal of one tag, at once, the removal of another answers 204 and does nothing", hasty),
		broken("attempts-are-remembered", "sequence.users", "what a stranger tried in vain to add is taken for there: the owner's next addition of it does nothing", attemptsRemembered),
		broken("query-and-chunks", "sequence.fuzz", "PUT with a query and a body in chunks answers 204 and does nothing", when(all(adding, func(c *call) bool {
			return strings.Contains(c.target(), "?") && len(c.r.TransferEncoding) > 0
		}), func(c *call) {
			if a := c.by(http.MethodOptions).try(); a.status < http.StatusInternalServerError { // it takes the body off the connection
				c.answer(http.StatusNoContent)
			}
		})),
		broken("refused-with-query-adds", "sequence.fuzz", "a method other than PUT and DELETE with a query adds the tag behind its refusal", when(func(c *call) bool {
			return other(c) && strings.Contains(c.target(), "?")
		}, func(c *call) {
			c.by(http.MethodPut).try()
			c.serve()
		})),
	}
}

func controlled(c *call) bool {
	tag, _ := c.name()
	return strings.ContainsFunc(tag, unicode.IsControl)
}

func refusalRemembered(p *reference.Parts) {
	short := newSet()
	when(adding, func(c *call) {
		tag, _ := c.name()
		runes := []rune(tag)
		switch {
		case len(runes) == 255 && short.has(c.image+tag):
			c.answer(http.StatusBadRequest)
			return
		case len(runes) > 255:
			short.put(c.image + string(runes[:255]))
		}
		c.serve()
	})(p)
}

func bufferKept(p *reference.Parts) {
	buffers := newWords()
	when(adding, func(c *call) {
		tag, _ := c.name()
		runes, kept := []rune(tag), buffers.get(c.image)
		switch {
		case len(runes) > 255:
			buffers.put(c.image, string(runes[:254])+"c")
		case len(runes) == 255 && kept != "":
			buffers.put(c.image, "")
			c = c.named(kept)
		}
		c.serve()
	})(p)
}

// hasty remembers the last two changes of each image.
func hasty(p *reference.Parts) {
	changes := newWords()
	when(tagging, func(c *call) {
		before := strings.Split(changes.get(c.image), " ")
		tag, added := strings.CutPrefix(before[0], http.MethodPut)
		changes.put(c.image, before[len(before)-1]+" "+c.r.Method+c.tag)
		if added && before[1] == http.MethodDelete+tag && removing(c) && tag != c.tag {
			if image, err := p.Store.Find(c.image); err == nil && has(image, c.tag) {
				c.answer(http.StatusNoContent)
				return
			}
		}
		c.serve()
	})(p)
}

func attemptsRemembered(p *reference.Parts) {
	tried := newSet()
	when(adding, func(c *call) {
		if tried.take(c.image + " " + c.tag) {
			c.answer(http.StatusNoContent)
			return
		}
		a := c.try()
		if _, err := p.Store.Find(c.image); err == nil && (a.status == http.StatusNotFound || a.status == http.StatusForbidden) {
			tried.put(c.image + " " + c.tag)
		}
		a.send(c.w, c.r)
	})(p)
}
