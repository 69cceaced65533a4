package attack

import (
	"context"
	"sync"
	"time"

	"tagcheck/fixtures/imageapi"
)

// loginMonitor finds out whether the server answers 401 because the user's login has
// expired. Such an attack says nothing about the server.
type loginMonitor struct {
	explainer imageapi.Explainer // nil if nobody can be asked

	mu      sync.Mutex
	asked   time.Time
	asking  sync.WaitGroup
	expired string
}

// reset forgets what was found in an earlier attack.
func (l *loginMonitor) reset() {
	l.asking.Wait()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.asked, l.expired = time.Time{}, ""
}

// refused asks why the server refused the token, at most once in ExplainInterval, in
// a goroutine of its own.
func (l *loginMonitor) refused(token string) {
	if l.explainer == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if time.Since(l.asked) < ExplainInterval {
		return
	}
	l.asked = time.Now()
	l.asking.Go(func() {
		ctx, cancel := context.WithTimeout(context.Background(), ExplainTimeout)
		defer cancel()
		if reason, _ := l.explainer.Refused(ctx, token); reason != "" {
			l.set(reason)
		}
	})
}

// failed notes that there was no token to send.
func (l *loginMonitor) failed(err error) { l.set(err.Error()) }

func (l *loginMonitor) set(reason string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.expired = reason
}

// problem waits for the answer to a pending question. It returns why the login does
// not work, "" if it does as far as is known.
func (l *loginMonitor) problem() string {
	l.asking.Wait()
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.expired
}
