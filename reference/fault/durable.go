package fault

import (
	"net/http"
	"time"

	"tagcheck/reference/journal"
)

// starting is how long a variant takes to start again.
const starting = 200 * time.Millisecond

// durableVariants keep their images on a disk, and are right.
func durableVariants() []Variant {
	durable := func(name, reading, text string, keeps keeping, change ...change) Variant {
		v := right(name, reading, text, change...)
		v.Durable, v.keeps = true, keeps
		return v
	}
	const silent = "silent"
	return []Variant{
		durable("durable", silent, "keeps its images on a disk", keeping{}),
		durable("durable-starts-slowly", silent, "answers 503 for the first 200 ms after it was killed", keeping{
			restarted: func([]journal.Entry) change {
				ready := now().Add(starting)
				return answering(func(*call) bool { return now().Before(ready) }, http.StatusServiceUnavailable)
			},
		}),
		durable("durable-answers-late", "what was not answered may be done", "answers each of several clients when others have come, long after its change is on the disk", keeping{}, answeringInTurn),
		durable("durable-writes-late", "what was not answered may be undone", "writes the change of each of several clients when others have come", keeping{}, holding(func(c *call, hold func()) {
			hold()
			c.serve()
		})),
	}
}
