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

// crashFaults are mistakes that show when a server is killed and started again.
func crashFaults() []Fault {
	return slices.Concat(lossFaults(), recoveryFaults(), unansweredFaults())
}

// crashing is a fault of a server that keeps its images on a disk in a wrong way.
func crashing(name, caught, text string, keeps keeping, change ...change) Fault {
	f := broken(name, caught, text, change...)
	f.Durable, f.keeps = true, keeps
	return f
}

// behind is how many changes a mistaken server loses: more than are on their
// way at a time, so that some of them were answered.
const behind = 40

func lossFaults() []Fault {
	added, removed, last := "durable.crash.added", "durable.crash.removed", "durable.crash.last"
	return []Fault{
		crashing("crash-forgets-everything", added, "all is kept in memory alone", keeping{
			write:   func(journal.Appender) journal.Appender { return appender(func(journal.Entry) error { return nil }) },
			recover: func([]journal.Entry) []journal.Entry { return nil },
		}),
		crashing("crash-never-syncs", added, "changes are written to the disk, and never synced", keeping{
			file: func(f journal.File) journal.File { return unsynced{f} },
		}),
		crashing("crash-acknowledges-before-it-writes", last, "changes are answered, and written when 40 others have come", keeping{
			write: func(log journal.Appender) journal.Appender {
				var waiting []journal.Entry
				return appender(func(e journal.Entry) error { // one at a time: the store sees to it
					waiting = append(waiting, e)
					if len(waiting) <= behind {
						return nil
					}
					first := waiting[0]
					waiting = waiting[1:]
					return log.Append(first)
				})
			},
		}, answeringInTurn),
		crashing("crash-loses-the-tail", last, "a start takes the last three changes for ones that were cut off", keeping{file: shortened}, answeringInTurn),
		crashing("crash-forgets-removals", removed, "additions are written to the disk, and removals are not", keeping{
			write: func(log journal.Appender) journal.Appender {
				return appender(func(e journal.Entry) error {
					if e.Kind == journal.Remove {
						return nil
					}
					return log.Append(e)
				})
			},
		}),
		crashing("crash-replays-additions-last", removed, "a start makes all removals first, and then all additions", keeping{
			recover: func(found []journal.Entry) []journal.Entry {
				slices.SortStableFunc(found, func(a, b journal.Entry) int { return turn(a) - turn(b) })
				return found
			},
		}),
	}
}

// answeringInTurn holds the answers to several clients: none of them gets ahead
// of the others, and what was written last was not answered.
func answeringInTurn(p *reference.Parts) {
	holding(func(c *call, hold func()) {
		a := c.try()
		hold()
		a.send(c.w, c.r)
	})(p)
}

// shortened cuts the last three lines off a file.
func shortened(disk journal.File) journal.File {
	content, err := io.ReadAll(disk)
	if err != nil {
		return disk // which says so to the next one, too
	}
	lines := bytes.SplitAfter(content, []byte("\n")) // the last one is empty
	content = bytes.Join(lines[:max(min(1, len(lines)), len(lines)-4)], nil)
	_ = disk.Truncate(int64(len(content))) // where it can't be, the rest is read again later
	return &reread{disk, bytes.NewReader(content)}
}

// reread is a file that was read once.
type reread struct {
	journal.File
	content io.Reader
}

// Read reads it again.
func (r *reread) Read(p []byte) (int, error) { return r.content.Read(p) }

// turn orders changes of tags by what they do, behind those of images.
func turn(e journal.Entry) int {
	return slices.Index([]journal.Kind{journal.Insert, journal.Patch, journal.Remove, journal.Add, journal.Delete}, e.Kind)
}

// unsynced is a disk that is never told to sync.
type unsynced struct{ journal.File }

// Sync does nothing.
func (unsynced) Sync() error { return nil }

