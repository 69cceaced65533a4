package verdicts

import (
	"strconv"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"tagcheck/cmd/tagcheck/internal/report/terminal"
	"tagcheck/suites/report"
	"tagcheck/suites/report/escape"
	"tagcheck/suites/verdict"
)

// areaTable counts the verdicts by area.
func (s summary) areaTable() {
	if len(s.Result.Requirements) == 0 {
		return
	}
	columns := s.Columns()
	t := table.NewWriter()
	t.SetStyle(table.StyleLight)
	t.Style().Options = table.OptionsNoBordersAndSeparators
	t.Style().Format.Header, t.Style().Format.Footer = text.FormatDefault, text.FormatDefault
	header, configs := table.Row{"area"}, []table.ColumnConfig{}
	for i, v := range columns {
		header = append(header, report.Label(v))
		configs = append(configs, table.ColumnConfig{
			Number: i + 2, Align: text.AlignRight, AlignHeader: text.AlignRight, AlignFooter: text.AlignRight,
		})
	}
	t.SetColumnConfigs(configs)
	t.AppendHeader(header)
	for _, a := range s.Areas() {
		t.AppendRow(s.cells(escape.Visible(a.Area), a.Counts, columns))
	}
	t.AppendFooter(s.cells("all", s.Totals.Verdicts, columns))
	var lines []string
	for line := range strings.SplitSeq(t.Render(), "\n") {
		lines = append(lines, strings.TrimRight(strings.TrimPrefix(line, " "), " "))
	}
	s.Blank()
	s.Verbatim(0, strings.Join(lines, "\n"))
}

// cells leaves a count of zero out: the others are easier to see.
func (s summary) cells(name string, counts map[verdict.Verdict]int, columns []verdict.Verdict) table.Row {
	cells := table.Row{name}
	for _, v := range columns {
		cell := ""
		if n := counts[v]; n > 0 {
			cell = s.Paint(terminal.Of(ofVerdict(v)), strconv.Itoa(n))
		}
		cells = append(cells, cell)
	}
	return cells
}
