package model

import "time"

// VisibleAt returns when all changes of the image must be visible.
func (i *Image) VisibleAt() time.Time {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.lastDone.Add(i.model.window)
}

// ReadBack compares the image with the tags that the server shows after VisibleAt, and
// reports every deviation. A tag on which an operation is in flight may have either
// state.
func (i *Image) ReadBack(shown []string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	tags := countTags(shown)
	known, unknown := i.compareOwn(tags)
	i.compareKept(tags)
	known += uint64(len(i.spec.Kept))
	for tag, n := range tags {
		if n > 0 {
			i.report(Unexpected, tag, nil)
		}
	}
	i.model.collector.addRead(known, unknown)
}

// compareOwn compares the tags of the load, and removes them from tags. It counts the
// tags that were used.
func (i *Image) compareOwn(tags map[string]int) (known, unknown uint64) {
	for n := range i.tags {
		t := &i.tags[n]
		count := tags[t.name]
		delete(tags, t.name)
		isPresent := count > 0
		switch {
		case t.inFlight || t.state == indeterminate:
			unknown++
		case isPresent != (t.state == present):
			i.model.collector.add(t.deviates(foundByReadBack))
			known++
		case t.wasAdded || t.changed > 0:
			known++
		}
		if count > 1 {
			i.report(Unexpected, t.name, t.addition())
		}
	}
	return known, unknown
}

// compareKept compares the tags that the load does not change, and removes them from
// tags.
func (i *Image) compareKept(tags map[string]int) {
	made := i.spec.Made
	for _, tag := range i.spec.Kept {
		switch count := tags[tag]; {
		case count == 0:
			i.report(LostAddition, tag, &made)
		case count > 1:
			i.report(Unexpected, tag, &made)
		}
		delete(tags, tag)
	}
}

func (i *Image) report(kind Kind, tag string, acknowledged *Exchange) {
	i.model.collector.add(Finding{
		Kind: kind, Image: i.spec.ID, Tag: tag, Found: foundByReadBack, At: time.Now(), Exchange: acknowledged,
	})
}
