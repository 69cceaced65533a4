package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tagcheck/fixtures/target"
	"tagcheck/load"
	"tagcheck/load/search"
)

const loadSearchLong = `Find the highest rate at which a server meets the thresholds: the rate is
doubled until it misses one, then the interval is halved until it is narrow.
Each rate is tried up to three times, and two of them decide. It tells the
highest rate that passed, the lowest that failed, and what gave way first: the
server, or this machine, which makes the exit code 3.`

// searching is the command's flags.
type searching struct {
	loading
	slo       sloFlags
	from      float64
	most      float64
	probe     time.Duration
	precision float64
	output    *choice
}

func newLoadSearch(a *app) *cobra.Command {
	s := &searching{loading: loading{app: a}}
	cmd := &cobra.Command{
		Use:   "search [URL]",
		Short: "Find the highest rate at which a server meets the thresholds",
		Long:  loadSearchLong,
		Example: "  tagcheck load search --slo 'response.p99<100ms'\n" +
			"  tagcheck load search --no-auth http://127.0.0.1:9292 --scenario wide --slo 'response.p99<500ms' --from 20 --output json",
		Args: oneURL,
		RunE: func(cmd *cobra.Command, _ []string) error { return s.run(cmd) },
	}
	s.register(cmd)
	flags := cmd.Flags()
	inGroup(cmd, "How it searches", func(cmd *cobra.Command) {
		flags.StringArrayVar(&s.slo.slos, "slo", nil, "a `THRESHOLD` that must be met, such as 'response.p99<50ms'; repeatable (default: errors==0, which any threshold on errors replaces)")
		flags.Float64Var(&s.from, "from", 50, "begin with so many requests a second, `N`")
		flags.Float64Var(&s.most, "most", 20_000, "try no more than `N` requests a second")
		flags.DurationVar(&s.probe, "probe", 5*time.Second, "try each rate for this `DURATION`")
		flags.Float64Var(&s.precision, "precision", 10, "narrow the interval to so many `PERCENT`")
	})
	s.output = addOutput(cmd, "text", "json")
	return cmd
}

// tries is how often a rate is tried; two of three decide.
const tries = 3

func (s *searching) options(cmd *cobra.Command) (load.Options, search.Options, error) {
	o, err := s.work.shared()
	slos, sloErr := s.slo.thresholds()
	errs := []error{err, sloErr}
	plan, err := s.work.plan()
	o.SLOs = slos
	o.Phases = []load.Phase{{Name: "probe", Plan: plan, Duration: s.probe}}
	errs = append(errs, known(o.Phases, slos))
	if s.from < search.DefaultMinRate || s.most < s.from {
		errs = append(errs, fmt.Errorf("--from, --most: from %g to %g requests a second can't be; give numbers from %d that rise", s.from, s.most, search.DefaultMinRate))
	}
	if s.probe < time.Second {
		errs = append(errs, fmt.Errorf("--probe: %s is too short to tell anything; give a second or more", s.probe))
	}
	if s.precision < 1 || s.precision > 100 {
		errs = append(errs, fmt.Errorf("--precision: %g percent can't be; give 1 to 100", s.precision))
	}
	return o, search.Options{StartRate: s.from, MaxRate: s.most, Precision: s.precision / 100, Tries: tries}, errors.Join(append(errs, err)...)
}

func (s *searching) run(cmd *cobra.Command) error {
	t, own, err := s.target.choose(cmd, s.app.getenv)
	options, how, optionsErr := s.options(cmd)
	if err := errors.Join(err, optionsErr); err != nil {
		return err
	}
	ctx, on, err := s.begin(cmd, t, own)
	if err != nil {
		return err
	}
	defer on.end()
	options.Ledger, options.Progress = on.ledger.Ledger, on.line.show
	result, runErr := search.Run(ctx, how, func(ctx context.Context, rate float64) (search.Probe, error) {
		return s.try(ctx, on.target, options, rate, on.line)
	})
	on.line.end()
	left := on.ledger.settle()
	for _, e := range left {
		fmt.Fprintf(s.app.stderr, "not given back: %s; give it back with: tagcheck cleanup %s, with the same login\n", describe(e), quoted(on.ledger.path))
	}
	if err := s.tell(result); err != nil {
		return err
	}
	switch {
	case interrupted(ctx) != nil:
		return interrupted(ctx)
	case runErr != nil:
		return &exitError{exitInconclusive, runErr}
	case result.LimitedBy == search.Generator, len(left) > 0:
		return &exitError{exitInconclusive, nil}
	case result.HighestPass == 0:
		return &exitError{exitNonConformant, nil}
	}
	return nil
}

// try measures a rate once.
func (s *searching) try(ctx context.Context, t target.Target, o load.Options, rate float64, line *liveLine) (search.Probe, error) {
	o.Phases[0].Arrivals = fmt.Sprintf("%.6g/s", rate)
	o.Phases[0].Name = fmt.Sprintf("%.0f/s", rate)
	r, err := load.Run(ctx, t, o)
	if err != nil {
		return search.Probe{}, err
	}
	if ctx.Err() != nil {
		return search.Probe{}, context.Cause(ctx)
	}
	p := search.Probe{Verdict: map[load.Conclusion]search.Verdict{load.Passed: search.Pass, load.Failed: search.Fail}[r.Conclusion], Reasons: r.Reasons}
	if p.Verdict == "" {
		p.Verdict = search.Invalid
	}
	line.end()
	if !s.quiet && s.output.value == "text" {
		q := r.Phases[0].All.Response.Percentiles
		fmt.Fprintf(s.app.stderr, "%8.0f/s  %-7s  p50 %s  p99 %s%s\n", rate, p.Verdict, inMilliseconds(q.P50), inMilliseconds(q.P99), because(p.Reasons))
	}
	return p, nil
}

func because(reasons []string) string {
	if len(reasons) == 0 {
		return ""
	}
	return "  " + visible(reasons[0])
}

// tell prints what was found.
func (s *searching) tell(r search.Result) error {
	if s.output.value == "json" {
		text, err := json.MarshalIndent(r, "", "  ")
		if err != nil {
			return err
		}
		return s.app.print(string(text) + "\n")
	}
	var b strings.Builder
	switch {
	case r.HighestPass == 0:
		fmt.Fprintf(&b, "no rate passed; the lowest that was tried and failed is %.0f/s\n", r.LowestFail)
	case r.LowestFail == 0:
		fmt.Fprintf(&b, "%.0f/s passed, and no higher rate was tried\n", r.HighestPass)
	default:
		fmt.Fprintf(&b, "the highest rate that passed is %.0f/s, the lowest that failed %.0f/s; the %s gave way\n", r.HighestPass, r.LowestFail, r.LimitedBy)
	}
	for _, reason := range r.Reasons {
		fmt.Fprintf(&b, "- %s\n", visible(reason))
	}
	return s.app.print(b.String())
}
