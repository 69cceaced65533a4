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

	"tagcheck/reference"
	"tagcheck/suites"
	"tagcheck/suites/check"
	"tagcheck/suites/sequence/walk"
	"tagcheck/suites/verdict"
)

// takesAlong removes what begins with the removed tag, too.
func takesAlong(next http.Handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r)
		if r.Method == http.MethodDelete && strings.HasSuffix(r.URL.Path, "/tags/a") {
			more := r.Clone(r.Context())
			more.RequestURI += "b"
			next.ServeHTTP(discarding{}, more)
		}
	}
}

// discarding is where an answer goes that nobody is to see.
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

// What fails each time is told by the steps that matter, all their exchanges
// prove it, and its file fails again, but not on a server that is right.
func TestASequenceThatFailsIsMadeSmallAndSentAgain(t *testing.T) {
	result, err := run(t, takesAlong(reference.New(reference.Demo())), only(t, "sequence.windows"))
	if err != nil {
		t.Fatal(err)
	}
	c := failedCheck(t, result)
	said := strings.Join(c.Deviations, "\n")
	for _, part := range []string{"in 3 of 3 runs", "(seed 1)", `step 2: DELETE "a" from image A`, "conform --replay sequence-windows.json URL"} {
		if !strings.Contains(said, part) {
			t.Errorf("%q is not in\n%s", part, said)
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
		verdict.NonConformant: takesAlong(reference.New(reference.Demo())), verdict.Conformant: reference.New(reference.Demo()),
	} {
		again, err := run(t, handler, suites.Options{Replay: file})
		if err != nil {
			t.Fatal(err)
		}
		if again.Conclusion != want || len(again.Requirements) != 1 || len(again.Checks) != 1 || len(again.Findings) != 1 || !strings.Contains(again.Findings[0], "sequence-windows.json, 3 requests") {
			t.Errorf("%s (%s), %d requirements, %d checks, findings %q", again.Conclusion, again.Reason, len(again.Requirements), len(again.Checks), again.Findings)
		}
	}
}

// What fails once and never again is a failure, told with its rate.
func TestASequenceThatFailsNowAndThenIsToldWithItsRate(t *testing.T) {
	next := reference.New(reference.Demo())
	var removals atomic.Int32
	once := func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPut && strings.HasSuffix(r.URL.Path, "/tags/ab") && removals.Add(1) == 5 {
			w.WriteHeader(http.StatusConflict)
			return
		}
		next.ServeHTTP(w, r)
	}
	result, err := run(t, http.HandlerFunc(once), only(t, "sequence.windows"))
	if err != nil {
		t.Fatal(err)
	}
	c := failedCheck(t, result)
	if said := strings.Join(c.Deviations, "\n"); !strings.Contains(said, "in 1 of 3 runs: it comes and goes") || c.InTurn || len(c.Evidence) != 1 || result.Exchanges[c.Evidence[0]-1].Status() != http.StatusConflict {
		t.Errorf("evidence %v in turn %v:\n%s", c.Evidence, c.InTurn, said)
	}
}

// sequences runs the checks of sequences on a server that is right.
func sequences(t *testing.T, e check.Effort) suites.Result {
	t.Helper()
	o := only(t, "sequence.")
	o.Effort = e
	result, err := suites.Run(t.Context(), everything(serve(t, reference.Demo())), o)
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

// requests are what was sent, without the ids of images.
func requests(r suites.Result) string {
	var lines []string
	for _, x := range r.Exchanges {
		lines = append(lines, x.User+" "+x.Sent.Method+" "+strings.ReplaceAll(x.Sent.Target, x.Image, "")+" "+x.Sent.Body.Text)
	}
	lines = slices.DeleteFunc(lines, func(l string) bool { return strings.Contains(l, "POST /v2/images") }) // each has a name of its own
	return strings.Join(lines, "\n")
}

func TestTheSeedRepeatsTheSequences(t *testing.T) {
	first := requests(sequences(t, check.Effort{Seed: 5, Steps: 100}))
	if requests(sequences(t, check.Effort{Seed: 5, Steps: 100})) != first {
		t.Error("the same seed sends something else")
	}
	if requests(sequences(t, check.Effort{Seed: 6, Steps: 100})) == first {
		t.Error("another seed sends the same")
	}
}

// The budget bounds the searches both ways, and the default is small.
func TestTheBudgetBoundsTheSequences(t *testing.T) {
	short := len(sequences(t, check.Effort{Steps: 60}).Exchanges)
	usual := len(sequences(t, check.Effort{}).Exchanges)
	long := len(sequences(t, check.Effort{Steps: 900}).Exchanges)
	hasty := len(sequences(t, check.Effort{Steps: 1 << 30, Time: time.Nanosecond}).Exchanges)
	if short > 400 || usual > 1250 || long < 2*usual || long > 4*usual || hasty > 300 {
		t.Errorf("%d exchanges in a short budget, %d in the usual, %d in a long one, %d where there is no time", short, usual, long, hasty)
	}
}
