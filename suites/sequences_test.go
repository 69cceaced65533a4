package suites_test

import (
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tagcheck/fixtures/imageapi"
	"tagcheck/reference"
	"tagcheck/suites"
	"tagcheck/suites/check"
	"tagcheck/suites/sequence/walk"
	"tagcheck/suites/verdict"
)

// removesTwo also removes "ab" with "a".
func removesTwo(next http.Handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r)
		if r.Method == http.MethodDelete && strings.HasSuffix(r.URL.Path, "/tags/a") {
			more := r.Clone(r.Context())
			more.RequestURI += "b"
			next.ServeHTTP(discarding{}, more)
		}
	}
}

// discarding ignores a response.
type discarding struct{}

func (discarding) Header() http.Header         { return http.Header{} }
func (discarding) Write(p []byte) (int, error) { return len(p), nil }
func (discarding) WriteHeader(int)             {}

func failedCheck(t *testing.T, r suites.Result) verdict.Check {
	t.Helper()
	i := slices.IndexFunc(r.Checks, func(c verdict.Check) bool { return c.Outcome == verdict.Failed })
	if i < 0 {
		t.Fatal("no check fails")
	}
	return r.Checks[i]
}

// A sequence that fails is shortened and proved by all its exchanges. A replay of its file fails
// on the same server, and passes on a correct one.
func TestASequenceThatFailsIsShortenedAndReplayed(t *testing.T) {
	result := judgeHandler(t, removesTwo(reference.New(reference.Demo())), only("sequence.windows"))
	c := failedCheck(t, result)
	text := strings.Join(c.Deviations, "\n")
	for _, part := range []string{
		"in 3 of 3 runs", "(seed 1)", `step 2: DELETE "a" from image A`, "conform --replay sequence-windows.json URL",
	} {
		if !strings.Contains(text, part) {
			t.Errorf("%q is not in\n%s", part, text)
		}
	}
	var methods []string
	for _, id := range c.Evidence {
		methods = append(methods, result.Exchanges[id-1].Sent.Method)
	}
	if got := strings.Join(methods, " "); got != "PUT DELETE DELETE" || !c.InTurn {
		t.Errorf("evidence: %s, in turn: %v", got, c.InTurn)
	}
	if len(c.Attachments) != 1 || c.Attachments[0].Name != "sequence-windows.json" {
		t.Fatalf("attached: %+v", c.Attachments)
	}
	path := filepath.Join(t.TempDir(), c.Attachments[0].Name)
	if err := os.WriteFile(path, c.Attachments[0].Content, 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := walk.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	for want, handler := range map[verdict.Conclusion]http.Handler{
		verdict.NonConformant: removesTwo(reference.New(reference.Demo())),
		verdict.Conformant:    reference.New(reference.Demo()),
	} {
		replay := judgeHandler(t, handler, suites.Options{Replay: file})
		if replay.Conclusion != want || len(replay.Requirements) != 1 || len(replay.Checks) != 1 ||
			len(replay.Findings) != 1 || !strings.Contains(replay.Findings[0], "sequence-windows.json: 3 requests") {
			t.Errorf("%s (%s), %d requirements, %d checks, findings %q",
				replay.Conclusion, replay.Reason, len(replay.Requirements), len(replay.Checks), replay.Findings)
		}
	}
}

// A flaky sequence is a failure, reported with its rate.
func TestAFlakySequence(t *testing.T) {
	next := reference.New(reference.Demo())
	var removals atomic.Int32
	once := func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPut && strings.HasSuffix(r.URL.Path, "/tags/ab") && removals.Add(1) == 5 {
			w.WriteHeader(http.StatusConflict)
			return
		}
		next.ServeHTTP(w, r)
	}
	result := judgeHandler(t, http.HandlerFunc(once), only("sequence.windows"))
	c := failedCheck(t, result)
	text := strings.Join(c.Deviations, "\n")
	if !strings.Contains(text, "in 1 of 3 runs: it is flaky") || c.InTurn || len(c.Evidence) != 1 ||
		result.Exchanges[c.Evidence[0]-1].Status() != http.StatusConflict {
		t.Errorf("evidence %v, in turn %v:\n%s", c.Evidence, c.InTurn, text)
	}
}

// judgeSequences judges the reference server.
func judgeSequences(t *testing.T, e check.Effort) suites.Result {
	t.Helper()
	o := only("sequence.")
	o.Effort = e
	result, err := judge(t, everyUser(serve(t, reference.Demo())), o)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range result.Checks {
		if c.Outcome != verdict.Passed {
			t.Errorf("effort %+v: %s: %s %s", e, c.ID, c.Outcome, c.Reason)
		}
	}
	return result
}

// requests describes the requests of a run, without the IDs of images.
func requests(r suites.Result) string {
	var lines []string
	for _, x := range r.Exchanges {
		if x.Operation == imageapi.Create { // the name of the image is unique
			continue
		}
		path := strings.ReplaceAll(x.Sent.Target, x.Image, "")
		lines = append(lines, x.User+" "+x.Sent.Method+" "+path+" "+x.Sent.Body.Text)
	}
	return strings.Join(lines, "\n")
}

func TestSequencesAreAFunctionOfTheSeed(t *testing.T) {
	first := requests(judgeSequences(t, check.Effort{Seed: 5, Steps: 100}))
	if requests(judgeSequences(t, check.Effort{Seed: 5, Steps: 100})) != first {
		t.Error("the same seed sends other requests")
	}
	if requests(judgeSequences(t, check.Effort{Seed: 6, Steps: 100})) == first {
		t.Error("another seed sends the same requests")
	}
}

// The effort limits the number of requests.
func TestTheEffortLimitsTheSequences(t *testing.T) {
	short := len(judgeSequences(t, check.Effort{Steps: 60}).Exchanges)
	usual := len(judgeSequences(t, check.Effort{}).Exchanges)
	long := len(judgeSequences(t, check.Effort{Steps: 900}).Exchanges)
	hasty := len(judgeSequences(t, check.Effort{Steps: 1 << 30, Time: time.Nanosecond}).Exchanges)
	if short > 400 || usual > 1250 || long < 2*usual || long > 4*usual || hasty > 300 {
		t.Errorf("%d exchanges with a small effort, %d by default, %d with a large effort, %d without time",
			short, usual, long, hasty)
	}
}
