package matrix

import (
	"slices"
	"strings"
	"testing"

	"tagcheck/cmd/tagcheck/internal/bank"
	"tagcheck/cmd/tagcheck/internal/report/frame"
)

func TestTheMatrixIsOnePageThatNeedsNoOtherFile(t *testing.T) {
	page := written(t, WriteHTML, everything())
	for _, want := range []string{
		`<tr id="fault-add-says-200">`, "PUT answers &lt;b&gt;200&lt;/b&gt;", // text is text
		`<p class="headline bad">50 %</p>`, "<dt>tagcheck</dt><dd>1.2.0 0123abc</dd>", "<small>2 of 5 caught</small>",
		"<span class=\"mark good\" title=\"add.answers-204\nadd.repeat.answers-204\">✓ 2</span>",
		`<span class="mark fair" title="wire.date">1</span>`, `<span class="mark warn" title="remove.deletes">≈ 1</span>`,
		`<span class="mark bad" title="survived: add.stores should have caught it">✗</span>`,
		`<span class="mark bad" title="wire.date">! 1</span>`, `title="1 survived"`,
		`<span class="tag bad">! 2</span> <a href="#variants">false alarms</a>`,
		`<th scope="col" class="area">isolation</th>`, "equivalent: the clock is not seen",
		"<p>expected 204; came 200</p>", `<tr id="req-add.repeat.answers-204">`, // which caught one fault
		"<p>shows by chance, in one of 20 requests</p>", `\x1b[2Jimage 1`, `<a class="id" href="#fault-seldom">`,
		`<span class="tag bad">FALSE ALARM</span>`, `<span class="tag good">no alarm</span>`,
		strings.Repeat("b", 64), strings.Repeat("c", 64), strings.Repeat("d", 64),
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	for _, other := range []string{
		">0</span>", "http://", "https://", " src=", "@import", "url(", "<script", `rel="stylesheet"`, "\x1b",
		"caught no fault",
	} {
		if strings.Contains(page, other) {
			t.Errorf("the page has %q", other)
		}
	}
	if page := written(t, WriteHTML, perfect()); !strings.Contains(page, `<li id="req-access.add.401">`) {
		t.Error("the requirements that caught nothing are missing")
	}
	if page := written(t, WriteHTML, repeated()); !strings.Contains(page, "<p>caught in 1 of 2 runs</p>") {
		t.Error("how often a fault was caught is missing")
	}
}

func TestTheCellsOfAFault(t *testing.T) {
	catches := func(ids ...string) []bank.Catch {
		var all []bank.Catch
		for _, id := range ids {
			all = append(all, bank.Catch{Requirement: id})
		}
		return all
	}
	for name, test := range map[string]struct {
		r    bank.Row
		want htmlCell
	}{
		"by the intended": {
			bank.Row{Outcome: bank.Intended, Intended: "add.a", Catches: catches("add.a", "wire.w", "add.b")},
			htmlCell{frame.Good, "✓ 2", "add.a\nadd.b"},
		},
		"by others too": {bank.Row{Outcome: bank.Intended, Intended: "wire.w", Catches: catches("wire.w", "add.a")},
			htmlCell{frame.Fair, "1", "add.a"}},
		"by others only": {bank.Row{Outcome: bank.Other, Intended: "add.b", Catches: catches("add.a")},
			htmlCell{frame.Warn, "≈ 1", "add.a"}},
		"survived": {bank.Row{Outcome: bank.Survived, Intended: "add.a"},
			htmlCell{frame.Bad, "✗", "survived: add.a should have caught it"}},
		"survived abroad": {bank.Row{Outcome: bank.Survived, Intended: "wire.w"}, htmlCell{}},
		"survived, but caught once": {
			bank.Row{Outcome: bank.Survived, Intended: "wire.w", Catches: catches("add.a")},
			htmlCell{frame.Fair, "1", "add.a"},
		},
		"a false alarm": {bank.Row{Outcome: bank.Alarm, Intended: "add.a", Catches: catches("add.a")},
			htmlCell{frame.Bad, "! 1", "add.a"}},
		"a similar area": {bank.Row{Outcome: bank.Other, Intended: "add.a", Catches: catches("address.a")}, htmlCell{}},
	} {
		if got := newHTMLCell(test.r, "add"); got != test.want {
			t.Errorf("%s: got %+v, want %+v", name, got, test.want)
		}
	}
}

func TestTheBarsAddUpToTheFaults(t *testing.T) {
	bars := everything().bars()
	want := []htmlBar{
		{frame.Good, "caught by the intended requirement", 2}, {frame.Warn, "caught by others only", 1},
		{frame.Bad, "survived", 1}, {frame.Muted, "equivalent", 2}, {frame.Open, "not judged", 2},
	}
	if !slices.Equal(bars, want) {
		t.Errorf("got %+v, want %+v", bars, want)
	}
	if bars := perfect().bars(); len(bars) != 1 {
		t.Errorf("an outcome without a fault has a bar: %+v", bars)
	}
}
