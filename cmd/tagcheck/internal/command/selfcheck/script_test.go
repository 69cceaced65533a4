package selfcheck

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"testing"

	"tagcheck/cmd/tagcheck/internal/selfcheck"
	"tagcheck/reference/fault"
	"tagcheck/suites/verdict"
)

// scriptVariable holds a script where this test binary is started as a worker.
const scriptVariable = "TAGCHECK_TEST_SCRIPT"

// TestMain is the program itself, or one that follows a script, where a
// self-check starts this binary again.
func TestMain(m *testing.M) {
	text := os.Getenv(scriptVariable)
	if text == "" || len(os.Args) < 2 || os.Args[1] != "selfcheck" {
		os.Exit(m.Run())
	}
	var s script
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		panic(err)
	}
	if !s.Scripted {
		os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Getenv))
	}
	if err := s.work(); err != nil {
		panic(err)
	}
}

// script is what a worker says in place of judging: that each fault is caught
// by the requirement that ought to and that no variant raises an alarm, but
// for the servers named here.
type script struct {
	Scripted bool   // false for a worker that judges
	Missed   string // a fault that nothing catches
	Alarm    string // a server that is complained of
	Deadly   string // a server that kills the worker
	Fickle   string // a fault that every other run says more of
	Hangs    string // a server whose run does not end
	Tell     string // the address to connect to when that has begun
	Checks   int
}

func (s script) set(t *testing.T) {
	t.Helper()
	text, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv(scriptVariable, string(text))
}

func (s script) work() error {
	in, out := json.NewDecoder(os.Stdin), json.NewEncoder(os.Stdout)
	for n := 0; ; n++ {
		var name string
		if err := in.Decode(&name); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		switch name {
		case s.Deadly:
			fmt.Fprintln(os.Stderr, "panic: oh dear")
			os.Exit(7)
		case s.Hangs:
			c, err := net.Dial("tcp", s.Tell)
			if err != nil {
				return err
			}
			_, _ = c.Read(make([]byte, 1)) // until the test ends
		}
		if err := out.Encode(s.run(name, n)); err != nil {
			return err
		}
	}
}

func (s script) run(name string, n int) selfcheck.Run {
	r := selfcheck.Run{Server: name, Checks: s.Checks}
	say := func(id string) {
		r.Findings = append(r.Findings, selfcheck.Finding{Requirement: id, Verdict: verdict.Fail, Reason: "as the script says"})
	}
	if name == s.Alarm {
		say("wire.date")
	}
	for _, f := range fault.Faults() {
		if f.Name == name && f.Equivalent == "" && name != s.Missed {
			say(f.Caught)
		}
	}
	if name == s.Fickle && n%2 == 0 {
		say("wire.date")
	}
	return r
}
