package main

import (
	"fmt"
	"io"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"tagcheck/load"
	"tagcheck/load/measure"
)

// writePhase tells what came of a phase.
func writePhase(w io.Writer, p load.PhaseResult) {
	fmt.Fprintf(w, "%s: %s, %s for %s\n", p.Name, p.Scenario, p.Arrivals, time.Duration(p.Duration*float64(time.Millisecond)).Round(time.Millisecond))
	if p.Health.Sent == 0 {
		fmt.Fprintln(w, "  nothing was measured")
		return
	}
	t := table.NewWriter()
	t.SetStyle(table.StyleDefault)
	t.AppendHeader(table.Row{"operation", "requests", "errors", "rate", "response p50", "p90", "p99", "p99.9", "max", "service p99"})
	for _, o := range p.Operations {
		appendOperation(t, o.Name, o)
	}
	if len(p.Operations) > 1 {
		appendOperation(t, "all", p.All)
	}
	var columns []table.ColumnConfig
	for number := 2; number <= 10; number++ {
		columns = append(columns, table.ColumnConfig{Number: number, Align: text.AlignRight, AlignHeader: text.AlignRight})
	}
	t.SetColumnConfigs(columns)
	fmt.Fprintln(w, t.Render())
	for i, c := range p.Classes {
		if i == 10 {
			fmt.Fprintf(w, "  and %d other kinds of errors\n", len(p.Classes)-i)
			break
		}
		fmt.Fprintf(w, "  %d times: %s\n", c.Count, visible(c.Text))
	}
	h := p.Health
	fmt.Fprintf(w, "generator: lag p50 %s, p99 %s, %.0f %% of its processors; all %d workers were busy for %.0f %% of the time\n",
		inMilliseconds(p.All.Lag.Percentiles.P50), inMilliseconds(float64(h.Lag)/1e6), 100*h.CPU, h.Workers, 100*h.Saturated)
	writeVerified(w, p)
}

func appendOperation(t table.Writer, name string, o measure.Operation) {
	q := o.Response.Percentiles
	t.AppendRow(table.Row{
		name, o.Requests, o.Errors, fmt.Sprintf("%.0f/s", o.Rate), inMilliseconds(q.P50), inMilliseconds(q.P90), inMilliseconds(q.P99),
		inMilliseconds(q.P999), inMilliseconds(o.Response.Max), inMilliseconds(o.Service.Percentiles.P99),
	})
}

// mostShown is how many losses are shown; the report lists more.
const mostShown = 5

func writeVerified(w io.Writer, p load.PhaseResult) {
	v := p.Verified
	fmt.Fprintf(w, "read back: %s with %s, of which %d may be there or not; lost: %d added, %d removed; unexpected: %d\n",
		counted(int(v.Images), "image"), counted(int(v.Keys), "tag"), v.Unknown, v.LostAdditions, v.ReturnedRemovals, v.Unexpected)
	for i, l := range v.Listed {
		if i == mostShown {
			fmt.Fprintf(w, "  and %d more\n", v.Lost()+v.Unexpected-mostShown)
			break
		}
		fmt.Fprintf(w, "  %s: %q of the image %s", l.Kind, l.Tag, visible(l.Image))
		if x := l.Exchange; x != nil && x.Status == 0 {
			fmt.Fprintf(w, ", which was made with it at %s", x.Answered.Format(time.RFC3339Nano))
		} else if x != nil {
			fmt.Fprintf(w, ", %s %s answered %d at %s", x.Method, visible(x.URL), x.Status, x.Answered.Format(time.RFC3339Nano))
			if x.RequestID != "" {
				fmt.Fprintf(w, " (%s)", visible(x.RequestID))
			}
		}
		fmt.Fprintf(w, "; %s shows it\n", l.Found)
	}
}
