package loadreport

import (
	"fmt"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"tagcheck/load"
	"tagcheck/load/measure"
	"tagcheck/suites/report/escape"
	"tagcheck/suites/report/output"
)

// What the text shows of a long list before it counts the rest; the report
// files have more.
const (
	maxClasses  = 10
	maxFindings = 5
)

// Summary is a result as text for a terminal: each phase, why the load did not
// pass, and as the last line the conclusion. A quiet summary leaves the phases
// out.
func Summary(r load.Result, quiet bool) string {
	var b strings.Builder
	if !quiet {
		for _, p := range r.Phases {
			writePhase(&b, p)
		}
	}
	for _, reason := range r.Reasons {
		if reason != r.Broken { // that one is printed as an error
			fmt.Fprintf(&b, "- %s\n", escape.Line(reason))
		}
	}
	fmt.Fprintf(&b, "%s: %s, %s", strings.ToUpper(string(r.Conclusion)), escape.Line(r.Target.URL),
		r.Ended.Sub(r.Started).Round(100*time.Millisecond))
	if r.Interrupted && r.Conclusion != load.Interrupted {
		b.WriteString(" (interrupted)")
	}
	b.WriteString("\n")
	return b.String()
}

func writePhase(b *strings.Builder, p load.PhaseResult) {
	fmt.Fprintf(b, "%s: %s, %s for %s\n", escape.Line(p.Name), escape.Line(p.Scenario), escape.Line(p.Arrivals),
		lasted(p).Round(time.Millisecond))
	if p.Health.Sent == 0 {
		b.WriteString("  nothing was measured\n")
		return
	}
	b.WriteString(operationTable(p) + "\n")
	for i, c := range p.Classes {
		if i == maxClasses {
			fmt.Fprintf(b, "  and %s\n", output.Count(len(p.Classes)-i, "more kind")+" of errors")
			break
		}
		fmt.Fprintf(b, "  %s: %s\n", count(c.Count, "error"), escape.Line(c.Text))
	}
	h := p.Health
	fmt.Fprintf(b, "generator: send lag p50 %s, p99 %s while a worker was idle; CPU %.0f %%; "+
		"all %d workers busy %.0f %% of the time\n",
		milliseconds(p.All.Lag.Percentiles.P50), duration(h.Lag), 100*h.CPU, h.Workers, 100*h.Saturated)
	fmt.Fprintf(b, "%s\n", escape.Line(readBack(p.Verified)))
	for i, l := range p.Verified.Listed {
		if i == maxFindings {
			fmt.Fprintf(b, "  and %d more\n", p.Verified.Lost()+p.Verified.Unexpected-maxFindings)
			break
		}
		fmt.Fprintf(b, "  %s\n", escape.Line(finding(l)))
	}
}

// operationTable has a row for each operation, and one for all of them.
func operationTable(p load.PhaseResult) string {
	t := table.NewWriter()
	t.SetStyle(table.StyleDefault)
	header := table.Row{
		"operation", "requests", "errors", "rate", "response p50", "p90", "p99", "p99.9", "max", "service p99",
	}
	t.AppendHeader(header)
	for _, o := range p.Operations {
		t.AppendRow(operationRow(o.Name, o))
	}
	if len(p.Operations) > 1 {
		t.AppendRow(operationRow("all", p.All))
	}
	var columns []table.ColumnConfig
	for number := 2; number <= len(header); number++ {
		columns = append(columns, table.ColumnConfig{Number: number, Align: text.AlignRight, AlignHeader: text.AlignRight})
	}
	t.SetColumnConfigs(columns)
	return t.Render()
}

func operationRow(name string, o measure.Operation) table.Row {
	q := o.Response.Percentiles
	return table.Row{
		escape.Line(name), o.Requests, o.Errors, fmt.Sprintf("%.0f/s", o.Rate), milliseconds(q.P50), milliseconds(q.P90),
		milliseconds(q.P99), milliseconds(q.P999), milliseconds(o.Response.Max), milliseconds(o.Service.Percentiles.P99),
	}
}
