package fault

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"tagcheck/reference"
)

// concurrentFaults are mistakes that need several requests at the same time.
func concurrentFaults() []Fault {
	return slices.Concat(
		lostUpdateFaults(), doubleEffectFaults(), conflictFaults(), sharedVariableFaults(), concurrentReadFaults(),
	)
}

func lostUpdateFaults() []Fault {
	add := onAdd(func(image reference.Record, tag string, apply func(string) error) error {
		added := func(tags []string) []string { return append(tags, tag) }
		return storeStaleTags(image, added, func() error { return apply(tag) })
	})
	remove := onRemove(func(image reference.Record, tag string, apply func(string) error) error {
		removed := func(tags []string) []string {
			return slices.DeleteFunc(tags, func(t string) bool { return t == tag })
		}
		return storeStaleTags(image, removed, func() error { return apply(tag) })
	})
	faults := []Fault{
		newFault("race-lost-additions", "concurrent.adds-kept",
			"PUT reads all tags and stores them with the new one, without a lock",
			add),
		newFault("race-lost-removals", "concurrent.removals-done",
			"DELETE reads all tags and stores them without the removed one, without a lock", remove),
		newFault("race-lost-updates", "concurrent.mixed",
			"PUT and DELETE read all tags and store them changed, without a lock",
			add, remove),
		newFault("race-brings-tags-back", "concurrent.mixed",
			"PUT inserts all tags that it has read again, and so restores tags that were removed in the meantime",
			withInFlight(reinsertTags)),
	}
	for _, window := range []time.Duration{100 * time.Microsecond, time.Millisecond, 10 * time.Millisecond} {
		name := "race-window-of-" + strings.Replace(window.String(), "µ", "u", 1)
		text := fmt.Sprintf("PUT reads all tags and stores them with the new one %s later, without a lock", window)
		faults = append(faults, newFault(name, "concurrent.adds-kept", text, withInFlight(loseAdditions(window))))
	}
	return append(faults, attributeRaceFaults()...)
}

// storeStaleTags reads the tags, waits, applies the operation, and then stores
// what change makes of the tags as they were read.
func storeStaleTags(image reference.Record, change func(tags []string) []string, apply func() error) error {
	wanted := change(currentTags(image))
	time.Sleep(raceWindow)
	err := apply()
	for _, there := range currentTags(image) {
		if err == nil && !slices.Contains(wanted, there) {
			_ = image.RemoveTag(there, now)
		}
	}
	for _, tag := range wanted {
		if err == nil {
			_ = image.AddTag(tag, 0, now)
		}
	}
	return err
}

func reinsertTags(f inFlight) []change {
	return []change{onAdd(func(image reference.Record, tag string, apply func(string) error) error {
		before := currentTags(image)
		f.pause(image.Attributes().ID, raceWindow)
		for _, there := range before {
			_ = image.AddTag(there, 0, now)
		}
		return apply(tag)
	})}
}

// loseAdditions removes the tags that were added while the window was open.
func loseAdditions(window time.Duration) func(f inFlight) []change {
	return func(f inFlight) []change {
		return []change{onAdd(func(image reference.Record, tag string, apply func(string) error) error {
			wanted := append(currentTags(image), tag)
			f.pause(image.Attributes().ID, window)
			err := apply(tag)
			for _, there := range currentTags(image) {
				if err == nil && !slices.Contains(wanted, there) {
					_ = image.RemoveTag(there, now)
				}
			}
			return err
		})}
	}
}

// attributeRaceFaults need a tag operation and a change of the name at the same
// time. The operation that is lost runs in the middle of the other's window.
func attributeRaceFaults() []Fault {
	restoreName := func(image reference.Record, tag string, apply func(string) error) error {
		read, _ := image.Image() // if the image was deleted, apply returns the error
		time.Sleep(raceWindow)
		if err := apply(tag); err != nil {
			return err
		}
		_, err := image.Patch(reference.Patch{Renames: true, Name: read.Name}, 0, now)
		return err
	}
	latePatch := func(_ reference.Record, apply func() (reference.Image, error)) (reference.Image, error) {
		time.Sleep(raceWindow / 2)
		return apply()
	}
	lateTag := func(_ reference.Record, tag string, apply func(string) error) error {
		time.Sleep(raceWindow / 2)
		return apply(tag)
	}
	restoreTags := func(image reference.Record, apply func() (reference.Image, error)) (reference.Image, error) {
		var renamed reference.Image
		err := storeStaleTags(image, slices.Clone, func() (err error) {
			renamed, err = apply()
			return err
		})
		return renamed, err
	}
	return []Fault{
		newFault("race-old-name-back", "concurrent.attributes",
			"PUT and DELETE of a tag store the whole image as they read it, with its old name",
			onAdd(restoreName), onRemove(restoreName), onPatch(latePatch)),
		newFault("race-rename-drops-tags", "concurrent.attributes",
			"PATCH stores the whole image as it read it, with its old tags",
			onAdd(lateTag), onRemove(lateTag), onPatch(restoreTags)),
	}
}

