package searchcommand

import (
	"errors"
	"testing"

	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/load/search"
)

func TestExitCode(t *testing.T) {
	for name, test := range map[string]struct {
		outcome outcome
		want    int
	}{
		"a rate passed, another failed": {outcome{passed: true, limit: search.Target}, cli.ExitOK},
		"the highest rate passed":       {outcome{passed: true, limit: search.Nothing}, cli.ExitOK},
		"this machine is the limit":     {outcome{passed: true, limit: search.Generator}, cli.ExitInconclusive},
		"no rate passed":                {outcome{limit: search.Target}, cli.ExitNonConformant},
		"no rate passed, leftovers":     {outcome{limit: search.Target, leftovers: true}, cli.ExitNonConformant},
		"no rate passed, unwritten":     {outcome{limit: search.Target, unwritten: true}, cli.ExitNonConformant},
		"no rate passed, this machine":  {outcome{limit: search.Generator}, cli.ExitInconclusive},
		"leftovers": {
			outcome{passed: true, limit: search.Target, leftovers: true}, cli.ExitInconclusive,
		},
		"leftovers, unwritten": {
			outcome{passed: true, leftovers: true, unwritten: true}, cli.ExitInconclusive,
		},
		"unwritten": {outcome{passed: true, limit: search.Target, unwritten: true}, cli.ExitUsage},
		"broken": {
			outcome{passed: true, limit: search.Nothing, broken: true}, cli.ExitInconclusive,
		},
		"broken before a rate passed": {outcome{limit: search.Target, broken: true}, cli.ExitInconclusive},
		"SIGINT": {
			outcome{passed: true, broken: true, signal: cli.ExitInterrupted}, cli.ExitInterrupted,
		},
		"SIGTERM": {
			outcome{limit: search.Target, signal: cli.ExitTerminated}, cli.ExitTerminated,
		},
	} {
		if got := exitCode(test.outcome); got != test.want {
			t.Errorf("%s: got %d, want %d", name, got, test.want)
		}
	}
}

func TestExitKeepsTheError(t *testing.T) {
	broken := errors.New("it broke")
	err := exit(t.Context(), search.Result{LimitedBy: search.Nothing}, false, broken, nil)
	if cli.CodeOf(err) != cli.ExitInconclusive || !errors.Is(err, broken) {
		t.Errorf("got %d, %v", cli.CodeOf(err), err)
	}
	full := errors.New("disk full")
	err = exit(t.Context(), search.Result{HighestPass: 10, LimitedBy: search.Target}, false, nil, full)
	if cli.CodeOf(err) != cli.ExitUsage || !errors.Is(err, full) {
		t.Errorf("got %d, %v", cli.CodeOf(err), err)
	}
	if err := exit(t.Context(), search.Result{HighestPass: 10, LimitedBy: search.Target}, false, nil, nil); err != nil {
		t.Errorf("got %v", err)
	}
	if err := exit(t.Context(), search.Result{LimitedBy: search.Target}, true, nil, nil); cli.CodeOf(
		err,
	) != cli.ExitNonConformant {
		t.Errorf("got %v", err)
	}
}

func TestText(t *testing.T) {
	for want, r := range map[string]search.Result{
		"no rate was measured\n": {},
		"no rate passed; the lowest rate that was tried and failed is 3/s\n- slow\n": {
			LowestFail: 3, Reasons: []string{"slow"},
		},
		"9/s passed; no higher rate was tried\n": {HighestPass: 9},
		"highest rate that passed: 9/s; lowest that failed: 10/s; bottleneck: the server\n": {
			HighestPass: 9, LowestFail: 10, LimitedBy: search.Target,
		},
		"highest rate that passed: 9/s; lowest that failed: 10/s; bottleneck: this machine\n": {
			HighestPass: 9, LowestFail: 10, LimitedBy: search.Generator,
		},
	} {
		if got := text(r); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
