package linearizability

import (
	"fmt"
	"strings"
	"text/tabwriter"
)

// maxRows is how many operations a table shows: the last ones.
const maxRows = 30

// String gives the sentence and a table of the operations, times counted from
// the first call: in printable ASCII, whatever the tags are.
func (w Witness) String() string {
	var text strings.Builder
	fmt.Fprintf(&text, "%s\n", w.Sentence)
	table := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "time\tclient\trequest\tanswer, of %s\texchange\n", set(w.Tags)) // reads are shown by these alone
	fmt.Fprintf(table, "before\t\t\t%s\t\n", w.before())
	hidden := max(0, len(w.Ops)-maxRows)
	if hidden > 0 {
		fmt.Fprintf(table, "%d more\t\t\t\t\n", hidden)
	}
	for _, op := range w.Ops[hidden:] {
		exchange := "-"
		if op.Exchange != 0 {
			exchange = fmt.Sprint(op.Exchange)
		}
		fmt.Fprintf(table, "%s\t%d\t%s\t%s\t%s\n", w.span(op), op.Client, op.request(), op.answer(), exchange)
	}
	table.Flush()
	return text.String()
}

// before spells what was there before the first operation.
func (w Witness) before() string {
	if w.Open {
		return "whatever was there"
	}
	return set(w.Initial)
}

// span spells when the operation was under way.
func (w Witness) span(op Op) string {
	ms := func(ns int64) float64 { return float64(ns-w.Ops[0].Call) / 1e6 }
	if op.open() {
		return fmt.Sprintf("%+.3f ms on", ms(op.Call))
	}
	return fmt.Sprintf("%+.3f to %+.3f ms", ms(op.Call), ms(op.Return))
}
