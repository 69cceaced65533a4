package loadreport

import (
	"strings"
	"testing"

	"tagcheck/cmd/tagcheck/internal/report/frame"
	"tagcheck/load"
	"tagcheck/load/slo"
)

func TestThePageShowsEverythingWithoutScripts(t *testing.T) {
	has(t, written(t, WriteHTML, sample()), `<p class="headline bad">failed</p>`, "2000 requests to",
		"response.p99&lt;50ms", `<span class="tag bad">missed</span>`, `<span class="tag open">invalid</span>`,
		"no request was sent", ">add</th>", "<td>1003 ms</td>", `<span class="tag bad">lost update</span>`,
		"was answered 204 at 2026-03-01T12:00:00.001Z", "no request added it", "And 1 more", "status 500",
		"<dt>connections opened</dt><dd>64</dd>")
}

func TestTheTextOfAServerIsNotMarkupOfThePage(t *testing.T) {
	page := written(t, WriteHTML, sample())
	if strings.Contains(page, "<script>alert") || strings.ContainsAny(page, "\x1b\u202e") {
		t.Error("a text is in the page as it came")
	}
	has(t, page, "&lt;/script&gt;&lt;script&gt;alert(1)")
}

func TestAPhaseWithAHostileNameDoesNotEndTheScript(t *testing.T) {
	r := sample()
	r.Phases[0].Name = hostile
	page := written(t, WriteHTML, r)
	if n := strings.Count(page, "</script>"); n != 2 {
		t.Errorf("%d scripts end, of 2", n)
	}
}

func TestThePageNeedsNoOtherFile(t *testing.T) {
	page := written(t, WriteHTML, sample())
	for _, other := range []string{" src=", "@import", "url(", "<link rel=\"stylesheet\""} {
		if strings.Contains(page, other) {
			t.Errorf("it has %s", other)
		}
	}
	has(t, page, `content="default-src 'none';`, "uPlot", "Leon Sorokin")
}

// The library that draws must reach the browser unchanged.
func TestTheScriptsAreOnThePageAsTheyAre(t *testing.T) {
	library, err := asset("uPlot.min.js")
	if err != nil {
		t.Fatal(err)
	}
	has(t, written(t, WriteHTML, sample()), library, pageScript, pageStyle)
}

func TestALoadThatMeasuredNothingHasAPage(t *testing.T) {
	has(t, written(t, WriteHTML, empty()), `<p class="headline open">interrupted</p>`, "Nothing was measured")
}

func TestAHistogramThatCannotBeReadIsAnError(t *testing.T) {
	r := sample()
	r.Phases[0].All.Response.Encoded = "x"
	err := WriteHTML(t.Context(), &strings.Builder{}, r)
	if err == nil || !strings.HasPrefix(err.Error(), "write the load as HTML: the distribution of response") {
		t.Errorf("got %v", err)
	}
}

func TestStates(t *testing.T) {
	for c, want := range map[load.Conclusion]frame.State{
		load.Passed: frame.Good, load.Failed: frame.Bad, load.Invalid: frame.Open, load.Interrupted: frame.Open,
	} {
		if got := ofConclusion(c); got != want {
			t.Errorf("%s: got %s, want %s", c, got, want)
		}
	}
	for o, want := range map[slo.Outcome]frame.State{
		slo.Met: frame.Good, slo.Missed: frame.Bad, slo.Invalid: frame.Open,
	} {
		if got := ofThreshold(o); got != want {
			t.Errorf("%s: got %s, want %s", o, got, want)
		}
	}
}
