package selfcheck

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	"github.com/spf13/cobra"

	"tagcheck/cmd/tagcheck/internal/bank"
	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/cmd/tagcheck/internal/cli/clitest"
	"tagcheck/reference/fault"
	"tagcheck/suites/verdict"
)

// script is what workers say in place of judging: the requirement that a fault
// names catches it, and no variant raises an alarm. The fields name exceptions.
type script struct {
	missed string        // a fault that nothing catches
	alarm  string        // a server that a requirement complains about
	deadly string        // a server that kills the worker
	fickle string        // a fault about which every other run says more
	hangs  string        // a server whose run ends only with the self-check
	hung   chan<- string // gets the name of a server that hangs
	checks int

	runs atomic.Int64
}

// start makes a worker that follows the script.
func (s *script) start(context.Context) (bank.Worker, error) { return scripted{s}, nil }

type scripted struct{ script *script }

// Judge follows the script.
func (w scripted) Judge(ctx context.Context, server string) (bank.Run, error) {
	switch server {
	case w.script.deadly:
		return bank.Run{Server: server}, errors.New("the worker died: exit status 7: panic: oh dear")
	case w.script.hangs:
		w.script.hung <- server
		<-ctx.Done()
		return bank.Run{Server: server}, ctx.Err()
	}
	return w.script.run(server), nil
}

// Close does nothing.
func (scripted) Close() {}

func (s *script) run(name string) bank.Run {
	r := bank.Run{Server: name, Checks: s.checks}
	say := func(id string) {
		r.Findings = append(
			r.Findings,
			bank.Finding{Requirement: id, Verdict: verdict.Fail, Reason: "as the script says"},
		)
	}
	if name == s.alarm {
		say("wire.date")
	}
	for _, f := range fault.Faults() {
		if f.Name == name && f.Equivalent == "" && name != s.missed {
			say(f.Caught)
		}
	}
	if name == s.fickle && s.runs.Add(1)%2 == 1 {
		say("wire.date")
	}
	return r
}

// invoke runs a self-check whose workers follow the script.
func (s *script) invoke(t *testing.T, args ...string) clitest.Result {
	t.Helper()
	return clitest.Run(t, clitest.Options{}, clitest.One(func(p *cli.Process) *cobra.Command {
		return (&command{process: p, start: s.start}).command()
	}), append([]string{"selfcheck"}, args...)...)
}
