package attack

import (
	"context"
	"sync"
	"time"
)

// Tokens gives the token to send, at each request anew.
type Tokens interface {
	Token(ctx context.Context) (string, error)
}

// Explainer is a source of tokens that can find out why a server refused one,
// see imageapi.Explainer.
type Explainer interface {
	Refused(ctx context.Context, token string) (reason string, again bool)
}

// askAgain is how long after a question about a refused token the next is put:
// a dead login refuses thousands of requests a second.
const askAgain = time.Second

// askTimeout bounds one question.
const askTimeout = 10 * time.Second

// login finds out whether refusals come of the user's login.
type login struct {
	explainer Explainer // nil where nobody can be asked

	mu      sync.Mutex
	asked   time.Time
	asking  sync.WaitGroup
	problem string
}

// refused asks why, now and then, and not in the way of the load.
func (l *login) refused(token string) {
	if l.explainer == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if time.Since(l.asked) < askAgain {
		return
	}
	l.asked = time.Now()
	l.asking.Go(func() {
		ctx, cancel := context.WithTimeout(context.Background(), askTimeout)
		defer cancel()
		if reason, _ := l.explainer.Refused(ctx, token); reason != "" {
			l.mu.Lock()
			defer l.mu.Unlock()
			l.problem = reason
		}
	})
}

// failed notes that no token was to be had.
func (l *login) failed(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.problem = err.Error()
}

// lapsed is why the login did not hold, empty where it did as far as is known.
func (l *login) lapsed() string {
	l.asking.Wait()
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.problem
}
