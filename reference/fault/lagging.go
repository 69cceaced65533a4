package fault

import (
	"net/http"
	"sync"
	"time"

	"tagcheck/reference"
)

// timeVariants are right, and take their time.
func timeVariants() []Variant {
	late := right("visible-within-a-window", "when an effect is visible: the target may declare a window", "shows a change after two milliseconds, and declares a window of five", func(p *reference.Parts) {
		p.Store = &delayed{Store: p.Store, lag: 2 * time.Millisecond, states: map[string][]state{}}
	})
	late.Declares.Window = 5 * time.Millisecond
	return []Variant{
		late,
		right("throttles", "RFC 6585, 4", "answers 429 to one request in 50, which may be sent again at once", everyNth(50, func(c *call) {
			c.w.Header().Set("Retry-After", "0")
			c.answer(http.StatusTooManyRequests)
		})),
		right("busy-now-and-then", "RFC 9110, 15.6.4", "answers 503 with Retry-After to one request in 50", everyNth(50, func(c *call) {
			c.w.Header().Set("Retry-After", "0")
			c.answer(http.StatusServiceUnavailable)
		})),
	}
}

// everyNth lets do answer one request in n. It does so in turn, not by chance:
// a variant must not throttle a request and all its repetitions.
func everyNth(n int, do func(c *call)) change {
	return func(p *reference.Parts) {
		count := counter()
		when(func(*call) bool { return count("")%n == 0 }, do)(p)
	}
}

// delayed shows the tags of an image as they were a while ago.
type delayed struct {
	reference.Store
	lag    time.Duration
	mu     sync.Mutex
	states map[string][]state
}

// state is what an image's tags became, and when.
type state struct {
	at   time.Time
	tags []string
}

// Find gives the image as it is seen with the lag.
func (d *delayed) Find(id string) (reference.Record, error) {
	r, err := d.Store.Find(id)
	if err != nil {
		return nil, err
	}
	changing := func(image reference.Record, tag string, do func(string) error) error {
		d.mu.Lock()
		defer d.mu.Unlock()
		if len(d.states[id]) == 0 {
			d.states[id] = []state{{tags: tagsOf(image)}}
		}
		err := do(tag)
		d.states[id] = append(d.states[id], state{now(), tagsOf(image)})
		return err
	}
	return &record{Record: r, add: changing, remove: changing, look: func(image reference.Image) reference.Image {
		d.mu.Lock()
		defer d.mu.Unlock()
		for _, s := range d.states[id] {
			if time.Since(s.at) >= d.lag {
				image.Tags = s.tags
			}
		}
		return image
	}}, nil
}
