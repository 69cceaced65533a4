package flags

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/load"
	"tagcheck/load/slo"
)

// DefaultSLO holds unless a threshold on errors is given: an undocumented answer
// fails a load.
const DefaultSLO = "errors==0"

// SLO is the thresholds of a load.
type SLO struct {
	slos  []string
	abort []string
}

// Register adds --slo and --abort-on to cmd.
func (f *SLO) Register(cmd *cobra.Command) {
	cli.InGroup(cmd, "Thresholds", func(set *pflag.FlagSet) {
		set.StringArrayVar(&f.slos, "slo", nil, "fail unless this `THRESHOLD` is met, such as 'response.p99<50ms', "+
			"'add.errors<0.1%' or 'rate>=500'; repeatable ("+sloDefault+"; see tagcheck help thresholds)")
		set.StringArrayVar(&f.abort, "abort-on", nil,
			"end the load as failed as soon as this `THRESHOLD` is reached, such as 'errors>5%'; repeatable")
	})
}

// RegisterSLO adds --slo alone.
func (f *SLO) RegisterSLO(set *pflag.FlagSet) {
	set.StringArrayVar(
		&f.slos,
		"slo",
		nil,
		"a `THRESHOLD` that a rate must meet to pass, such as 'response.p99<50ms'; "+
			"repeatable ("+sloDefault+")",
	)
}

const sloDefault = "default '" + DefaultSLO + "'; any threshold on errors replaces it"

// Thresholds returns those that must be met.
func (f *SLO) Thresholds() ([]slo.Threshold, error) {
	texts := f.slos
	if !slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(text, "errors") }) {
		texts = append(slices.Clone(texts), DefaultSLO)
	}
	return parseThresholds("--slo", texts)
}

// AbortOn returns those that end a load.
func (f *SLO) AbortOn() ([]slo.Threshold, error) { return parseThresholds("--abort-on", f.abort) }

func parseThresholds(flag string, texts []string) ([]slo.Threshold, error) {
	var thresholds []slo.Threshold
	var errs []error
	for _, text := range texts {
		t, err := slo.Parse(text)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", flag, err))
			continue
		}
		thresholds = append(thresholds, t)
	}
	return thresholds, errors.Join(errs...)
}

// KnownOperations refuses thresholds on an operation that no phase sends.
func KnownOperations(phases []load.Phase, thresholds ...[]slo.Threshold) error {
	var operations []string
	for _, p := range phases {
		operations = append(operations, p.Plan.Operations()...)
	}
	if len(operations) == 0 {
		return nil // the scenario is wrong, which has its own error
	}
	var errs []error
	for _, t := range slices.Concat(thresholds...) {
		errs = append(errs, t.CheckOperation(operations))
	}
	return errors.Join(errs...)
}
