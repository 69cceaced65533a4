package fault

import (
	"slices"

	"tagcheck/reference"
	"tagcheck/reference/journal"
)

// keeping is how a server keeps its images on a disk in another way than it
// should. The zero value is the right way.
type keeping struct {
	// file wraps the disk.
	file func(journal.File) journal.File
	// write wraps the journal.
	write func(journal.Appender) journal.Appender
	// recover changes what a start finds in the journal.
	recover func([]journal.Entry) []journal.Entry
	// restarted changes a server that starts again.
	restarted func(found []journal.Entry) change
	// notes has the server note in the journal each change that it answered.
	notes bool
}

// On is New with the images that are on the disk; changes are kept there.
func (s Server) On(disk journal.File) (*reference.Server, error) {
	if s.keeps.file != nil {
		disk = s.keeps.file(disk)
	}
	log, found, err := journal.Open(disk)
	if err != nil {
		return nil, err
	}
	var keeper journal.Appender = log
	if s.keeps.write != nil {
		keeper = s.keeps.write(log)
	}
	past := found
	if s.keeps.recover != nil {
		past = s.keeps.recover(slices.Clone(found))
	}
	if s.keeps.write != nil || s.keeps.recover != nil {
		past = possible(past)
	}
	var failed error
	changes := append([]change{func(p *reference.Parts) {
		var store *journal.Store
		if store, failed = journal.Keep(p.Store, keeper, past); failed == nil {
			p.Store = store
		}
	}}, s.change...)
	if s.keeps.notes {
		changes = append(changes, noting(keeper))
	}
	if s.keeps.restarted != nil && len(found) > 0 {
		changes = append(changes, s.keeps.restarted(found))
	}
	server := reference.New(s.Config, changes...)
	return server, failed
}

// appender is an appender made of a function.
type appender func(journal.Entry) error

// Append calls the function.
func (a appender) Append(e journal.Entry) error { return a(e) }

// possible leaves out what can't be done: a mistaken journal may remove what it
// never added.
func possible(entries []journal.Entry) []journal.Entry {
	tags := map[string]set{} // by image
	return slices.DeleteFunc(slices.Clone(entries), func(e journal.Entry) bool {
		if e.Kind == journal.Insert {
			tags[e.New.ID] = newSet()
			for _, tag := range e.New.Tags {
				tags[e.New.ID].put(tag)
			}
			return false
		}
		of, there := tags[e.Image]
		switch {
		case !there:
			return true
		case e.Kind == journal.Add:
			of.put(e.Tag)
		case e.Kind == journal.Remove:
			return !of.take(e.Tag)
		case e.Kind == journal.Delete:
			delete(tags, e.Image)
		}
		return false
	})
}

// answered is the kind of an entry that notes an answer.
const answered journal.Kind = "answered"

// noting notes in the journal what was answered, right before it is.
func noting(log journal.Appender) change {
	return holding(func(c *call, hold func()) {
		a := c.try()
		hold()
		if tag, ok := c.name(); ok {
			_ = log.Append(journal.Entry{Kind: answered, Image: c.image, Tag: tag}) // one that was killed writes nothing
		}
		a.send(c.w, c.r)
	})
}

// settled gives the changes without the notes and without the changes of tags
// that no note follows; those are open.
func settled(found []journal.Entry) (past, open []journal.Entry) {
	for i, e := range found {
		tagged := e.Kind == journal.Add || e.Kind == journal.Remove
		switch {
		case e.Kind == answered:
		case tagged && !slices.ContainsFunc(found[i+1:], func(later journal.Entry) bool {
			return later.Kind == answered && later.Image == e.Image && later.Tag == e.Tag
		}):
			open = append(open, e)
		default:
			past = append(past, e)
		}
	}
	return past, open
}

// key is what an entry is about.
func key(e journal.Entry) string { return e.Image + "\n" + e.Tag }
