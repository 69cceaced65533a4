package matrix

import (
	"bytes"
	"context"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tagcheck/cmd/tagcheck/internal/bank"
	"tagcheck/reference/fault"
	"tagcheck/suites/report"
	"tagcheck/suites/verdict"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs (go test -update rewrites it); got:\n%s", path, got)
	}
}

func written(t *testing.T, write func(context.Context, io.Writer, Document) error, d Document) string {
	t.Helper()
	var out bytes.Buffer
	if err := write(t.Context(), &out, d); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

var (
	build = report.Build{Version: "1.2.0", Commit: "0123abc"}
	start = time.Date(2026, 3, 1, 10, 0, 0, 250_000_000, time.UTC)
)

func mistake(name, caught, text string) fault.Fault {
	return fault.Fault{Server: fault.Server{Name: name, Text: text}, Caught: caught}
}

func variant(name, text, reading string) fault.Variant {
	return fault.Variant{Server: fault.Server{Name: name, Text: text}, Reading: reading}
}

func caughtBy(server string, ids ...string) bank.Run {
	r := bank.Run{Server: server, Checks: 7}
	for _, id := range ids {
		r.Findings = append(r.Findings, bank.Finding{
			Requirement: id, Verdict: verdict.Fail, Reason: "expected 204; came 200",
		})
	}
	return r
}

// servers has a server for each outcome but an interrupt.
func servers() bank.Bank {
	same := mistake("same", "wire.date", "nothing that shows")
	same.Equivalent = "the clock is not seen"
	seen := same
	seen.Name = "seen"
	seldom := mistake("seldom", "wire.date", "the date is wrong now and then")
	seldom.OneIn = 20
	return bank.Bank{
		Full:      true,
		Reference: []fault.Server{{Name: "reference", Text: "as it is"}},
		Variants: []fault.Variant{
			variant("closes", "closes | at once", "RFC 9112, 9.6"), variant("slow", "takes its time", "silence"),
		},
		Faults: []fault.Fault{
			mistake("add-says-200", "add.answers-204", "PUT answers <b>200</b>"),
			mistake("add-unseen", "add.stores", "PUT forgets"),
			mistake("add-elsewhere", "add.stores", "PUT of another"),
			mistake("add-crash", "add.stores", "PUT ends the server"),
			mistake("add-throttled", "add.stores", "PUT is throttled"), same, seen, seldom,
		},
	}
}

func runs() []bank.Run {
	undecided := bank.Run{Server: "add-throttled", Findings: []bank.Finding{
		{Requirement: "add.stores", Verdict: verdict.NotVerified, Undecided: true, Reason: "429"},
	}}
	left := caughtBy("slow", "add.stores", "add.answers-204", "wire.date", "remove.deletes")
	left.Leftovers = []string{"\x1b[2Jimage 1"}
	return []bank.Run{
		caughtBy("reference"), caughtBy("closes"), left,
		caughtBy("add-says-200", "add.answers-204", "add.repeat.answers-204", "wire.date"), caughtBy("add-unseen"),
		caughtBy("add-elsewhere", "remove.deletes", "add.answers-204"),
		{Server: "add-crash", Broken: "the worker died: exit status 2: panic: oh"},
		undecided, caughtBy("same"), caughtBy("seen", "wire.date"), caughtBy("seldom", "wire.date"),
	}
}

func documentOf(b bank.Bank, runs ...bank.Run) Document {
	d := Document{Build: build, Matrix: bank.NewMatrix(b, runs)}
	d.Started, d.Ended = start, start.Add(70*time.Second)
	d.Bank, d.Catalogue, d.Code = strings.Repeat("b", 64), strings.Repeat("c", 64), strings.Repeat("d", 64)
	return d
}

// everything is a self-check with every outcome.
func everything() Document { return documentOf(servers(), runs()...) }

// perfect is a self-check without a survivor or a false alarm.
func perfect() Document {
	b := servers()
	b.Faults, b.Variants = b.Faults[:1], b.Variants[:1]
	return documentOf(b, caughtBy("reference"), caughtBy("closes"), caughtBy("add-says-200", "add.answers-204"))
}

// repeated is a part of the bank, judged several times.
func repeated() Document {
	b := servers()
	b.Full, b.Reference, b.Variants, b.Faults = false, nil, nil, []fault.Fault{b.Faults[0], b.Faults[7]}
	first := caughtBy("add-says-200", "access.two-users", "add.after-remove", "add.answers-204")
	first.Findings[0].Verdict = verdict.Block
	return documentOf(b, first, caughtBy("add-says-200", "add.after-remove", "add.answers-204", "wire.date"),
		caughtBy("seldom", "wire.date"), caughtBy("seldom"))
}

// interrupted is a self-check that ended after the reference server.
func interrupted() Document {
	d := documentOf(servers(), caughtBy("reference"))
	d.Interrupted = true
	return d
}
