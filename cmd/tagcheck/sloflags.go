package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"tagcheck/load/slo"
)

// sloFlags say what must hold of a load.
type sloFlags struct {
	slos  []string
	abort []string
}

// unlessSaid holds where nothing is said of errors: an answer that was not the
// documented one fails a load.
const unlessSaid = "errors==0"

func (f *sloFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringArrayVar(&f.slos, "slo", nil, "fail unless this `THRESHOLD` is met, such as 'response.p99<50ms', 'add.errors<0.1%' or 'rate>=500'; repeatable (default: errors==0, which any threshold on errors replaces)")
	flags.StringArrayVar(&f.abort, "abort-on", nil, "end the load as failed once this `THRESHOLD` is reached, such as 'errors>5%'; repeatable")
}

// thresholds gives those that must be met.
func (f *sloFlags) thresholds() ([]slo.Threshold, error) {
	texts := f.slos
	if !slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(text, "errors") }) {
		texts = append(slices.Clone(texts), unlessSaid)
	}
	return parseThresholds("--slo", texts)
}

// aborting gives those that end a load.
func (f *sloFlags) aborting() ([]slo.Threshold, error) { return parseThresholds("--abort-on", f.abort) }

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

// knownTo refuses a threshold on an operation that the scenario does not send.
func knownTo(operations []string, thresholds ...slo.Threshold) error {
	var errs []error
	for _, t := range thresholds {
		errs = append(errs, t.CheckOperation(operations))
	}
	return errors.Join(errs...)
}
