package fault

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"tagcheck/reference"
	"tagcheck/reference/journal"
)

// maxDelayedWrites is how many changes a server delays writing. It is more than
// are in flight at a time, so that some of them were answered.
const maxDelayedWrites = 40

// crashLossFaults lose changes that were answered.
func crashLossFaults() []Fault {
	added, removed, last := "durable.crash.added", "durable.crash.removed", "durable.crash.last"
	return []Fault{
		newCrashFault("crash-forgets-everything", added,
			"images are only in memory, so that a restart finds none", persistence{
				wrapJournal: func(journal.Appender) journal.Appender {
					return appendFunc(func(journal.Entry) error { return nil })
				},
				editRecovered: func([]journal.Entry) []journal.Entry { return nil },
			}),
		newCrashFault("crash-never-syncs", added, "changes are written to disk but never synced", persistence{
			wrapFile: func(f journal.File) journal.File { return unsyncedFile{f} },
		}),
		newCrashFault("crash-acknowledges-before-it-writes", last,
			"a change is answered at once, but written only after 40 further changes",
			persistence{wrapJournal: delayWrites}, answerInTurn),
		newCrashFault("crash-loses-the-tail", last, "a restart drops the last three changes as if they were incomplete",
			persistence{wrapFile: dropLastLines}, answerInTurn),
		newCrashFault("crash-forgets-removals", removed, "additions are written to disk, but removals are not", persistence{
			wrapJournal: func(log journal.Appender) journal.Appender {
				return appendFunc(func(e journal.Entry) error {
					if e.Kind == journal.Remove {
						return nil
					}
					return log.Append(e)
				})
			},
		}),
		newCrashFault("crash-replays-additions-last", removed,
			"a restart replays all removals before all additions, whatever their order was", persistence{
				editRecovered: func(found []journal.Entry) []journal.Entry {
					slices.SortStableFunc(found, func(a, b journal.Entry) int { return replayRank(a) - replayRank(b) })
					return found
				},
			}),
	}
}

// delayWrites writes a change after maxDelayedWrites further changes. The store
// makes one change at a time.
func delayWrites(log journal.Appender) journal.Appender {
	var waiting []journal.Entry
	return appendFunc(func(e journal.Entry) error {
		waiting = append(waiting, e)
		if len(waiting) <= maxDelayedWrites {
			return nil
		}
		first := waiting[0]
		waiting = waiting[1:]
		return log.Append(first)
	})
}

// dropLastLines removes the last three lines of a file, but never the first line.
func dropLastLines(disk journal.File) journal.File {
	content, err := io.ReadAll(disk)
	if err != nil {
		return disk // the next reader gets the same error
	}
	lines := bytes.SplitAfter(content, []byte("\n")) // the last one is empty
	content = bytes.Join(lines[:max(min(1, len(lines)), len(lines)-4)], nil)
	_ = disk.Truncate(int64(len(content))) // if it fails, the next start reads the lines again
	return &rereadFile{disk, bytes.NewReader(content)}
}

// rereadFile is a file whose content was already read.
type rereadFile struct {
	journal.File
	content io.Reader
}

// Read returns the content again.
func (f *rereadFile) Read(p []byte) (int, error) { return f.content.Read(p) }

// unsyncedFile is a file that is never synced.
type unsyncedFile struct{ journal.File }

// Sync does nothing.
func (unsyncedFile) Sync() error { return nil }

// replayRank orders entries by their kind: removals before additions.
func replayRank(e journal.Entry) int {
	order := []journal.Kind{journal.Insert, journal.Patch, journal.Remove, journal.Add, journal.Delete}
	return slices.Index(order, e.Kind)
}

// crashRecoveryFaults recover another state than the one that was stored.
func crashRecoveryFaults() []Fault {
	untouched, exact, quota := "durable.crash.untouched", "durable.crash.non-ascii", "durable.crash.quota"
	return []Fault{
		newCrashFault("crash-forgets-old-images", untouched,
			"a restart recovers only the tags of images that the last 100 changes were about",
			persistence{editRecovered: recoverRecentImages}, answerInTurn), // so that each client has changes among them
		newCrashFault("crash-forgets-names", untouched, "a restart loses the names of images", persistence{
			editRecovered: func(found []journal.Entry) []journal.Entry {
				for _, e := range found {
					if e.Kind == journal.Insert {
						e.New.Name = nil
					}
				}
				return found
			},
		}),
		newCrashFault("crash-mangles-non-ascii", exact, "a restart replaces non-ASCII characters in tags with question marks",
			persistence{editRecovered: rewriteRecoveredTags(toASCII)}),
		newCrashFault("crash-normalises", exact, "a restart converts tags to Unicode normal form C",
			persistence{editRecovered: rewriteRecoveredTags(norm.NFC.String)}),
		newCrashFault("crash-forgets-the-quota", quota, "after a restart there is no quota", persistence{
			afterRestart: func([]journal.Entry) change { return changeQuota(func(int) int { return 0 }) },
		}),
		newCrashFault("crash-counts-from-zero", quota, "after a restart the quota counts only tags added since then",
			persistence{afterRestart: func([]journal.Entry) change { return countSinceStart() }}),
	}
}

func recoverRecentImages(found []journal.Entry) []journal.Entry {
	recent := newStringSet()
	for _, e := range found[max(0, len(found)-100):] {
		recent.add(e.Image)
	}
	return slices.DeleteFunc(found, func(e journal.Entry) bool {
		if e.Kind == journal.Insert && !recent.has(e.New.ID) {
			e.New.Tags = []string{}
		}
		return e.Kind == journal.Add && !recent.has(e.Image)
	})
}

func toASCII(tag string) string {
	return strings.Map(func(r rune) rune {
		if r > unicode.MaxASCII {
			return '?'
		}
		return r
	}, tag)
}

func rewriteRecoveredTags(rewrite func(tag string) string) func([]journal.Entry) []journal.Entry {
	return func(found []journal.Entry) []journal.Entry {
		for i, e := range found {
			found[i].Tag = rewrite(e.Tag)
		}
		return found
	}
}

func countSinceStart() change {
	added := newCounters()
	return onAdd(func(image reference.Record, tag string, _ func(string) error) error {
		id := image.Attributes().ID
		switch {
		case hasTag(image, tag):
			return nil
		case added.get(id) >= demo().TagQuota:
			return reference.ErrOverQuota
		}
		added.add(id, 1)
		return image.AddTag(tag, 0, now)
	})
}
