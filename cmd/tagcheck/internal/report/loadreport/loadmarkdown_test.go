package loadreport

import (
	"fmt"
	"strings"
	"testing"

	"tagcheck/load/model"
)

func TestTheJobSummaryOfALoad(t *testing.T) {
	r := sample()
	r.Leftovers = []string{"image 1: 500"}
	got := written(t, WriteMarkdown, r)
	has(t, got, "# tagcheck load: failed\n",
		"2000 requests to http://127.0.0.1:9292/v2, 21 failed; 2 acknowledged changes lost; 1 of 3",
		"\n- steady: 2 acknowledged changes are lost &lt;/script&gt;", "\nLeft behind on the target:\n\n- image 1: 500\n",
		"| steady | response.p99&lt;50ms | ❌ missed | 980ms |  |\n", "| steady | rate&gt;=100 | ✅ met | 198/s |  |\n",
		"| steady | add.errors==0 | ❔ invalid |  | no request was sent |\n",
		"| all | 2000 | 21 |", "| show | 666 | 7 |", "| 21 |\n", "\n- lost update: tag \"&lt;/script&gt;",
		"was answered 204 at 2026-03-01T12:00:00.001Z (request req-", "- and 1 more, which are counted and not listed\n",
		"| all 64 workers busy | 9.0 % of the time |", "| target | http://127.0.0.1:9292/v2 |")
	if strings.ContainsAny(got, "\u202e\x1b") || strings.Contains(got, "| login |") {
		t.Error("a text is in it as it came, or a fact without a text is there")
	}
	for line := range strings.Lines(got) {
		if strings.HasPrefix(line, "| status 500") && strings.Count(strings.ReplaceAll(line, `\|`, ""), "|") != 3 {
			t.Errorf("a text is more than a cell: %s", line)
		}
	}
}

func TestTheJobSummaryOfALoadThatMeasuredNothing(t *testing.T) {
	has(t, written(t, WriteMarkdown, empty()), "# tagcheck load: interrupted\n", "Nothing was measured.")
}

func TestTheJobSummaryIsCut(t *testing.T) {
	r := sample()
	for i := range 1000 {
		l := model.Finding{Kind: model.LostAddition, Tag: fmt.Sprint(i, strings.Repeat("`x", 10_000))}
		r.Phases[0].Verified.Listed = append(r.Phases[0].Verified.Listed, l)
	}
	has(t, written(t, WriteMarkdown, r), "did not fit here; load.json has all of them")
}
