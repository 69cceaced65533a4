package matrix

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"tagcheck/cmd/tagcheck/internal/bank"
	"tagcheck/cmd/tagcheck/internal/report/terminal"
)

func shown(t *terminal.Terminal, d Document) string {
	var out bytes.Buffer
	t.Out = &out
	Summary(t, d)
	return out.String()
}

func TestTheMatrixOnATerminal(t *testing.T) {
	golden(t, "matrix.txt", shown(&terminal.Terminal{Width: 100}, everything()))
	golden(t, "matrix-quiet.txt", shown(&terminal.Terminal{Width: 100, Quiet: true}, everything()))
	golden(t, "matrix-part.txt", shown(&terminal.Terminal{Width: 100}, repeated()))
	golden(t, "matrix-interrupted.txt", shown(&terminal.Terminal{Width: 100}, interrupted()))
}

func TestTheLastLineIsTheScore(t *testing.T) {
	for name, d := range map[string]Document{
		"perfect": perfect(), "everything": everything(), "a part": repeated(), "interrupted": interrupted(),
	} {
		for _, quiet := range []bool{true, false} {
			got := shown(&terminal.Terminal{Quiet: quiet, Width: 40}, d)
			if !strings.HasSuffix("\n"+got, "\n"+d.sentence()+"\n") {
				t.Errorf("%s, quiet %t: got\n%s", name, quiet, got)
			}
		}
	}
	if got := shown(&terminal.Terminal{Quiet: true}, perfect()); strings.Count(got, "\n") != 1 {
		t.Errorf("quiet, and nothing is wrong: got\n%s", got)
	}
}

func TestQuietNamesWhatIsFlaky(t *testing.T) {
	got := shown(&terminal.Terminal{Quiet: true}, repeated())
	if !strings.Contains(got, "FLAKY add-says-200: wire.date in 1 of 2 runs\n") {
		t.Errorf("got\n%s", got)
	}
}

func TestRequirementsWithoutAFaultAreListedByArea(t *testing.T) {
	got := shown(&terminal.Terminal{}, perfect())
	n := len(perfect().caughtNothing())
	if !strings.Contains(got, fmt.Sprintf("\nRequirements that caught no fault: %d\n  access.add.401, ", n)) {
		t.Errorf("got\n%s", got)
	}
}

func TestACorrectServerThatCouldNotBeJudgedIsShown(t *testing.T) {
	d := documentOf(servers(), bank.Run{Server: "slow", Broken: "the worker died"})
	got := shown(&terminal.Terminal{}, d)
	if !strings.Contains(got, "\nBROKEN slow: takes its time\n  allowed by silence\n  - the worker died\n") {
		t.Errorf("got\n%s", got)
	}
}

func TestColoursOfTheMatrix(t *testing.T) {
	got := shown(&terminal.Terminal{Color: true}, everything())
	for _, want := range []string{
		"\x1b[31mSURVIVED: PUT forgets", "\x1b[33mcaught by others: ", "\x1b[1;31mFALSE ALARM slow",
		"\x1b[1;31m3 of 6 faults", "  \x1b[2mequivalent: ", "  add.answers-204 +2 more\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%q", want, got)
		}
	}
	if got := shown(&terminal.Terminal{Color: true}, perfect()); !strings.Contains(got, "\x1b[1;32m1 of 1 fault") {
		t.Errorf("a perfect score is not green: %q", got)
	}
}
