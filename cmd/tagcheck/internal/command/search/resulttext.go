package searchcommand

import (
	"fmt"
	"strings"

	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/cmd/tagcheck/internal/flags"
	"tagcheck/load/search"
)

// print writes the result to standard output.
func (c *command) print(r search.Result) error {
	if c.format.String() == flags.JSON {
		return c.process.PrintJSON(r)
	}
	c.process.Print(text(r))
	return nil
}

func text(r search.Result) string {
	var b strings.Builder
	switch {
	case r.HighestPass == 0 && r.LowestFail == 0:
		b.WriteString("no rate was measured\n")
	case r.HighestPass == 0:
		fmt.Fprintf(&b, "no rate passed; the lowest rate that was tried and failed is %.0f/s\n", r.LowestFail)
	case r.LowestFail == 0:
		fmt.Fprintf(&b, "%.0f/s passed; no higher rate was tried\n", r.HighestPass)
	default:
		fmt.Fprintf(&b, "highest rate that passed: %.0f/s; lowest that failed: %.0f/s; bottleneck: %s\n",
			r.HighestPass, r.LowestFail, bottleneck(r.LimitedBy))
	}
	for _, reason := range r.Reasons {
		fmt.Fprintf(&b, "- %s\n", cli.Visible(reason))
	}
	return b.String()
}

func bottleneck(l search.Limit) string {
	switch l {
	case search.Target:
		return "the server"
	case search.Generator:
		return "this machine"
	}
	return "none"
}
