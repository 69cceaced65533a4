package fault

import (
	"net/http"
	"sync"
	"time"

	"tagcheck/reference"
	"tagcheck/reference/journal"
)

// timingVariants are slow, or throttle requests.
func timingVariants() []Variant {
	delayed := newVariant("visible-within-a-window", "a target may declare the time until an effect is visible",
		"a change becomes visible after 2 ms, and the declared window is 5 ms", func(p *reference.Parts) {
			p.Store = &delayedReads{Store: p.Store, delay: 2 * time.Millisecond, states: map[string][]tagState{}}
		})
	delayed.Declares.Window = 5 * time.Millisecond
	return []Variant{
		delayed,
		newVariant("throttles", "RFC 6585, 4", "1 in 50 requests answers 429 with Retry-After: 0",
			everyNth(50, askToRetry(http.StatusTooManyRequests))),
		newVariant("busy-now-and-then", "RFC 9110, 15.6.4", "1 in 50 requests answers 503 with Retry-After: 0",
			everyNth(50, askToRetry(http.StatusServiceUnavailable))),
	}
}

func askToRetry(status int) func(x *exchange) {
	return func(x *exchange) {
		x.w.Header().Set("Retry-After", "0")
		x.reply(status)
	}
}

// everyNth lets answer handle every nth request. It counts instead of drawing at
// random, because a server must not throttle a request and all of its retries.
func everyNth(n int, answer func(x *exchange)) change {
	return func(p *reference.Parts) {
		count := callCounter()
		when(func(*exchange) bool { return count("")%n == 0 }, answer)(p)
	}
}

// delayedReads shows the tags of an image as they were before the delay.
type delayedReads struct {
	reference.Store
	delay  time.Duration
	mu     sync.Mutex
	states map[string][]tagState // by image, the oldest first
}

// tagState is what the tags of an image were from a time on.
type tagState struct {
	at   time.Time
	tags []string
}

// Find returns the image as it was before the delay.
func (s *delayedReads) Find(id string) (reference.Record, error) {
	r, err := s.Store.Find(id)
	if err != nil {
		return nil, err
	}
	hook := func(image reference.Record, tag string, apply func(string) error) error {
		s.mu.Lock()
		defer s.mu.Unlock()
		if len(s.states[id]) == 0 {
			s.states[id] = []tagState{{tags: currentTags(image)}}
		}
		err := apply(tag)
		s.states[id] = append(s.states[id], tagState{now(), currentTags(image)})
		return err
	}
	read := func(image reference.Image) reference.Image {
		s.mu.Lock()
		defer s.mu.Unlock()
		for _, state := range s.states[id] {
			if time.Since(state.at) >= s.delay {
				image.Tags = state.tags
			}
		}
		return image
	}
	return &hookedRecord{Record: r, add: hook, remove: hook, read: read}, nil
}

// concurrentVariants handle many requests at the same time in other ways.
func concurrentVariants() []Variant {
	throttle := func(status int) change {
		retry := askToRetry(status)
		return withInFlight(func(f inFlight) []change {
			return []change{when(isTagOperation, func(x *exchange) {
				f.pause(x.image, joinWait)
				if f.count(x.image) > 3 {
					retry(x)
					return
				}
				x.forward()
			})}
		})
	}
	return []Variant{
		newVariant("throttles-a-crowd", "RFC 6585, 4",
			"requests to an image answer 429 with Retry-After while more than three are in flight",
			throttle(http.StatusTooManyRequests)),
		newVariant("overloaded-by-a-crowd", "RFC 9110, 15.6.4",
			"requests to an image answer 503 with Retry-After while more than three are in flight",
			throttle(http.StatusServiceUnavailable)),
		newVariant("one-at-a-time", "the document sets no limit to the duration of an operation",
			"changes of an image are made one at a time, and a change that waits takes 1 ms longer", serializeChanges),
	}
}

func serializeChanges(p *reference.Parts) {
	locks := newKeyedLocks()
	when(isTagOperation, func(x *exchange) {
		lock := locks.get(x.image)
		if !lock.TryLock() {
			lock.Lock()
			time.Sleep(time.Millisecond)
		}
		defer lock.Unlock()
		x.forward()
	})(p)
}

// durableVariants store their images on disk correctly.
func durableVariants() []Variant {
	durable := func(name, reading, text string, p persistence, changes ...change) Variant {
		v := newVariant(name, reading, text, changes...)
		v.Durable, v.persistence = true, p
		return v
	}
	return []Variant{
		durable("durable", silent, "the server stores its images on disk", persistence{}),
		durable("durable-starts-slowly", silent, "for 200 ms after a restart, every request answers 503",
			persistence{afterRestart: startSlowly}),
		durable("durable-answers-late", "an unanswered change may be done",
			"while several clients write, each response is held until later requests arrive, after the change is on disk",
			persistence{}, answerInTurn),
		durable("durable-writes-late", "an unanswered change may be lost",
			"while several clients write, each change is made when later requests arrive",
			persistence{}, holdTagOperations(func(x *exchange, hold func()) {
				hold()
				x.forward()
			})),
	}
}

func startSlowly([]journal.Entry) change {
	const startTime = 200 * time.Millisecond
	ready := now().Add(startTime)
	return reply(func(*exchange) bool { return now().Before(ready) }, http.StatusServiceUnavailable)
}
