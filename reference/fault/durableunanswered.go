package fault

import (
	"slices"

	"tagcheck/reference"
	"tagcheck/reference/journal"
)

// crashUnansweredFaults are mistakes with changes that were not answered when the
// server was killed. The server holds requests, so that there are some.
func crashUnansweredFaults() []Fault {
	f := func(name, caught, text string, p persistence) Fault {
		p.journalResponses = true
		return newCrashFault(name, caught, text, p)
	}
	return []Fault{
		f("crash-half-applied", "durable.crash.unanswered",
			"an unanswered change is visible after a restart, but DELETE does not see it",
			persistence{editRecovered: dropResponses, afterRestart: hideFromRemovals}),
		f("crash-applies-late", "durable.crash.unanswered",
			"an unanswered change takes effect only after the image was read for the first time after a restart",
			persistence{editRecovered: dropUnanswered, afterRestart: applyAfterFirstRead}),
		f("crash-leaves-a-lock", "durable.crash.writable",
			"after a restart, an image with an unanswered change stays locked and answers 500",
			persistence{editRecovered: dropResponses, afterRestart: lockUnanswered}),
	}
}

// dropResponses recovers all changes, answered or not.
func dropResponses(found []journal.Entry) []journal.Entry {
	return slices.DeleteFunc(found, func(e journal.Entry) bool { return e.Kind == answered })
}

// dropUnanswered recovers only the changes that were answered.
func dropUnanswered(found []journal.Entry) []journal.Entry {
	past, _ := splitUnanswered(found)
	return past
}

// hideFromRemovals lets DELETE see the state without the unanswered changes.
func hideFromRemovals(found []journal.Entry) change {
	_, unanswered := splitUnanswered(found)
	kinds := map[string]journal.Kind{}
	for _, e := range unanswered {
		kinds[e.Image+"\n"+e.Tag] = e.Kind
	}
	return onRemove(func(image reference.Record, tag string, apply func(string) error) error {
		switch kinds[tagKey(image, tag)] {
		case journal.Add:
			return reference.ErrNoTag
		case journal.Remove:
			return nil
		}
		return apply(tag)
	})
}

// applyAfterFirstRead applies the unanswered changes of an image when it has been
// read for the first time.
func applyAfterFirstRead(found []journal.Entry) change {
	_, unanswered := splitUnanswered(found)
	return func(p *reference.Parts) {
		store, read := p.Store, newStringSet()
		when(isShowImage, func(x *exchange) {
			x.forward()
			image, err := store.Find(x.image)
			if err != nil || read.has(x.image) {
				return
			}
			read.add(x.image)
			for _, e := range unanswered {
				switch {
				case e.Image != x.image:
				case e.Kind == journal.Add:
					_ = image.AddTag(e.Tag, 0, now)
				default:
					_ = image.RemoveTag(e.Tag, now) // the image may not have it
				}
			}
		})(p)
	}
}

// lockUnanswered lets changes of images with unanswered changes fail.
func lockUnanswered(found []journal.Entry) change {
	_, unanswered := splitUnanswered(found)
	hook := func(image reference.Record, tag string, apply func(string) error) error {
		isLocked := func(e journal.Entry) bool { return e.Image == image.Attributes().ID }
		if slices.ContainsFunc(unanswered, isLocked) {
			return errStoreFailed
		}
		return apply(tag)
	}
	return both(onAdd(hook), onRemove(hook))
}
