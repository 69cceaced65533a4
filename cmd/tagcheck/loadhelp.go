package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"tagcheck/load/arrival"
	"tagcheck/load/scenario"
	"tagcheck/load/slo"
)

// phasesExample shows all that a file of phases may say.
const phasesExample = `phases:
  - name: day
    duration: 2m
    rate: 500/s poisson
    weights: {add: 30, remove: 30, add-again: 10, remove-absent: 10, show: 20}
    images: 50
    tags: [short, long, multi-byte]
  - name: crowd
    duration: 30s
    rate: spike 100/s to 2000/s for 1s every 10s
    scenario: hot
`

// newScenarios, newRates and newThresholds are help topics: commands that do
// nothing but tell.
func newScenarios() *cobra.Command {
	var b strings.Builder
	b.WriteString("A load sends one of these scenarios (--scenario):\n\n")
	for _, p := range scenario.Plans() {
		fmt.Fprintf(&b, "  %-14s %s\n", p.Name, p.Text)
	}
	b.WriteString("\nNo two requests are on their way for one tag at a time, so that it is known of\neach what must be true of it. Where a request was not answered both is right.\n")
	b.WriteString("\nA file of phases (--phases) puts them together:\n\n" + indented(phasesExample))
	return &cobra.Command{Use: "scenarios", Short: "What a load sends", Long: b.String()}
}

func newRates() *cobra.Command {
	return &cobra.Command{Use: "rates", Short: "When the requests of a load are due", Long: "When the requests of a load are due (--rate):\n\n" + indented(arrival.Grammar) + "\n"}
}

func newThresholds() *cobra.Command {
	return &cobra.Command{Use: "thresholds", Short: "What a load must hold", Long: "What a load must hold (--slo), or is ended by (--abort-on):\n\n" + indented(slo.Grammar) + "\n"}
}

func indented(text string) string { return "  " + strings.ReplaceAll(text, "\n", "\n  ") }
