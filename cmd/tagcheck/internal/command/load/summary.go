package loadcommand

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/cmd/tagcheck/internal/loadsession"
	"tagcheck/load"
	"tagcheck/load/measure"
	"tagcheck/load/scenario"
)

// What the summary lists at most; the report lists more.
const (
	shownLosses  = 5
	shownClasses = 10
)

// summary is the result for a person to read. The conclusion is the last line.
func summary(r load.Result, quiet bool) string {
	var b strings.Builder
	if !quiet {
		for _, p := range r.Phases {
			writePhase(&b, p)
		}
	}
	for _, reason := range r.Reasons {
		if reason == r.Broken {
			continue // it is printed as an error
		}
		fmt.Fprintf(&b, "- %s\n", cli.Visible(reason))
	}
	took := r.Ended.Sub(r.Started).Round(100 * time.Millisecond)
	fmt.Fprintf(&b, "%s: %s, %s", strings.ToUpper(string(r.Conclusion)), r.Target.URL, took)
	if r.Interrupted && r.Conclusion != load.Interrupted {
		b.WriteString(" (interrupted)")
	}
	b.WriteString("\n")
	return b.String()
}

func writePhase(w io.Writer, p load.PhaseResult) {
	length := time.Duration(p.Duration * float64(time.Millisecond)).Round(time.Millisecond)
	fmt.Fprintf(w, "%s: %s, %s for %s\n", p.Name, p.Scenario, p.Arrivals, length)
	if p.Health.Sent == 0 {
		fmt.Fprintln(w, "  nothing was measured")
		return
	}
	fmt.Fprintln(w, operations(p))
	writeErrors(w, p)
	h := p.Health
	fmt.Fprintf(w, "generator: send delay p50 %s, p99 %s; CPU %.0f %%; %s, all busy for %.0f %% of the time\n",
		loadsession.Milliseconds(p.All.Lag.Percentiles.P50), loadsession.Milliseconds(float64(h.Lag)/1e6),
		100*h.CPU, cli.Count(h.Workers, "worker"), 100*h.Saturated)
	writeReadBack(w, p)
}

// operations is the table of the operations of a phase.
func operations(p load.PhaseResult) string {
	t := table.NewWriter()
	t.SetStyle(table.StyleDefault)
	t.AppendHeader(table.Row{
		"operation", "requests", "errors", "rate", "response p50", "p90", "p99", "p99.9", "max", "service p99",
	})
	for _, o := range p.Operations {
		appendOperation(t, o.Name, o)
	}
	if len(p.Operations) > 1 {
		appendOperation(t, "all", p.All)
	}
	var columns []table.ColumnConfig
	for number := 2; number <= 10; number++ {
		columns = append(
			columns,
			table.ColumnConfig{Number: number, Align: text.AlignRight, AlignHeader: text.AlignRight},
		)
	}
	t.SetColumnConfigs(columns)
	return t.Render()
}

func appendOperation(t table.Writer, name string, o measure.Operation) {
	q := o.Response.Percentiles
	row := table.Row{name, o.Requests, o.Errors, fmt.Sprintf("%.0f/s", o.Rate)}
	for _, ms := range []float64{q.P50, q.P90, q.P99, q.P999, o.Response.Max, o.Service.Percentiles.P99} {
		row = append(row, loadsession.Milliseconds(ms))
	}
	t.AppendRow(row)
}

func writeErrors(w io.Writer, p load.PhaseResult) {
	for i, c := range p.Classes {
		if i == shownClasses {
			fmt.Fprintf(w, "  and %s of errors\n", cli.Count(len(p.Classes)-i, "other kind"))
			break
		}
		fmt.Fprintf(w, "  %s: %s\n", cli.Count(int(c.Count), "error"), cli.Visible(c.Text))
	}
}

func writeReadBack(w io.Writer, p load.PhaseResult) {
	v := p.Verified
	fmt.Fprintf(
		w,
		"read back: %s, %s (%d indeterminate); lost: %s, %s; unexpected: %s\n",
		cli.Count(int(v.Images), "image"),
		cli.Count(int(v.Keys), "tag"),
		v.Unknown,
		cli.Count(
			int(v.LostAdditions),
			"addition",
		),
		cli.Count(int(v.ReturnedRemovals), "removal"),
		cli.Count(int(v.Unexpected), "tag"),
	)
	for i, l := range v.Listed {
		if i == shownLosses {
			fmt.Fprintf(w, "  and %d more\n", v.Lost()+v.Unexpected-shownLosses)
			break
		}
		fmt.Fprintf(w, "  %s\n", loss(l))
	}
}

// loss says what is wrong with a tag, which request was acknowledged, and what
// found it.
func loss(l scenario.Loss) string {
	var text string
	switch l.Kind {
	case scenario.LostAddition:
		text = fmt.Sprintf("lost update: tag %q of image %s is missing", l.Tag, cli.Visible(l.Image))
	case scenario.ReturnedRemoval:
		text = fmt.Sprintf("lost update: removed tag %q of image %s is back", l.Tag, cli.Visible(l.Image))
	default:
		text = fmt.Sprintf("%s: tag %q of image %s", l.Kind, l.Tag, cli.Visible(l.Image))
	}
	return text + acknowledgement(l.Exchange) + "; found by " + l.Found
}

func acknowledgement(x *scenario.Exchange) string {
	if x == nil {
		return ""
	}
	at := x.Answered.Format(time.RFC3339Nano)
	if x.Status == 0 {
		return "; the image was created with it at " + at
	}
	text := fmt.Sprintf("; %s %s was answered %d at %s", x.Method, cli.Visible(x.URL), x.Status, at)
	if x.RequestID != "" {
		text += fmt.Sprintf(" (request %s)", cli.Visible(x.RequestID))
	}
	return text
}
