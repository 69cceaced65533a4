package fault

import (
	"slices"
	"time"

	"tagcheck/reference"
)

// attributeRaces are mistakes that need a tag operation and a change of the
// name at a time. The one that is undone comes while the other waits.
func attributeRaces() []Fault {
	stale := func(image reference.Record, tag string, do func(string) error) error {
		read, _ := image.Image() // what is gone is told by do
		time.Sleep(gap)
		if err := do(tag); err != nil {
			return err
		}
		_, err := image.Patch(reference.Patch{Renames: true, Name: read.Name}, 0, now)
		return err
	}
	return []Fault{
		broken("race-old-name-back", "concurrent.attributes", "PUT and DELETE write the whole image back as they read it, its name too", onAdd(stale), onRemove(stale), onPatch(slowly)),
		broken("race-rename-drops-tags", "concurrent.attributes", "PATCH writes the whole image back as it read it, its tags too", onAdd(late), onRemove(late), onPatch(func(image reference.Record, do func() (reference.Image, error)) (reference.Image, error) {
			var renamed reference.Image
			err := overwriting(image, slices.Clone, func() (err error) {
				renamed, err = do()
				return err
			})
			return renamed, err
		})),
	}
}

// slowly renames an image after half of the gap.
func slowly(_ reference.Record, do func() (reference.Image, error)) (reference.Image, error) {
	time.Sleep(gap / 2)
	return do()
}

// late changes a tag after half of the gap.
func late(_ reference.Record, tag string, do func(string) error) error {
	time.Sleep(gap / 2)
	return do(tag)
}
