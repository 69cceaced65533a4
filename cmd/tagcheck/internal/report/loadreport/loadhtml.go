package loadreport

import (
	"context"
	_ "embed" // for the page
	"fmt"
	"html/template"
	"io"
	"strings"
	"time"

	"github.com/tsenart/vegeta/v12/lib/plot"

	"tagcheck/cmd/tagcheck/internal/report/frame"
	"tagcheck/load"
	"tagcheck/load/measure"
	"tagcheck/load/model"
	"tagcheck/load/slo"
	"tagcheck/suites/report/output"
)

//go:embed load.html
var pageText string

//go:embed load.css
var pageStyle string

//go:embed load.js
var pageScript string

// htmlLoad is the value of the page's body. Scripts and styles are ours or
// uPlot's.
type htmlLoad struct {
	Thresholds []htmlThreshold
	Phases     []htmlPhase
	Plots      []plots // by phase
	Script     template.JS
}

type htmlThreshold struct {
	load.ThresholdResult
	State frame.State
}

type htmlPhase struct {
	load.PhaseResult
	Number                  int
	Took, Offered, Achieved string
	Times                   []htmlTimes
	Spans                   []htmlSpan
	Classes                 []htmlClass
	Generator               []output.Fact
	ReadBack                string
	Findings                []htmlFinding
	Unlisted                uint64
}

// htmlTimes is a row of percentiles.
type htmlTimes struct {
	measure.Operation
	What, PerSecond string
	Times           []string
}

type htmlSpan struct {
	span
	At                         string
	P50Ms, P90Ms, P99Ms, MaxMs string
}

type htmlClass struct {
	measure.ErrorCount
	Share float64 // of all errors, in percent
}

type htmlFinding struct {
	model.Finding
	What, Acknowledged, Observed string
}

// WriteHTML writes the load as one page for a browser, which needs no other
// file.
func WriteHTML(ctx context.Context, w io.Writer, r load.Result) error {
	page, err := newPage(r)
	if err == nil {
		err = frame.Write(ctx, w, page, pageText)
	}
	if err != nil {
		return fmt.Errorf("write the load as HTML: %w", err)
	}
	return nil
}

func newPage(r load.Result) (frame.Page, error) {
	script, err := asset("uPlot.min.js")
	if err != nil {
		return frame.Page{}, err
	}
	style, err := asset("uPlot.min.css")
	if err != nil {
		return frame.Page{}, err
	}
	body := htmlLoad{Plots: []plots{}, Script: template.JS(pageScript)}
	for _, t := range r.Thresholds {
		body.Thresholds = append(body.Thresholds, htmlThreshold{t, ofThreshold(t.Outcome)})
	}
	for i, p := range r.Phases {
		over, err := spans(p.Phase, mostSpans)
		if err != nil {
			return frame.Page{}, err
		}
		drawn, err := newPlots(p, over)
		if err != nil {
			return frame.Page{}, err
		}
		body.Plots = append(body.Plots, drawn)
		body.Phases = append(body.Phases, newHTMLPhase(i, p, over))
	}
	return frame.Page{
		Title: "tagcheck load", State: ofConclusion(r.Conclusion), Headline: string(r.Conclusion), Gist: gist(r),
		Reasons: r.Reasons, Leftovers: r.Leftovers, Facts: facts(r), Body: body,
		Styles:  []template.CSS{template.CSS(style), template.CSS(pageStyle)},
		Scripts: []template.JS{template.JS(script)},
	}, nil
}

// asset is a file of uPlot that vegeta embeds for its own plots.
func asset(name string) (string, error) {
	file, err := plot.Assets.Open(name)
	if err != nil {
		return "", err
	}
	defer file.Close()
	text, err := io.ReadAll(file)
	return string(text), err
}

func ofConclusion(c load.Conclusion) frame.State {
	switch c {
	case load.Passed:
		return frame.Good
	case load.Failed:
		return frame.Bad
	}
	return frame.Open
}

func ofThreshold(o slo.Outcome) frame.State {
	switch o {
	case slo.Met:
		return frame.Good
	case slo.Missed:
		return frame.Bad
	}
	return frame.Open
}

func newHTMLPhase(number int, p load.PhaseResult, over []span) htmlPhase {
	out := htmlPhase{
		PhaseResult: p, Number: number, Took: output.Seconds(lasted(p)),
		Offered: perSecond(p.OfferedRate), Achieved: perSecond(p.All.Rate),
		Generator: generatorFacts(p), ReadBack: readBack(p.Verified), Unlisted: unlisted(p.Verified),
	}
	for _, o := range operations(p) {
		for _, t := range []named{{"response", o.Response}, {"service", o.Service}, {"send lag", o.Lag}} {
			out.Times = append(out.Times, newHTMLTimes(o, t))
		}
	}
	for _, s := range over {
		at := time.Duration(s.From) * time.Second
		out.Spans = append(out.Spans, htmlSpan{s, at.String(), bare(s.P50), bare(s.P90), bare(s.P99), bare(s.Max)})
	}
	for _, c := range p.Phase.Classes {
		out.Classes = append(out.Classes, htmlClass{c, 100 * float64(c.Count) / float64(p.All.Errors)})
	}
	for _, l := range p.Verified.Listed {
		out.Findings = append(out.Findings, htmlFinding{l, kindText(l.Kind), acknowledged(l), observed(l)})
	}
	return out
}

// operations are those of a phase, preceded by all of them together where there
// are several.
func operations(p load.PhaseResult) []measure.Operation {
	if len(p.Operations) == 1 {
		return p.Operations
	}
	all := p.All
	all.Name = "all"
	return append([]measure.Operation{all}, p.Operations...)
}

func newHTMLTimes(o measure.Operation, t named) htmlTimes {
	q := t.of.Percentiles
	row := htmlTimes{Operation: o, What: t.name, PerSecond: perSecond(o.Rate)}
	for _, ms := range []float64{t.of.Min, t.of.Mean, q.P50, q.P90, q.P99, q.P999, q.P9999, t.of.Max} {
		row.Times = append(row.Times, milliseconds(ms))
	}
	return row
}

// bare is a time without its unit, a dash for none.
func bare(ms *float64) string {
	if ms == nil {
		return "–"
	}
	return strings.TrimSuffix(milliseconds(*ms), " ms")
}