// doubleEffectFaults check a condition first and act on it later.
func doubleEffectFaults() []Fault {
	return []Fault{
		newFault("race-two-winners", "concurrent.one-winner", "DELETE checks whether the tag exists and removes it later",
			onRemove(func(image reference.Record, tag string, apply func(string) error) error {
				existed := hasTag(image, tag)
				time.Sleep(raceWindow)
				if err := apply(tag); !existed {
					return err
				}
				return nil
			})),
		newFault("race-two-rows-break-removal", "concurrent.single-instance",
			"concurrent additions of a tag create two rows, and DELETE then answers 500", createTwoRows),
		newFault("race-over-quota", "concurrent.quota", "PUT checks the quota and adds the tag later",
			onAdd(func(image reference.Record, tag string, apply func(string) error) error {
				full := isFull(image)
				time.Sleep(raceWindow)
				if full {
					return apply(tag)
				}
				return image.AddTag(tag, 0, now)
			})),
	}
}

// createTwoRows counts the rows of a tag: concurrent additions create one each.
func createTwoRows(p *reference.Parts) {
	rows := newCounters()
	onAdd(func(image reference.Record, tag string, apply func(string) error) error {
		existed := hasTag(image, tag)
		time.Sleep(raceWindow)
		if !existed {
			rows.add(tagKey(image, tag), 1)
		}
		return apply(tag)
	})(p)
	onRemove(func(image reference.Record, tag string, apply func(string) error) error {
		key := tagKey(image, tag)
		if rows.get(key) > 1 {
			return errStoreFailed
		}
		if rows.add(key, -1) > 0 {
			return nil
		}
		rows.set(key, 0)
		return apply(tag)
	})(p)
}

// conflictFaults answer an error if another request is in flight.
func conflictFaults() []Fault {
	return []Fault{
		newFault("race-version-409", "concurrent.accepted",
			"a tag operation answers 409 if another one on the image is in flight", conflictIfBusy),
		newFault("race-deadlock-500", "concurrent.same-tag", "DELETE answers 500 while a PUT of the same tag is in flight",
			failRemovalDuringAddition),
	}
}

func conflictIfBusy(p *reference.Parts) {
	locks := newKeyedLocks()
	when(isTagOperation, func(x *exchange) {
		lock := locks.get(x.image)
		if !lock.TryLock() {
			x.reply(http.StatusConflict)
			return
		}
		defer lock.Unlock()
		time.Sleep(raceWindow)
		x.forward()
	})(p)
}

func failRemovalDuringAddition(p *reference.Parts) {
	additions := newCounters()
	when(isTagOperation, func(x *exchange) {
		key := x.image + "\n" + x.tag
		switch {
		case isRemove(x) && additions.get(key) > 0:
			x.reply(http.StatusInternalServerError)
			return
		case isAdd(x):
			additions.add(key, 1)
			defer additions.add(key, -1)
			time.Sleep(raceWindow)
		}
		x.forward()
	})(p)
}

// sharedVariableFaults store data of one request where all requests see it.
func sharedVariableFaults() []Fault {
	return []Fault{
		newFault("race-shared-image", "concurrent.images",
			"the image ID of a request is in a variable that all requests share",
			func(p *reference.Parts) {
				shared := newStringMap()
				when(isTagOperation, func(x *exchange) {
					shared.set("", x.image)
					time.Sleep(raceWindow)
					x.withTarget("/v2/images/" + shared.get("") + "/tags/" + x.tag).forward()
				})(p)
			}),
		newFault("race-shared-user", "concurrent.users", "the user of a request is in a variable that all requests share",
			func(p *reference.Parts) {
				shared := newStringMap()
				when(isTagOperation, func(x *exchange) {
					if isKnownToken(x.token()) {
						shared.set("", x.token())
						time.Sleep(raceWindow)
						x = x.withToken(shared.get(""))
					}
					x.forward()
				})(p)
			}),
		newFault("race-swaps-answers", "concurrent.answers",
			"two requests to an image at the same time get each other's response",
			withInFlight(swapResponses)),
	}
}

// swapResponses holds a response until another one is ready, and swaps them.
func swapResponses(f inFlight) []change {
	type swap struct{ first, second chan *response }
	waiting := make(chan swap)
	return []change{when(isTagOperation, func(x *exchange) {
		own := x.capture()
		time.Sleep(joinWait)
		if f.count(x.image) > 1 {
			mine := swap{make(chan *response, 1), make(chan *response, 1)}
			select {
			case other := <-waiting:
				other.second <- own
				own = <-other.first
			case waiting <- mine:
				mine.first <- own
				own = <-mine.second
			case <-time.After(raceWindow):
			}
		}
		x.send(own)
	})}
}