func recoveryFaults() []Fault {
	untouched, exact, quota := "durable.crash.untouched", "durable.crash.non-ascii", "durable.crash.quota"
	return []Fault{
		crashing("crash-forgets-old-images", untouched, "a start finds the tags of those images alone that the last 100 changes were about", keeping{
			recover: func(found []journal.Entry) []journal.Entry {
				recent := newSet()
				for _, e := range found[max(0, len(found)-100):] {
					recent.put(e.Image)
				}
				return slices.DeleteFunc(found, func(e journal.Entry) bool {
					if e.Kind == journal.Insert && !recent.has(e.New.ID) {
						e.New.Tags = []string{}
					}
					return e.Kind == journal.Add && !recent.has(e.Image)
				})
			},
		}, answeringInTurn), // each client has changes among them
		crashing("crash-forgets-names", untouched, "a start finds the images without their names", keeping{
			recover: func(found []journal.Entry) []journal.Entry {
				for _, e := range found {
					if e.Kind == journal.Insert {
						e.New.Name = nil
					}
				}
				return found
			},
		}),
		crashing("crash-mangles-non-ascii", exact, "tags are written to the disk in ASCII", keeping{
			recover: respelled(func(tag string) string {
				return strings.Map(func(r rune) rune {
					if r > unicode.MaxASCII {
						return '?'
					}
					return r
				}, tag)
			}),
		}),
		crashing("crash-normalises", exact, "a start brings tags to the composed normal form", keeping{recover: respelled(norm.NFC.String)}),
		crashing("crash-forgets-the-quota", quota, "a server that starts again has no quota", keeping{
			restarted: func([]journal.Entry) change {
				return records(func(r reference.Record) reference.Record {
					return &record{Record: r, quota: func(int) int { return 0 }}
				})
			},
		}),
		crashing("crash-counts-from-zero", quota, "the quota counts the tags that were added since the start", keeping{
			restarted: func([]journal.Entry) change {
				added := newTally()
				return onAdd(func(image reference.Record, tag string, do func(string) error) error {
					id := image.Attributes().ID
					switch {
					case has(image, tag):
						return nil
					case added.get(id) >= demo().TagQuota:
						return reference.ErrOverQuota
					}
					added.add(id, 1)
					return image.AddTag(tag, 0, now)
				})
			},
		}),
	}
}

// respelled changes the tags that a start finds.
func respelled(spell func(tag string) string) func([]journal.Entry) []journal.Entry {
	return func(found []journal.Entry) []journal.Entry {
		for i, e := range found {
			found[i].Tag = spell(e.Tag)
		}
		return found
	}
}

// unansweredFaults are mistakes with the changes that were on their way when
// the server was killed; it holds requests, so that there are some.
func unansweredFaults() []Fault {
	unanswered := func(name, caught, text string, keeps keeping) Fault {
		keeps.notes = true
		return crashing(name, caught, text, keeps)
	}
	all := func(found []journal.Entry) []journal.Entry {
		return slices.DeleteFunc(found, func(e journal.Entry) bool { return e.Kind == answered })
	}
	return []Fault{
		unanswered("crash-half-applied", "durable.crash.unanswered", "what was not answered is done in one table of two", keeping{
			recover: all,
			restarted: func(found []journal.Entry) change {
				_, open := settled(found)
				half := map[string]journal.Kind{}
				for _, e := range open {
					half[key(e)] = e.Kind
				}
				return onRemove(func(image reference.Record, tag string, do func(string) error) error {
					switch half[image.Attributes().ID+"\n"+tag] {
					case journal.Add:
						return reference.ErrNoTag
					case journal.Remove:
						return nil
					}
					return do(tag)
				})
			},
		}),
		unanswered("crash-applies-late", "durable.crash.unanswered", "what was not answered is done when the image has been shown", keeping{
			recover: func(found []journal.Entry) []journal.Entry {
				past, _ := settled(found)
				return past
			},
			restarted: func(found []journal.Entry) change {
				_, open := settled(found)
				return doneOnceShown(open)
			},
		}),
		unanswered("crash-leaves-a-lock", "durable.crash.writable", "an image that was being written to stays locked", keeping{
			recover: all,
			restarted: func(found []journal.Entry) change {
				_, open := settled(found)
				locked := func(image reference.Record, tag string, do func(string) error) error {
					if slices.ContainsFunc(open, func(e journal.Entry) bool { return e.Image == image.Attributes().ID }) {
						return errBroken
					}
					return do(tag)
				}
				return both(onAdd(locked), onRemove(locked))
			},
		}),
	}
}

// doneOnceShown makes the changes of an image when it was shown for the first
// time.
func doneOnceShown(open []journal.Entry) change {
	return func(p *reference.Parts) {
		store, shown := p.Store, newSet()
		when(showing, func(c *call) {
			c.serve()
			image, err := store.Find(c.image)
			if err != nil || shown.has(c.image) {
				return
			}
			shown.put(c.image)
			for _, e := range open {
				switch {
				case e.Image != c.image:
				case e.Kind == journal.Add:
					_ = image.AddTag(e.Tag, 0, now)
				default:
					_ = image.RemoveTag(e.Tag, now) // it need not be there
				}
			}
		})(p)
	}
}
