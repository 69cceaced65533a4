package loadreport

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tagcheck/load/model"
)

func TestTheSummaryTellsWhatMatters(t *testing.T) {
	got := rendered(t, func(out *bytes.Buffer) error { return Markdown(out, sample()) })
	has(t, got, "# tagcheck load: failed\n", "- steady: 2 acknowledged changes are lost &lt;/script&gt;",
		"| steady | response.p99&lt;50ms | ❌ missed | 980ms |  |\n", "| steady | add.errors==0 | ❔ invalid |  | no request was sent |\n",
		"| all | 2000 | 21 |", "| show | 666 | 7 |", "| 21 |\n", "- **lost-addition** ``</script>", "answered 204 at 2026-03-01T12:00:00.001Z (req-",
		"- and 1 more, which are counted and not listed\n", "| all 64 workers busy | 9.0 % of the time |", "| target | http://127.0.0.1:9292/v2 |")
	if strings.ContainsAny(got, "\u202e\x1b") {
		t.Error("a text is in it as it came")
	}
	for line := range strings.Lines(got) {
		if strings.HasPrefix(line, "| status 500") && strings.Count(strings.ReplaceAll(line, `\|`, ""), "|") != 3 {
			t.Errorf("a text is more than a cell: %s", line)
		}
	}
}

func TestTheSummaryOfALoadThatMeasuredNothing(t *testing.T) {
	has(t, rendered(t, func(out *bytes.Buffer) error { return Markdown(out, empty()) }), "# tagcheck load: interrupted\n", "Nothing was measured.")
}

func TestTheSummaryFitsIntoAJobSummary(t *testing.T) {
	r := sample()
	for i := range 1000 {
		r.Phases[0].Verified.Listed = append(r.Phases[0].Verified.Listed, model.Finding{Kind: model.LostAddition, Tag: fmt.Sprint(i, strings.Repeat("`x", 10_000))})
	}
	got := rendered(t, func(out *bytes.Buffer) error { return Markdown(out, r) })
	if len(got) > 900<<10 {
		t.Errorf("it has %d bytes", len(got))
	}
	has(t, got, "did not fit here; load.json holds everything")
}

func TestTheFilesOfAReport(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	written, err := WriteDir(t.Context(), dir, sample())
	if err != nil || len(written) != 3 {
		t.Fatalf("%v, %v", err, written)
	}
	for i, name := range []string{"load.json", "load.md", "load.html"} {
		if content, err := os.ReadFile(filepath.Join(dir, name)); err != nil || len(content) == 0 || written[i] != filepath.Join(dir, name) {
			t.Errorf("%s: %v, %d bytes", name, err, len(content))
		}
	}
}
