// Package frame is what all reports for people have in common: the frame and
// the style of every HTML page, and the states by which pages and terminals are
// coloured.
//
// A page gives its facts to the frame and a template for the rest:
//
//	const body = `{{define "body"}}<h2>Phases</h2>{{range .}}<p>{{.}}</p>{{end}}{{end}}`
//	err := frame.Write(ctx, w, frame.Page{
//		Title: "tagcheck load", State: frame.Good, Headline: "passed", Body: phases,
//	}, body)
//
// A page needs no other file and loads nothing from the network. Text of a
// server is escaped by html/template, and what does not print is written as
// \x1b or \u202e.
package frame

import (
	"bytes"
	"context"
	_ "embed" // for the frame and its style
	"html/template"
	"io"
	"unicode"
	"unicode/utf8"

	"tagcheck/suites/report/escape"
	"tagcheck/suites/report/output"
)

//go:embed frame.html
var frameText string

//go:embed frame.css
var style string

// Page is the head of a page, and the value for the template of its body.
type Page struct {
	Title     string // such as "tagcheck load"
	State     State  // of the headline
	Headline  string // the result in one or two words
	Gist      string // the result in one sentence
	Reasons   []string
	Leftovers []string // left behind on the target
	Facts     []output.Fact
	Body      any            // for the templates "body" and "under"
	Styles    []template.CSS // besides the style of the frame
	Scripts   []template.JS  // libraries for the scripts of the body
}

// Style is the style of the frame.
func (Page) Style() template.CSS { return template.CSS(style) }

// Write writes a page. The text of the body defines the template "body" and may
// define "under", which stands below the gist.
func Write(ctx context.Context, w io.Writer, p Page, body string) error {
	t, err := template.New("frame").Parse(frameText)
	if err != nil {
		return err
	}
	if t, err = t.Parse(body); err != nil {
		return err
	}
	var out bytes.Buffer
	if err := t.Execute(&out, p); err != nil {
		return err
	}
	_, err = output.Writer(ctx, w).Write(printable(out.Bytes()))
	return err
}

// printable writes everything that does not print, except line ends and tabs,
// in a visible form.
func printable(page []byte) []byte {
	out := make([]byte, 0, len(page))
	for len(page) > 0 {
		r, n := utf8.DecodeRune(page)
		if unicode.IsPrint(r) && !(r == utf8.RuneError && n == 1) || r == '\n' || r == '\t' {
			out = append(out, page[:n]...)
		} else {
			out = append(out, escape.Visible(string(page[:n]))...)
		}
		page = page[n:]
	}
	return out
}
