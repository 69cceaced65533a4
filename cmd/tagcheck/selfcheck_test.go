//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"tagcheck/cmd/tagcheck/internal/selfcheck"
)

func TestMistakesInTheCommandLineOfSelfcheck(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		args []string
		want string
	}{
		"an unknown fault":   {[]string{"--fault", "add-say-200"}, `--fault: there is no fault or variant "add-say-200"; did you mean add-says-200?`},
		"nothing like it":    {[]string{"--fault", "zzzzzzzz"}, `--fault: there is no fault or variant "zzzzzzzz" (tagcheck serve --list-faults shows all)`},
		"an empty fault":     {[]string{"--fault", ""}, "--fault: the value is empty"},
		"no run":             {[]string{"--repeat", "0"}, "--repeat: judging 0 times can't be"},
		"no worker":          {[]string{"--parallel", "-1"}, "--parallel: -1 servers at once can't be"},
		"a record of a part": {[]string{"--record", file, "--fault", "add"}, "--record: the score is that of the whole bank"},
		"a record nowhere":   {[]string{"--record", filepath.Join(file, "record.json")}, "--record: "},
		"a report in a file": {[]string{"--report", file}, "--report: "},
		"a part of a report": {[]string{"--until-caught", "--report", filepath.Dir(file)}, "--until-caught: the report tells of everything"},
		"an argument":        {[]string{"add-says-200"}, `unexpected argument "add-says-200"`},
		"a worker by hand":   {[]string{"--worker"}, "--worker is for tagcheck itself"},
	} {
		t.Run(name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			code := run(append([]string{"selfcheck"}, test.args...), strings.NewReader(`"wombat"`), &stdout, &stderr, func(string) string { return "" })
			if code != exitUsage || !strings.Contains(stderr.String(), test.want) || stdout.String() != "" {
				t.Errorf("exit code %d: %s%s", code, &stdout, &stderr)
			}
		})
	}
}

// selfchecking runs a self-check whose workers say what script tells.
func selfchecking(t *testing.T, script script, args ...string) invoked {
	t.Helper()
	script.set(t)
	return invoke(t, append([]string{"selfcheck"}, args...)...)
}

func TestSelfcheckTellsWhatCaughtAFault(t *testing.T) {
	script{}.set(t) // the worker is a true one
	dir := t.TempDir()
	got := invoke(t, "selfcheck", "--fault", "add-says-200", "--report", dir)
	for _, want := range []string{
		"add-says-200: PUT answers 200 instead of 204\n  add.answers-204 +",
		"\n  - add.answers-204 (fail): ", "came 200 OK\n", "\n1 of 1 fault caught (1 by the requirement that ought to); bank SHA-256 ",
	} {
		if got.code != exitOK || !strings.Contains(got.stdout, want) {
			t.Errorf("exit code %d: %q is missing in\n%s%s", got.code, want, got.stdout, got.stderr)
		}
	}
	var report struct {
		Whole  bool
		Faults []struct{ Outcome string }
	}
	data, err := os.ReadFile(filepath.Join(dir, "selfcheck.json"))
	if err != nil || json.Unmarshal(data, &report) != nil || report.Whole || len(report.Faults) != 1 || report.Faults[0].Outcome != "intended" {
		t.Errorf("%v: %+v", err, report)
	}
}

func TestExitCodesOfSelfcheck(t *testing.T) {
	const one = "add-says-200"
	record := filepath.Join(t.TempDir(), "record.json") // without it, the score of the script is compared
	missed, alarm := script{Missed: one}, script{Alarm: "closes-connections"}
	for name, test := range map[string]struct {
		script script
		args   []string
		code   int
		out    string
	}{
		"all well":                  {script{}, []string{"--record", record}, exitOK, " raise an alarm; bank SHA-256 "},
		"a survivor":                {missed, nil, exitNonConformant, "SURVIVED: PUT answers 200 instead of 204; ought to be caught by add.answers-204"},
		"a false alarm":             {alarm, nil, exitNonConformant, "ALARM closes-connections: "},
		"an alarm of the reference": {script{Alarm: "reference"}, []string{"--quiet"}, exitNonConformant, "ALARM reference: wire.date"},
		"a worker that dies":        {script{Deadly: one}, []string{"--repeat", "2"}, exitInconclusive, "BROKEN: the worker died: exit status 7: panic: oh dear"},
		"a survivor of a part":      {missed, []string{"--fault", one}, exitNonConformant, "SURVIVED"},
		"all of a part":             {missed, []string{"--fault", "remove-twice-204"}, exitOK, "caught (1 by the requirement that ought to)"},
		"quiet":                     {script{}, []string{"--quiet", "--record", record}, exitOK, ""},
	} {
		t.Run(name, func(t *testing.T) {
			test.script.Scripted = true
			got := selfchecking(t, test.script, test.args...)
			if got.code != test.code || !strings.Contains(got.stdout, test.out) {
				t.Errorf("exit code %d, want %d and %q in\n%s%s", got.code, test.code, test.out, got.stdout, got.stderr)
			}
			if name == "quiet" && strings.Count(got.stdout, "\n") != 1 {
				t.Errorf("--quiet prints\n%s", got.stdout)
			}
		})
	}
}

