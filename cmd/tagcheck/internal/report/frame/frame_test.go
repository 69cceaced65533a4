package frame

import (
	"bytes"
	"context"
	"errors"
	"html/template"
	"strings"
	"testing"

	"tagcheck/suites/report/output"
)

func written(t *testing.T, p Page, body string) string {
	t.Helper()
	var out bytes.Buffer
	if err := Write(t.Context(), &out, p, body); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

const hostile = "<script>alert(1)</script>\x1b[2J\u202e\xff"

func TestAPageShowsItsHeadAndBody(t *testing.T) {
	got := written(t, Page{
		Title: "tagcheck load", State: Bad, Headline: "failed", Gist: "2 requests", Reasons: []string{"why"},
		Leftovers: []string{"image 1"}, Facts: []output.Fact{{Name: "target", Text: "here"}, {Name: "server"}},
		Body: []string{"one"}, Styles: []template.CSS{"p { color: red; }"}, Scripts: []template.JS{"draw()"},
	}, `{{define "under"}}<i>{{len .}}</i>{{end}}{{define "body"}}{{range .}}<p>{{.}}</p>{{end}}{{end}}`)
	for _, want := range []string{
		"<title>tagcheck load: failed</title>", `<p class="headline bad">failed</p>`, `<p class="gist">2 requests</p>`,
		"<li>why</li>", "Left behind on the target:</p>", "<li>image 1</li>", "<dt>target</dt><dd>here</dd>", "<i>1</i>",
		"<p>one</p>", "<style>p { color: red; }</style>", "<script>draw()</script>", "script-src 'unsafe-inline'", style,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.Contains(got, "<dt>server") {
		t.Error("a fact without a text is shown")
	}
}

func TestAPageWithoutScriptsAllowsNone(t *testing.T) {
	got := written(t, Page{Title: "t"}, `{{define "body"}}{{end}}`)
	if strings.Contains(got, "script-src") || strings.Contains(got, "<script") {
		t.Error("it allows scripts")
	}
	if !strings.Contains(got, `content="default-src 'none'; style-src`) {
		t.Error("it may load other files")
	}
}

func TestTheTextOfAServerIsTextOnAPage(t *testing.T) {
	got := written(t, Page{
		Title: hostile, Headline: hostile, Gist: hostile, Reasons: []string{hostile}, Leftovers: []string{hostile},
		Facts: []output.Fact{{Name: hostile, Text: hostile}}, Body: hostile,
	}, `{{define "body"}}<p title="{{.}}">{{.}}</p>{{end}}`)
	if strings.Contains(got, "<script") || strings.ContainsAny(got, "\x1b\u202e\ufffd") {
		t.Errorf("a text is on the page as it came:\n%q", got)
	}
	if n := strings.Count(got, `\x1b[2J\u202e`); n != 11 {
		t.Errorf("%d texts are shown, want 11", n)
	}
}

func TestPrintableKeepsLinesAndTabs(t *testing.T) {
	for in, want := range map[string]string{
		"a\n\tb": "a\n\tb", "": "", "\x00": `\x00`, "a\x1b\x1bb\u00a0": `a\x1b\x1bb\u00a0`, "\xff": `\xff`,
		"\x1b\n\x1b": "\\x1b\n\\x1b", "ü–✓\ufffd": "ü–✓\ufffd", "\x07\n": "\\x07\n",
	} {
		if got := string(printable([]byte(in))); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestAPageThatCannotBeMadeIsAnError(t *testing.T) {
	for name, body := range map[string]string{
		"syntax": `{{define "body"}}{{`, "value": `{{define "body"}}{{.Missing}}{{end}}`,
	} {
		var out bytes.Buffer
		if err := Write(t.Context(), &out, Page{Body: "text"}, body); err == nil || out.Len() > 0 {
			t.Errorf("%s: got %v, and %d bytes are written", name, err, out.Len())
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out bytes.Buffer
	if err := Write(ctx, &out, Page{}, ""); !errors.Is(err, context.Canceled) || out.Len() > 0 {
		t.Errorf("an ended context: got %v", err)
	}
}

func TestEveryStateHasItsColourInTheStyle(t *testing.T) {
	for _, s := range States() {
		if s == Plain {
			continue
		}
		if !strings.Contains(style, ".tag."+string(s)+",") || strings.Count(style, "--"+string(s)+":") != 2 {
			t.Errorf("the style sheet lacks the state %s, in light or in dark", s)
		}
	}
}
