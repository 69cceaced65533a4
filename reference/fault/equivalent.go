package fault

import (
	"net/http"
	"strings"

	"tagcheck/reference"
)

// equivalentFaults are mistakes that nobody can tell from outside. They are in
// the bank all the same: a judge that raises an alarm at them is wrong.
func equivalentFaults() []Fault {
	return []Fault{
		broken("remove-leaves-a-row", "remove.deletes", "DELETE marks the row of a tag and leaves it behind", func(p *reference.Parts) {
			rows := newSet()
			onRemove(func(image reference.Record, tag string, do func(string) error) error {
				err := do(tag)
				if err == nil {
					rows.put(image.Attributes().ID + "\n" + tag)
				}
				return err
			})(p)
		}).equivalent("no operation shows a row that is marked; it costs room and time alone"),
		broken("image-leaves-its-rows", "isolation.new-image", "the tags of a deleted image stay in their table", func(p *reference.Parts) { p.Store = &littering{p.Store, newSet()} }).
			equivalent("an id is never given out again, so nobody can ask for them"),
		broken("access-compares-in-steps", "access.add.401", "a token is compared octet by octet, up to the first that differs", func(p *reference.Parts) {
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
		}).equivalent("the difference is of nanoseconds, which no judge can measure through a network"),
	}
}

// littering keeps the tags of deleted images.
type littering struct {
	reference.Store
	rows set
}

// Remove deletes an image and leaves its tags behind.
func (l *littering) Remove(id string) error {
	if image, err := l.Store.Find(id); err == nil {
		l.rows.put(id + "\n" + strings.Join(tagsOf(image), "\n"))
	}
	return l.Store.Remove(id)
}
