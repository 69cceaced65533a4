package fault

import (
	"slices"
	"sync"

	"tagcheck/reference"
)

// durableFaults are mistakes in what lasts: changes that are reverted later, and
// changes that a crash loses.
func durableFaults() []Fault {
	return slices.Concat(revertFaults(), crashLossFaults(), crashRecoveryFaults(), crashUnansweredFaults())
}

func revertFaults() []Fault {
	return []Fault{
		newFault("add-reverts", "durable.added", "an addition is reverted after 500 further additions",
			func(p *reference.Parts) {
				onAdd(revertAfter(500, func(image reference.Record, tag string) { _ = image.RemoveTag(tag, now) }))(p)
			}),
		newFault("remove-reverts", "durable.removed", "a removal is reverted after 150 further removals",
			func(p *reference.Parts) {
				onRemove(revertAfter(150, func(image reference.Record, tag string) { _ = image.AddTag(tag, 0, now) }))(p)
			}),
	}
}

// revertAfter applies a change and reverts it after n further changes. It counts
// changes rather than time, so that a short check of one image never sees it.
func revertAfter(n int, revert func(image reference.Record, tag string)) tagHook {
	var mu sync.Mutex
	var reverts []func()
	return func(image reference.Record, tag string, apply func(string) error) error {
		err := apply(tag)
		mu.Lock()
		defer mu.Unlock()
		reverts = append(reverts, func() { revert(image, tag) })
		if len(reverts) > n {
			reverts[0]()
			reverts = reverts[1:]
		}
		return err
	}
}
