package attack

import (
	"sync"
	"time"
)

// sleeper waits by Go's timer.
type sleeper struct {
	end  chan struct{}
	once sync.Once
}

func newSleeper() *sleeper { return &sleeper{end: make(chan struct{})} }

func (s *sleeper) wait(d time.Duration) (stopped bool) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return false
	case <-s.end:
		return true
	}
}

func (s *sleeper) stop() { s.once.Do(func() { close(s.end) }) }
