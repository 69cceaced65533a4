package attack

import (
	"context"
	"errors"
	"net/http"
	"sync/atomic"
	"testing"
	"time"
)

const ms = time.Millisecond

// The lag is that of the generator: requests that the server delayed do not count.
func TestLagLeavesOutRequestsThatTheTargetBlocked(t *testing.T) {
	for _, tt := range []struct {
		name     string
		blocked  func(i int) bool
		min, max time.Duration
	}{
		{"late by the generator", func(int) bool { return false }, 500 * ms, 510 * ms},
		{"late by the target", func(i int) bool { return i%10 == 0 }, 1 * ms, 1100 * time.Microsecond},
	} {
		m := newHealthMeter(time.Now())
		for i := range 1000 {
			s := Sample{Due: time.Second, Sent: time.Second + ms, BlockedByTarget: tt.blocked(i)}
			if i%10 == 0 {
				s.Sent = time.Second + 500*ms
			}
			s.Done = s.Sent + ms
			m.add(s)
		}
		h := m.result(newSlots(4), "")
		if h.Lag < tt.min || h.Lag > tt.max || h.Sent != 1000 || h.Elapsed != time.Second+501*ms || h.Workers != 4 {
			t.Errorf("%s: %+v", tt.name, h)
		}
	}
}

// Less than 1 % of late requests are not the 99th percentile.
func TestLagIsThe99thPercentile(t *testing.T) {
	for late, want := range map[int]bool{9: false, 11: true} {
		m := newHealthMeter(time.Now())
		for i := range 1000 {
			s := Sample{Sent: ms}
			if i < late {
				s.Sent = 2 * time.Hour // beyond the range of the histogram
			}
			m.add(s)
		}
		if h := m.result(newSlots(1), ""); h.Lag > time.Second != want {
			t.Errorf("%d of 1000 requests are late: lag %s", late, h.Lag)
		}
	}
}

func TestBusyTimeIsThatOfAllWorkersTogether(t *testing.T) {
	s, began := newSlots(2), time.Now().Add(-time.Hour)
	first := s.acquire(began)
	if s.busy.Load() != 0 || s.since.Load() != 0 || first.blockedUntil != 0 {
		t.Errorf("one of two workers is busy: %d since %d", s.busy.Load(), s.since.Load())
	}
	second := s.acquire(began)
	if s.since.Load() < int64(time.Hour) || second.blockedUntil != 0 {
		t.Errorf("both are busy since %d, blocked until %s", s.since.Load(), second.blockedUntil)
	}
	third := s.acquire(began) // its worker's last slot is not released yet
	if third.blockedUntil < time.Hour {
		t.Errorf("the third is blocked until %s", third.blockedUntil)
	}
	s.since.Store(int64(time.Minute))
	s.release(first, began)
	if s.busy.Load() != 0 || s.saturated.Load() < int64(time.Hour) {
		t.Errorf("two are still busy: %d, saturated until %d", s.busy.Load(), s.saturated.Load())
	}
	s.release(second, began)
	if s.busy.Load() < int64(59*time.Minute) {
		t.Errorf("both were busy for %d", s.busy.Load())
	}
	busy := s.busy.Load()
	s.release(third, began)
	if s.busy.Load() != busy {
		t.Errorf("one was busy, and %d are added", s.busy.Load()-busy)
	}
	if next := s.acquire(began); next.blockedUntil < time.Hour || next.request != (Request{}) {
		t.Errorf("the next is blocked until %s, %+v", next.blockedUntil, next.request)
	}
}

// expiring is a login whose token the server refuses from some request on.
type expiring struct {
	tokens atomic.Int64
	asked  atomic.Int64
	reason string
	fail   bool // no token is returned from the second on
}

func (e *expiring) Token(context.Context) (string, error) {
	if e.tokens.Add(1) > 1 && e.fail {
		return "", errors.New("the identity service does not answer")
	}
	return "secret", nil
}

func (e *expiring) Refused(_ context.Context, token string) (string, bool) {
	e.asked.Add(1)
	if token != "secret" {
		return "it is asked about the token " + token, false
	}
	return e.reason, false
}

// A login that expires during an attack is reported, whether the server refuses the token
// or there is no token. A 401 to a good token is the server's own answer.
func TestLoginThatExpiresDuringAnAttackIsReported(t *testing.T) {
	for _, tt := range []struct {
		name  string
		login *expiring
		after int64 // requests that are answered 204; all others are answered 401
		want  string
		asked int64
	}{
		{"the token expires", &expiring{reason: "the token expired"}, 5, "the token expired", 1},
		{"a good token is refused", &expiring{}, 5, "", 1},
		{"the token is accepted", &expiring{reason: "not asked"}, 1000, "", 0},
		{"no token", &expiring{fail: true}, 1000, "the identity service does not answer", 0},
	} {
		var requests atomic.Int64
		root := rootOf(t, func(w http.ResponseWriter, r *http.Request) {
			if got := r.Header.Get("X-Auth-Token"); got != "secret" {
				t.Errorf("%s: the token is %q", tt.name, got)
			}
			if requests.Add(1) > tt.after {
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
			w.WriteHeader(http.StatusNoContent)
		})
		samples, health := attack(t, Options{Root: root, Tokens: tt.login}, "500/s", 40*ms)
		if health.Lapsed != tt.want || tt.login.asked.Load() != tt.asked || len(samples) != 20 {
			t.Errorf("%s: %q, asked %d times, %d samples", tt.name, health.Lapsed, tt.login.asked.Load(), len(samples))
		}
		problems := map[string]int{}
		for _, s := range samples {
			problems[s.Problem]++
		}
		if tt.login.fail && problems["no token"] != 19 || !tt.login.fail && problems["no token"] != 0 {
			t.Errorf("%s: %v", tt.name, problems)
		}
	}
}

// A problem with the login of one attack is not that of the next.
func TestLoginProblemIsThatOfOneAttack(t *testing.T) {
	login := &expiring{reason: "the token expired"}
	var refuse atomic.Bool
	root := rootOf(t, func(w http.ResponseWriter, _ *http.Request) {
		if refuse.Load() {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	})
	a := newAttacker(t, Options{Root: root, Tokens: login})
	for _, refused := range []bool{true, false, true} {
		refuse.Store(refused)
		health, err := a.Attack(t.Context(), &tags{}, schedule(t, "500/s", 20*ms), func(Sample) {})
		if err != nil || (health.Lapsed != "") != refused {
			t.Errorf("refused %t: %v, %q", refused, err, health.Lapsed)
		}
	}
}

func TestExplainerIsAskedOnceInAnInterval(t *testing.T) {
	login := &expiring{reason: "expired"}
	l := &loginMonitor{explainer: login}
	for range 100 {
		l.refused("secret")
	}
	if got := l.problem(); got != "expired" || login.asked.Load() != 1 {
		t.Errorf("%q, asked %d times", got, login.asked.Load())
	}
	l.asked = time.Now().Add(-ExplainInterval)
	l.refused("secret")
	if l.problem(); login.asked.Load() != 2 {
		t.Errorf("asked %d times", login.asked.Load())
	}
	nobody := &loginMonitor{}
	nobody.refused("secret")
	if got := nobody.problem(); got != "" {
		t.Errorf("without an explainer: %q", got)
	}
}