func TestARunThatDiffersIsNamed(t *testing.T) {
	got := selfchecking(t, script{Scripted: true, Fickle: "add-says-200"}, "--fault", "add-says-200", "--repeat", "3", "--parallel", "1")
	if got.code != exitNonConformant || !strings.Contains(got.stdout, "  - add-says-200: wire.date in 2 of 3 runs\n") || !strings.Contains(got.stdout, "caught in 3 of 3 runs") {
		t.Errorf("exit code %d: %s", got.code, got.stdout)
	}
}

func TestTheScoreIsRecordedAndComparedWithTheRecord(t *testing.T) {
	path := filepath.Join(t.TempDir(), "record.json")
	whole := script{Scripted: true, Checks: 7}
	if got := selfchecking(t, whole, "--record", path); got.code != exitOK {
		t.Fatalf("exit code %d: %s", got.code, got.stderr)
	}
	var kept selfcheck.Record
	data, err := os.ReadFile(path)
	if err != nil || json.Unmarshal(data, &kept) != nil || kept.Checks != 7 || kept.Score != 1 || kept.Caught != kept.Faults-kept.Equivalent || !kept.Holds() {
		t.Errorf("%v: got %s", err, data)
	}
	if got := selfchecking(t, whole); got.code != exitNonConformant || !strings.Contains(got.stderr, "'make score'") || !strings.Contains(got.stderr, "7 checks") {
		t.Errorf("another count of checks: exit code %d, %s", got.code, got.stderr)
	}
	if err := compareScores(kept, kept); err != nil {
		t.Errorf("the same: got %v", err)
	}
	missing := filepath.Join(t.TempDir(), "record.json")
	broken := script{Scripted: true, Deadly: "add-says-200"}
	if got := selfchecking(t, broken, "--record", missing); got.code != exitInconclusive || !strings.Contains(got.stderr, "is not written") {
		t.Errorf("broken: exit code %d, %s", got.code, got.stderr)
	}
	if _, err := os.Stat(missing); err == nil {
		t.Error("a run that broke is recorded")
	}
}

// TestASignalEndsTheSelfcheckInOrder interrupts it while a worker is at a run.
func TestASignalEndsTheSelfcheckInOrder(t *testing.T) {
	caught := make(chan os.Signal, 1) // a signal that comes late must not end the test
	signal.Notify(caught, syscall.SIGINT, syscall.SIGTERM)
	defer signal.Stop(caught)
	notJudged := regexp.MustCompile(`(?m)^  add-says-200 +not judged$`)
	for s, want := range map[syscall.Signal]int{syscall.SIGINT: exitInterrupted, syscall.SIGTERM: exitTerminated} {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		script{Scripted: true, Hangs: "add-says-200", Tell: l.Addr().String()}.set(t)
		ended := make(chan invoked, 1)
		go func() {
			ended <- invoke(t, "selfcheck", "--parallel", "1", "--report", filepath.Join(t.TempDir(), "report"))
		}()
		at, err := l.Accept()
		if err != nil {
			t.Fatal(err)
		}
		defer at.Close()
		kill(t, s)
		got := <-ended
		<-caught
		if got.code != want || !notJudged.MatchString(got.stdout) || !strings.Contains(got.stdout, "interrupted: ") {
			t.Errorf("%v: exit code %d: %s%s", s, got.code, got.stdout, got.stderr)
		}
	}
}
