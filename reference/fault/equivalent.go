package fault

import (
	"net/http"
	"strings"

	"tagcheck/reference"
)

// equivalentFaults are mistakes that no client can observe. A judge that reports
// one of them is wrong.
func equivalentFaults() []Fault {
	return []Fault{
		newFault("remove-leaves-a-row", "remove.deletes", "DELETE marks the row of a tag as deleted and never purges it",
			func(p *reference.Parts) {
				rows := newStringSet()
				onRemove(func(image reference.Record, tag string, apply func(string) error) error {
					err := apply(tag)
					if err == nil {
						rows.add(tagKey(image, tag))
					}
					return err
				})(p)
			}).equivalent("no operation shows rows that are marked as deleted"),
		newFault("image-leaves-its-rows", "isolation.new-image", "the tags of a deleted image are never purged",
			func(p *reference.Parts) { p.Store = &orphanedRows{p.Store, newStringSet()} }).
			equivalent("an image ID is never used again, so that no request can read these tags"),
		newFault("access-compares-in-steps", "access.add.401",
			"a token is compared byte by byte, and the comparison ends at the first difference", compareTokensByByte).
			equivalent("the difference in time is a few nanoseconds, too little to measure over a network"),
	}
}

func compareTokensByByte(p *reference.Parts) {
	inner := p.Authenticate
	p.Authenticate = func(header http.Header) (reference.Identity, bool) {
		for known := range demo().Users {
			for i := range min(len(known), len(header.Get(tokenField))) {
				if known[i] != header.Get(tokenField)[i] {
					break
				}
			}
		}
		return inner(header)
	}
}

// orphanedRows stores the tags of deleted images.
type orphanedRows struct {
	reference.Store
	rows stringSet
}

// Remove deletes an image but not its tags.
func (s *orphanedRows) Remove(id string) error {
	if image, err := s.Store.Find(id); err == nil {
		s.rows.add(id + "\n" + strings.Join(currentTags(image), "\n"))
	}
	return s.Store.Remove(id)
}
