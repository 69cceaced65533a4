package loadreport

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tagcheck/load"
	"tagcheck/load/measure"
	"tagcheck/load/model"
	"tagcheck/suites/report/escape"
)

func TestTheSummaryOfALoad(t *testing.T) {
	got := Summary(sample(), false)
	has(t, got, "steady: mixed, 200/s for 10s\n", "| all       |     2000 |     21 |", "| show      |      666 |      7 |",
		"  21 errors: status 500 </script>", "generator: send lag p50 0.0",
		"p99 0.06 ms while a worker was idle; CPU 4 %; all 64 workers busy 9 % of the time\n",
		"\nread back 32 images with 700 tags (5 indeterminate): 2 lost updates, 0 found after removal, 1 unexpected tag\n",
		"\n  lost update: tag \"</script>", "\n  unexpected tag: tag \"other\" of image b8d1: ",
		"\n- steady: 2 acknowledged changes are lost </script>", "\nFAILED: http://127.0.0.1:9292/v2, 12s\n")
	if stripped := strings.ReplaceAll(got, "\n", ""); !escape.Printable(stripped) {
		t.Errorf("it holds what does not print: %q", stripped)
	}
}

func TestAQuietSummaryHasTheReasonsAndTheConclusion(t *testing.T) {
	r := sample()
	r.Broken = "the target is gone"
	r.Reasons = []string{"steady: too slow", r.Broken} // that one is printed as an error
	if got, want := Summary(r, true), "- steady: too slow\nFAILED: http://127.0.0.1:9292/v2, 12s\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestTheSummaryOfALoadThatMeasuredNothing(t *testing.T) {
	got := Summary(empty(), false)
	want := "steady: , for 0s\n  nothing was measured\n- it was interrupted\nINTERRUPTED: , 0s\n"
	if got != strings.Replace(want, ": , for", ": ,  for", 1) {
		t.Errorf("got %q", got)
	}
}

func TestASummaryCountsWhatIsTooLongToList(t *testing.T) {
	r := sample()
	p := &r.Phases[0]
	p.Phase.Classes = nil
	for i := range maxClasses + 3 {
		p.Phase.Classes = append(p.Phase.Classes, measure.ErrorCount{Text: fmt.Sprint("class ", i), Count: 1})
	}
	p.Verified.Listed, p.Verified.LostAdditions, p.Verified.Unexpected = nil, 70, 2
	for range 10 {
		p.Verified.Listed = append(p.Verified.Listed, model.Finding{Kind: model.LostAddition, Image: "i", At: start})
	}
	got := Summary(r, false)
	has(t, got, "  1 error: class 9\n  and 3 more kinds of errors\n", fmt.Sprintf("  and %d more\n", 72-maxFindings))
	if n := strings.Count(got, "  lost update: "); n != maxFindings || strings.Contains(got, "class 10") {
		t.Errorf("%d findings are listed, and\n%s", n, got)
	}
}

func TestAPhaseOfOneOperationHasNoRowForAll(t *testing.T) {
	r := sample()
	p := &r.Phases[0]
	p.Operations = p.Operations[:1]
	if got := Summary(r, false); strings.Contains(got, "| all ") {
		t.Errorf("got\n%s", got)
	}
	if got := operations(*p); len(got) != 1 || got[0].Name != "add" {
		t.Errorf("the page has %d operations", len(got))
	}
}

func TestUnits(t *testing.T) {
	for ms, want := range map[float64]string{
		0: "0.00 ms", 9.994: "9.99 ms", 10: "10.0 ms", 99.94: "99.9 ms", 100: "100 ms", 9999: "9999 ms", 10000: "10.0 s",
	} {
		if got := milliseconds(ms); got != want {
			t.Errorf("%v ms: got %s, want %s", ms, got, want)
		}
	}
	if got := duration(1500 * time.Microsecond); got != "1.50 ms" {
		t.Errorf("got %s", got)
	}
	if got := perSecond(1234.5) + " " + percent(0.123); got != "1234/s 12.3 %" && got != "1235/s 12.3 %" {
		t.Errorf("got %s", got)
	}
	if got := sentBy(load.Generator{}); got != "" {
		t.Errorf("an unknown generator: got %q", got)
	}
}

func TestSummaryOfAnInterruptedLoad(t *testing.T) {
	r := load.Result{Conclusion: load.Failed, Interrupted: true}
	if got := Summary(r, true); !strings.HasPrefix(got, "FAILED: ") || !strings.HasSuffix(got, " (interrupted)\n") {
		t.Errorf("got %q", got)
	}
	r.Conclusion = load.Interrupted
	if got := Summary(r, true); strings.Contains(got, "(interrupted)") {
		t.Errorf("got %q", got)
	}
}
