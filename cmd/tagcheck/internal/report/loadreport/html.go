package loadreport

import (
	_ "embed" // for the page
	"fmt"
	"html/template"
	"io"
	"strings"
	"time"

	"github.com/tsenart/vegeta/v12/lib/plot"

	"tagcheck/cmd/tagcheck/internal/report"
	"tagcheck/load"
	"tagcheck/load/measure"
	"tagcheck/load/slo"
)

//go:embed load.html
var pageText string

//go:embed load.css
var pageStyle string

//go:embed load.js
var pageScript string

// page is what the template shows. Script and styles are ours or uPlot's; all
// else is escaped by the template.
type page struct {
	State, Conclusion, Gist string
	Reasons, Leftovers      []string
	Facts                   [][2]string
	Thresholds              []htmlThreshold
	Phases                  []htmlPhase
	Plots                   []plots // by phase
	Style, PlotStyle        template.CSS
	Script, PlotScript      template.JS
}

type htmlThreshold struct{ Phase, Threshold, Class, Outcome, Actual, Note string }

type htmlPhase struct {
	Number                   int
	Name, Scenario, Arrivals string
	Took, Offered, Achieved  string
	Measured                 bool
	Times                    []htmlTimes
	Spans                    []htmlSpan
	Classes                  []htmlClass
	Health                   [][2]string
	ReadBack                 string
	Losses                   []htmlLoss
	Unlisted                 uint64
}

// htmlTimes is a row of percentiles.
type htmlTimes struct {
	Operation, What  string
	Requests, Errors uint64
	Rate             string
	Times            []string
}

type htmlSpan struct {
	At                        string
	Offered, Requests, Errors uint64
	P50, P90, P99, Max        string
}

type htmlClass struct {
	Text  string
	Count uint64
	Share float64 // of the most frequent, in percent
}

type htmlLoss struct{ Kind, Tag, Image, Acknowledged, Found string }

// HTML writes the load as one page for a browser, which needs nothing else.
func HTML(w io.Writer, r load.Result) error {
	if err := writeHTML(w, r); err != nil {
		return fmt.Errorf("write the load's result as HTML: %w", err)
	}
	return nil
}

func writeHTML(w io.Writer, r load.Result) error {
	t, err := template.New("load").Parse(pageText)
	if err != nil {
		return err
	}
	p, err := newPage(r)
	if err != nil {
		return err
	}
	return t.Execute(w, p)
}

func newPage(r load.Result) (page, error) {
	script, err := asset("uPlot.min.js")
	if err != nil {
		return page{}, err
	}
	style, err := asset("uPlot.min.css")
	if err != nil {
		return page{}, err
	}
	p := page{
		State: state(r.Conclusion), Conclusion: string(r.Conclusion), Gist: report.Visible(gist(r)), Reasons: shown(r.Reasons), Leftovers: shown(r.Leftovers),
		Facts: facts(r), Plots: []plots{}, Style: template.CSS(pageStyle), PlotStyle: template.CSS(style), Script: template.JS(pageScript), PlotScript: template.JS(script),
	}
	for _, t := range r.Thresholds {
		class := map[slo.Outcome]string{slo.Met: "good", slo.Missed: "bad"}[t.Outcome]
		p.Thresholds = append(p.Thresholds, htmlThreshold{report.Visible(t.Phase), report.Visible(t.Threshold), class, string(t.Outcome), t.Actual, report.Visible(t.Reason + t.Note)})
	}
	for i, phase := range r.Phases {
		over, err := spans(phase.Phase, mostSpans)
		if err != nil {
			return page{}, err
		}
		drawn, err := newPlots(phase, over)
		if err != nil {
			return page{}, err
		}
		p.Plots = append(p.Plots, drawn)
		p.Phases = append(p.Phases, newHTMLPhase(i, phase, over))
	}
	return p, nil
}

// asset is a file of uPlot, as vegeta's plots have it.
func asset(name string) (string, error) {
	file, err := plot.Assets.Open(name)
	if err != nil {
		return "", err
	}
	defer file.Close()
	text, err := io.ReadAll(file)
	return string(text), err
}

// state is a conclusion in a class of the page's style sheet.
func state(c load.Conclusion) string {
	switch c {
	case load.Passed:
		return "good"
	case load.Failed:
		return "bad"
	}
	return "open"
}

func shown(texts []string) []string {
	var all []string
	for _, t := range texts {
		all = append(all, report.Visible(t))
	}
	return all
}

func newHTMLPhase(number int, p load.PhaseResult, over []span) htmlPhase {
	out := htmlPhase{
		Number: number, Name: report.Visible(p.Name), Scenario: report.Visible(p.Scenario), Arrivals: report.Visible(p.Arrivals), Took: seconds(lasted(p)),
		Offered: perSecond(p.OfferedRate), Achieved: perSecond(p.All.Rate), Measured: p.All.Requests > 0,
		Health: health(p), ReadBack: readBack(p.Verified), Unlisted: unlisted(p.Verified),
	}
	for _, o := range operations(p) {
		for _, t := range []named{{"response", o.Response}, {"service", o.Service}, {"send lag", o.Lag}} {
			out.Times = append(out.Times, newHTMLTimes(o, t))
		}
	}
	for _, s := range over {
		out.Spans = append(out.Spans, newHTMLSpan(s))
	}
	for _, c := range p.Classes {
		out.Classes = append(out.Classes, htmlClass{report.Visible(c.Text), c.Count, 100 * float64(c.Count) / float64(p.All.Errors)})
	}
	for _, l := range p.Verified.Listed {
		out.Losses = append(out.Losses, htmlLoss{string(l.Kind), report.Visible(l.Tag), report.Visible(l.Image), acknowledged(l.Exchange), foundBy(l)})
	}
	return out
}

// operations are those of a phase, and all of them together where there are
// several.
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
	row := htmlTimes{Operation: o.Name, What: t.name, Requests: o.Requests, Errors: o.Errors, Rate: perSecond(o.Rate)}
	for _, ms := range []float64{t.of.Min, t.of.Mean, q.P50, q.P90, q.P99, q.P999, q.P9999, t.of.Max} {
		row.Times = append(row.Times, milliseconds(ms))
	}
	return row
}

func newHTMLSpan(s span) htmlSpan {
	return htmlSpan{
		At: (time.Duration(s.From) * time.Second).String(), Offered: s.Offered, Requests: s.Requests, Errors: s.Errors,
		P50: known(s.P50), P90: known(s.P90), P99: known(s.P99), Max: known(s.Max),
	}
}

func known(ms *float64) string {
	if ms == nil {
		return "–"
	}
	return strings.TrimSuffix(milliseconds(*ms), " ms")
}
