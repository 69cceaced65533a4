package linearizability

import (
	"fmt"
	"strings"
	"text/tabwriter"
)

// String returns the explanation and a table of the operations, with times relative to
// the first call. It is printable ASCII, whatever the tags are.
func (w Witness) String() string {
	var text strings.Builder
	fmt.Fprintf(&text, "%s\n", w.Explanation)
	table := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	// results of reads have only these tags
	fmt.Fprintf(table, "time\tclient\trequest\tresponse, of %s\texchange\n", quoted(w.Tags))
	fmt.Fprintf(table, "before\t\t\t%s\t\n", w.before())
	hidden := max(0, len(w.Ops)-MaxTableRows)
	if hidden > 0 {
		fmt.Fprintf(table, "%d more\t\t\t\t\n", hidden)
	}
	for _, op := range w.Ops[hidden:] {
		exchange := "-"
		if op.Exchange != 0 {
			exchange = fmt.Sprint(op.Exchange)
		}
		fmt.Fprintf(table, "%s\t%d\t%s\t%s\t%s\n", w.span(op), op.Client, op.request(), op.response(), exchange)
	}
	table.Flush()
	return text.String()
}

// before describes the tags before the first operation.
func (w Witness) before() string {
	if w.AnyInitial {
		return "any tags"
	}
	return quoted(w.Initial)
}

// span describes when the operation was in flight.
func (w Witness) span(op Op) string {
	ms := func(ns int64) float64 { return float64(ns-w.Ops[0].Call) / 1e6 }
	if op.pending() {
		return fmt.Sprintf("%+.3f ms on", ms(op.Call))
	}
	return fmt.Sprintf("%+.3f to %+.3f ms", ms(op.Call), ms(op.Return))
}
