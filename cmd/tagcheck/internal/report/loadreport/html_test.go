package loadreport

import (
	"bytes"
	"strings"
	"testing"
)

func pageOf(t *testing.T) string {
	t.Helper()
	return rendered(t, func(out *bytes.Buffer) error { return HTML(out, sample()) })
}

func TestThePageTellsEverythingWithoutScripts(t *testing.T) {
	has(t, pageOf(t), `<p class="conclusion">failed</p>`, "2000 requests to", "response.p99&lt;50ms", `<span class="tag bad">missed</span>`,
		"no request was sent", ">add</th>", "<td>1003 ms</td>", "lost-addition", "answered 204 at 2026-03-01T12:00:00.001Z", "nobody added it",
		"And 1 more", "status 500", "<dt>connections made</dt><dd>64</dd>")
}

func TestTheTextOfAServerIsNoPartOfThePage(t *testing.T) {
	page := pageOf(t)
	if strings.Contains(page, "<script>alert") || strings.Contains(page, "\x1b") || strings.Contains(page, "\u202e") {
		t.Error("a text is in the page as it came")
	}
	has(t, page, "&lt;/script&gt;&lt;script&gt;alert(1)")
}

func TestAPhaseWithAHostileNameDoesNotEndTheScript(t *testing.T) {
	r := sample()
	r.Phases[0].Name = hostile
	page := rendered(t, func(out *bytes.Buffer) error { return HTML(out, r) })
	if n := strings.Count(page, "</script>"); n != 2 {
		t.Errorf("%d scripts end, of 2", n)
	}
}

func TestThePageNeedsNoOtherFile(t *testing.T) {
	page := pageOf(t)
	for _, other := range []string{" src=", "@import", "url(", "<link rel=\"stylesheet\""} {
		if strings.Contains(page, other) {
			t.Errorf("it has %s", other)
		}
	}
	has(t, page, `content="default-src 'none';`, "uPlot", "Leon Sorokin")
}

func TestALoadThatMeasuredNothingHasAPage(t *testing.T) {
	has(t, rendered(t, func(out *bytes.Buffer) error { return HTML(out, empty()) }), "interrupted", "Nothing was measured")
}

func TestAHistogramThatCanNotBeReadIsAnError(t *testing.T) {
	r := sample()
	r.Phases[0].All.Response.Encoded = "x"
	if err := HTML(&bytes.Buffer{}, r); err == nil || !strings.Contains(err.Error(), "the distribution of response") {
		t.Errorf("came %v", err)
	}
}
