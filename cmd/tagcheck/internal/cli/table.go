package cli

import (
	"fmt"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
)

// NarrowestTable is the smallest width for which a table is laid out. On a
// narrower terminal the terminal breaks the lines.
const NarrowestTable = 100

// Table lays out rows without ruling. The last column is wrapped to what is left
// of width columns; width 0 wraps nothing, so that each row is one line.
func Table(header []string, rows [][]string, width int) string {
	const padding = "  "
	t := table.NewWriter()
	t.SetStyle(table.StyleDefault)
	t.Style().Options = table.OptionsNoBordersAndSeparators
	t.Style().Box.PaddingLeft, t.Style().Box.PaddingRight = "", padding
	t.Style().Format.Header = text.FormatUpper
	t.SuppressTrailingSpaces()
	last := len(header) - 1
	used := make([]int, last)
	for i, cells := range append([][]string{header}, rows...) {
		row := table.Row{}
		for column, cell := range cells {
			row = append(row, cell)
			if column < last {
				used[column] = max(used[column], len(cell))
			}
		}
		if i == 0 {
			t.AppendHeader(row)
		} else {
			t.AppendRow(row)
		}
	}
	if width > 0 {
		left := max(width, NarrowestTable)
		for _, w := range used {
			left -= w + len(padding)
		}
		t.SetColumnConfigs([]table.ColumnConfig{{
			Number: last + 1, WidthMax: max(left, 30) - len(padding), WidthMaxEnforcer: text.WrapSoft,
		}})
	}
	return t.Render() + "\n"
}

// Count is a number with its noun, which gets an s for every number but 1.
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
