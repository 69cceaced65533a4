package fault

import (
	"net/http"
	"slices"
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
	}
}
