package fault

import (
	"slices"

	"tagcheck/reference"
	"tagcheck/reference/journal"
)

// persistence changes how a server stores its images on disk. The zero value is
// correct.
type persistence struct {
	// wrapFile wraps the file of the journal.
	wrapFile func(journal.File) journal.File
	// wrapJournal wraps the journal that changes are written to.
	wrapJournal func(journal.Appender) journal.Appender
	// editRecovered changes the entries that a start reads from the journal.
	editRecovered func([]journal.Entry) []journal.Entry
	// afterRestart changes a server that starts with a journal that is not empty.
	afterRestart func(found []journal.Entry) change
	// journalResponses writes an entry for each response to the journal, so that a
	// restart knows which changes were answered.
	journalResponses bool
}

// NewFromDisk starts the server with the images that the journal on a disk
// contains. The server writes its changes to it.
func (s Server) NewFromDisk(disk journal.File) (*reference.Server, error) {
	if s.persistence.wrapFile != nil {
		disk = s.persistence.wrapFile(disk)
	}
	log, found, err := journal.Open(disk)
	if err != nil {
		return nil, err
	}
	var appender journal.Appender = log
	if s.persistence.wrapJournal != nil {
		appender = s.persistence.wrapJournal(log)
	}
	recovered := found
	if s.persistence.editRecovered != nil {
		recovered = s.persistence.editRecovered(slices.Clone(found))
	}
	if s.persistence.wrapJournal != nil || s.persistence.editRecovered != nil {
		recovered = dropImpossible(recovered)
	}
	var failed error
	changes := append([]change{func(p *reference.Parts) {
		var store *journal.Store
		if store, failed = journal.NewStore(p.Store, appender, recovered); failed == nil {
			p.Store = store
		}
	}}, s.changes...)
	if s.persistence.journalResponses {
		changes = append(changes, journalResponses(appender))
	}
	if s.persistence.afterRestart != nil && len(found) > 0 {
		changes = append(changes, s.persistence.afterRestart(found))
	}
	server := reference.New(s.Config, changes...)
	return server, failed
}

// appendFunc is a function that is a [journal.Appender].
type appendFunc func(journal.Entry) error

// Append calls the function.
func (a appendFunc) Append(e journal.Entry) error { return a(e) }

// dropImpossible drops entries that cannot be replayed: a journal with a mistake
// may remove a tag that it never added.
func dropImpossible(entries []journal.Entry) []journal.Entry {
	tagsOfImage := map[string]stringSet{}
	return slices.DeleteFunc(slices.Clone(entries), func(e journal.Entry) bool {
		if e.Kind == journal.Insert {
			tags := newStringSet()
			for _, tag := range e.New.Tags {
				tags.add(tag)
			}
			tagsOfImage[e.New.ID] = tags
			return false
		}
		tags, there := tagsOfImage[e.Image]
		switch {
		case !there:
			return true
		case e.Kind == journal.Add:
			tags.add(e.Tag)
		case e.Kind == journal.Remove:
			return !tags.remove(e.Tag)
		case e.Kind == journal.Delete:
			delete(tagsOfImage, e.Image)
		}
		return false
	})
}

// answered is the kind of an entry for a response.
const answered journal.Kind = "answered"

// journalResponses writes an entry for each tag operation immediately before it
// is answered. It holds responses while several clients write.
func journalResponses(log journal.Appender) change {
	return holdTagOperations(func(x *exchange, hold func()) {
		a := x.capture()
		hold()
		if tag, ok := x.decodedTag(); ok {
			_ = log.Append(journal.Entry{Kind: answered, Image: x.image, Tag: tag}) // fails after a kill
		}
		x.send(a)
	})
}

// splitUnanswered separates the changes of tags that no response followed from
// all others. The entries for responses are in neither.
func splitUnanswered(found []journal.Entry) (past, unanswered []journal.Entry) {
	for i, e := range found {
		changesTag := e.Kind == journal.Add || e.Kind == journal.Remove
		switch {
		case e.Kind == answered:
		case changesTag && !slices.ContainsFunc(found[i+1:], func(later journal.Entry) bool {
			return later.Kind == answered && later.Image == e.Image && later.Tag == e.Tag
		}):
			unanswered = append(unanswered, e)
		default:
			past = append(past, e)
		}
	}
	return past, unanswered
}
