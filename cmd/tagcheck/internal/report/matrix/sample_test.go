package report

import (
	"strings"
	"time"

	"tagcheck/cmd/tagcheck/internal/selfcheck"
	"tagcheck/reference/fault"
	"tagcheck/suites/verdict"
)

func mistake(name, caught, text string) fault.Fault {
	return fault.Fault{Server: fault.Server{Name: name, Text: text}, Caught: caught}
}

func caughtBy(server string, ids ...string) selfcheck.Run {
	r := selfcheck.Run{Server: server, Checks: 7}
	for _, id := range ids {
		r.Findings = append(r.Findings, selfcheck.Finding{Requirement: id, Verdict: verdict.Fail, Reason: "expected 204; came 200"})
	}
	return r
}

// bank has a server for each outcome but an interrupt.
func bank() selfcheck.Bank {
	same := mistake("same", "wire.date", "nothing that shows")
	same.Equivalent = "the clock is not seen"
	seen := same
	seen.Name = "seen"
	seldom := mistake("seldom", "wire.date", "the date is wrong now and then")
	seldom.OneIn = 20
	return selfcheck.Bank{
		Whole:    true,
		Right:    []fault.Server{{Name: "reference", Text: "as it is"}},
		Variants: []fault.Variant{{Server: fault.Server{Name: "closes", Text: "closes | at once"}, Reading: "RFC 9112, 9.6"}, {Server: fault.Server{Name: "slow", Text: "takes its time"}, Reading: "silence"}},
		Faults: []fault.Fault{
			mistake("add-says-200", "add.answers-204", "PUT answers <b>200</b>"), mistake("add-unseen", "add.stores", "PUT forgets"),
			mistake("add-elsewhere", "add.stores", "PUT of another"), mistake("add-crash", "add.stores", "PUT ends the server"),
			mistake("add-throttled", "add.stores", "PUT is throttled"), same, seen, seldom,
		},
	}
}

func bankRuns() []selfcheck.Run {
	undecided := selfcheck.Run{Server: "add-throttled", Findings: []selfcheck.Finding{{Requirement: "add.stores", Verdict: verdict.NotVerified, Undecided: true, Reason: "429"}}}
	left := caughtBy("slow", "add.stores", "add.answers-204", "wire.date", "remove.deletes")
	left.Leftovers = []string{"\x1b[2Jimage 1"}
	return []selfcheck.Run{
		caughtBy("reference"), caughtBy("closes"), left,
		caughtBy("add-says-200", "add.answers-204", "add.repeat.answers-204", "wire.date"), caughtBy("add-unseen"),
		caughtBy("add-elsewhere", "remove.deletes", "add.answers-204"), {Server: "add-crash", Broken: "the worker died: exit status 2: panic: oh"},
		undecided, caughtBy("same"), caughtBy("seen", "wire.date"), caughtBy("seldom", "wire.date"),
	}
}

func matrixOf(b selfcheck.Bank, runs ...selfcheck.Run) Matrix {
	m := Matrix{Build: build, Matrix: selfcheck.New(b, runs)}
	m.Started, m.Ended = start, start.Add(70*time.Second)
	m.Bank, m.Catalogue = strings.Repeat("b", 64), strings.Repeat("c", 64)
	return m
}

// matrix is one with everything in it; perfect is one as it ought to be.
func matrix() Matrix { return matrixOf(bank(), bankRuns()...) }

func perfect() Matrix {
	b := bank()
	b.Faults, b.Variants = b.Faults[:1], b.Variants[:1]
	return matrixOf(b, caughtBy("reference"), caughtBy("closes"), caughtBy("add-says-200", "add.answers-204"))
}

// repeated is a part of the bank, judged several times.
func repeated() Matrix {
	b := bank()
	b.Whole, b.Right, b.Variants, b.Faults = false, nil, nil, []fault.Fault{b.Faults[0], b.Faults[7]}
	first := caughtBy("add-says-200", "access.two-users", "add.after-remove", "add.answers-204")
	first.Findings[0].Verdict = verdict.Block
	return matrixOf(b, first, caughtBy("add-says-200", "add.after-remove", "add.answers-204", "wire.date"),
		caughtBy("seldom", "wire.date"), caughtBy("seldom"))
}

func cut() Matrix {
	m := matrixOf(bank(), caughtBy("reference"))
	m.Interrupted = true
	return m
}
