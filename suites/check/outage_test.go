package check

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"tagcheck/fixtures/imageapi"
)

// A front end may respond before the server behind it does.
func TestCrashWaitsForAResponseOfTheTarget(t *testing.T) {
	statuses := []int{
		http.StatusServiceUnavailable, http.StatusBadGateway, http.StatusUnauthorized, 0, http.StatusNotImplemented,
		http.StatusOK,
	}
	var asked atomic.Int32
	env := envFor(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		status := statuses[asked.Add(1)-1]
		if status == 0 {
			panic(http.ErrAbortHandler)
		}
		w.WriteHeader(status)
	}))
	var done []string
	note := func(what string) func(context.Context) error {
		return func(context.Context) error { done = append(done, what); return nil }
	}
	env.Outage = Outage{Kill: note("kill"), Restart: note("restart")}
	err := env.Crash(t.Context(), func() { done = append(done, "killed") })
	if err != nil || asked.Load() != 5 || strings.Join(done, " ") != "kill killed restart" {
		t.Errorf("asked %d times after %q: %v", asked.Load(), done, err)
	}
	for _, x := range env.Recorder.Exchanges() {
		if !DuringOutage(x) {
			t.Errorf("exchange %d belongs to the check %q, not to the outage", x.ID, x.Check)
		}
	}
}

func TestCrashRedactsTheOutputOfCommands(t *testing.T) {
	env := envFor(t, http.NotFoundHandler())
	env.Recorder.Secret("s3cr3t-token")
	env.Outage.Restart = func(context.Context) error { return errors.New("it printed: s3cr3t-token") }
	if err := env.Crash(t.Context(), func() {}); err == nil || strings.Contains(err.Error(), "s3cr3t") || !strings.Contains(err.Error(), imageapi.Redacted) {
		t.Errorf("%v", err)
	}
}

// Requirements of their own cover the effects of a crash.
func TestNoSideEffectIsObservedAfterACrash(t *testing.T) {
	server := &oneImage{status: http.StatusOK, body: `{"id": "a", "name": "b", "tags": ["blue", "green", "red"]}`}
	env := envFor(t, server)
	env.CreateBystander(t.Context())
	image := &Image{env: env, state: &imageState{attributes: map[string]any{"name": "b"}}}
	env.Outage.Restart = func(context.Context) error { return nil }
	if err := env.Crash(t.Context(), func() {}); err != nil {
		t.Fatal(err)
	}
	server.status = http.StatusNotFound
	env.CompareBystander(t.Context(), "a check")
	image.compareAttributes(&imageapi.Exchange{}, map[string]any{"name": "c"})
	if got := env.Observations(); len(got) > 0 {
		t.Errorf("observed %+v", got)
	}
	if exists, seen := env.Bystander(); !exists || !seen {
		t.Errorf("the bystander: exists %v, seen %v", exists, seen)
	}
}
