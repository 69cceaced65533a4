package matrix

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tagcheck/cmd/tagcheck/internal/bank"
	"tagcheck/cmd/tagcheck/internal/report/frame"
	"tagcheck/suites/requirement"
)

func TestTheSentenceCountsEachKindOfOutcome(t *testing.T) {
	alone := perfect()
	alone.Variants = nil
	for name, test := range map[string]struct {
		d    Document
		want string
	}{
		"perfect": {perfect(), "1 of 1 fault caught (1 by the intended requirement); no false alarm from 1 variant"},
		"everything": {everything(), "3 of 6 faults caught (2 by the intended requirement), 2 equivalent; " +
			"2 could not be judged; 2 false alarms from 2 variants, 2 equivalent faults and the reference server"},
		"a part":      {repeated(), "1 of 2 faults caught (1 by the intended requirement)"},
		"no variants": {alone, "1 of 1 fault caught (1 by the intended requirement)"},
		"interrupted": {interrupted(), "0 of 6 faults caught (0 by the intended requirement), 2 equivalent; " +
			"interrupted: 10 not judged; no false alarm from 2 variants"},
	} {
		want := test.want + "; bank SHA-256 " + strings.Repeat("b", 64)
		if got := test.d.sentence(); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

func TestTheStateAndTheScoreOfASelfcheck(t *testing.T) {
	flaky := perfect()
	flaky.Faults[0].Flaky = true
	for name, test := range map[string]struct {
		d     Document
		state frame.State
		score string
	}{
		"perfect": {perfect(), frame.Good, "100 %"}, "everything": {everything(), frame.Bad, "50 %"},
		"interrupted": {interrupted(), frame.Open, "0 %"}, "flaky": {flaky, frame.Bad, "100 %"},
		"a part": {repeated(), frame.Bad, "50 %"},
	} {
		if got := test.d.state(); got != test.state || test.d.percent() != test.score {
			t.Errorf("%s: got %s and %s, want %s and %s", name, got, test.d.percent(), test.state, test.score)
		}
	}
}

// What caught nothing says something only once everything was tried.
func TestRequirementsThatCaughtNothingAreListedOfACompleteRun(t *testing.T) {
	part := perfect()
	part.FullBank = false
	for name, test := range map[string]struct {
		d    Document
		some bool
	}{"perfect": {perfect(), true}, "a part": {part, false}, "interrupted": {interrupted(), false}} {
		if got := test.d.caughtNothing(); (len(got) > 0) != test.some {
			t.Errorf("%s: got %q", name, got)
		}
	}
}

func TestTheRulingOnEachOutcome(t *testing.T) {
	row := func(o bank.Outcome) bank.Row {
		return bank.Row{
			Outcome: o, Intended: "add.stores", Runs: []bank.Run{{Broken: "a crash"}},
			Catches: []bank.Catch{
				{Requirement: "a.a"}, {Requirement: "b.b"}, {Requirement: "c.c"}, {Requirement: "d.d"}, {Requirement: "e.e"},
			},
		}
	}
	right, same := row(bank.Silent), row(bank.Silent)
	same.Equivalent = "nobody sees it"
	repeated := row(bank.Survived)
	repeated.Runs, repeated.Caught = make([]bank.Run, 3), 1
	for name, test := range map[string]struct {
		r              bank.Row
		ruling, detail string
		state          frame.State
	}{
		"intended":      {row(bank.Intended), "caught", "a.a +4 more", frame.Good},
		"other":         {row(bank.Other), "caught by others", "a.a, b.b, c.c +2 more; not by add.stores", frame.Warn},
		"survived":      {row(bank.Survived), "SURVIVED", "add.stores should have caught it", frame.Bad},
		"repeated":      {repeated, "SURVIVED", "add.stores should have caught it; caught in 1 of 3 runs", frame.Bad},
		"a false alarm": {row(bank.Alarm), "FALSE ALARM", "a.a, b.b, c.c +2 more", frame.Bad},
		"undecided":     {row(bank.Undecided), "UNDECIDED", "add.stores could not be judged", frame.Open},
		"broken":        {row(bank.Broken), "BROKEN", "a crash", frame.Open},
		"not run":       {row(bank.NotRun), "not judged", "", frame.Open},
		"right":         {right, "no alarm", "", frame.Good},
		"equivalent":    {same, "equivalent", "nobody sees it", frame.Muted},
	} {
		if got := ruling(test.r); got != test.ruling {
			t.Errorf("%s: the ruling is %q, want %q", name, got, test.ruling)
		}
		if got := detail(test.r); got != test.detail {
			t.Errorf("%s: the detail is %q, want %q", name, got, test.detail)
		}
		if got := stateOf(test.r); got != test.state {
			t.Errorf("%s: the state is %q, want %q", name, got, test.state)
		}
	}
}

func TestTheMatrixAsFiles(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	paths, err := everything().WriteDir(t.Context(), dir)
	if err != nil || len(paths) != 3 {
		t.Fatalf("%v, %v", paths, err)
	}
	for name, write := range formats() {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || string(data) != written(t, write, everything()) {
			t.Errorf("%s is not what its writer writes: %v", name, err)
		}
	}
}

func formats() map[string]func(context.Context, io.Writer, Document) error {
	return map[string]func(context.Context, io.Writer, Document) error{
		"selfcheck.json": WriteJSON, "selfcheck.md": WriteMarkdown, "selfcheck.html": WriteHTML,
	}
}

func TestEveryFormatSaysThatItCouldNotBeWritten(t *testing.T) {
	reason := errors.New("the disk is full")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(reason)
	for name, write := range formats() {
		var out strings.Builder
		err := write(ctx, &out, everything())
		if !errors.Is(err, reason) || !strings.HasPrefix(err.Error(), "write the self-check as ") || out.Len() > 0 {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestTheMatrixInMarkdown(t *testing.T) {
	catalogue := fmt.Sprintf("| catalogue | %d requirements |", len(requirement.All())) // grows
	got := written(t, WriteMarkdown, everything())
	golden(t, "matrix.md", strings.Replace(got, catalogue, "| catalogue | N requirements |", 1))
	got = written(t, WriteMarkdown, perfect())
	if !strings.Contains(got, "\n## Requirements that caught no fault\n\n- access.add.401\n") ||
		strings.Contains(got, "## What is wrong") || strings.Contains(got, "## Not the same") {
		t.Errorf("a perfect self-check: got\n%s", got)
	}
	got = written(t, WriteMarkdown, repeated())
	if !strings.Contains(got, "\n## Not the same in each run\n\n- add-says-200: wire.date in 1 of 2 runs\n") ||
		strings.Contains(got, "## Variants") {
		t.Errorf("flaky: got\n%s", got)
	}
}
