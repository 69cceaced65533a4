package selfcheck

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/cmd/tagcheck/internal/cli/clitest"
	"tagcheck/cmd/tagcheck/internal/score"
)

func TestMistakesInTheCommandLine(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		args []string
		want string
	}{
		"an unknown fault": {[]string{"--fault", "add-say-200"}, "--fault: "},
		"an empty fault":   {[]string{"--fault", ""}, "--fault: the value is empty"},
		"no run":           {[]string{"--repeat", "0"}, "--repeat must be at least 1 (got 0)"},
		"no worker":        {[]string{"--parallel", "-1"}, "--parallel must be at least 1 (got -1)"},
		"a record of a part": {
			[]string{"--record", file, "--fault", "add"},
			"--record cannot be combined with --fault: the score is about the whole bank",
		},
		"a record nowhere":   {[]string{"--record", filepath.Join(file, "record.json")}, "--record: "},
		"a report in a file": {[]string{"--report", file}, "--report: "},
		"a part of a report": {
			[]string{"--until-caught", "--report", filepath.Dir(file)},
			"--until-caught cannot be combined with --report: ",
		},
		"an argument":      {[]string{"add-says-200"}, `unexpected argument "add-says-200"`},
		"a worker by hand": {[]string{"--worker"}, "--worker is internal, only tagcheck itself uses it"},
	} {
		t.Run(name, func(t *testing.T) {
			o := clitest.Options{Stdin: `"wombat"`}
			got := clitest.Run(t, o, clitest.One(New), append([]string{"selfcheck"}, test.args...)...)
			if got.Code != cli.ExitUsage || !strings.Contains(got.Stderr, "tagcheck: "+test.want) || got.Stdout != "" {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func TestExitCodes(t *testing.T) {
	const one = "add-says-200"
	record := filepath.Join(t.TempDir(), "record.json") // without it, the score is compared with the record
	for name, test := range map[string]struct {
		script *script
		args   []string
		code   int
		out    string
	}{
		"all is well": {&script{}, []string{"--record", record}, cli.ExitOK, "caught"},
		"a survivor":  {&script{missed: one}, nil, cli.ExitNonConformant, one},
		"a false alarm": {
			&script{alarm: "closes-connections"}, nil, cli.ExitNonConformant, "closes-connections",
		},
		"an alarm, reference": {
			&script{alarm: "reference"}, []string{"--quiet"}, cli.ExitNonConformant, "wire.date",
		},
		"a worker that dies": {
			&script{deadly: one}, []string{"--repeat", "2"}, cli.ExitInconclusive,
			"the worker died: exit status 7: panic: oh dear",
		},
		"a survivor of a part":    {&script{missed: one}, []string{"--fault", one}, cli.ExitNonConformant, one},
		"all of a part is caught": {&script{}, []string{"--fault", "remove-twice-204"}, cli.ExitOK, "remove-twice-204"},
		"quiet":                   {&script{}, []string{"--quiet", "--record", record}, cli.ExitOK, "caught"},
	} {
		t.Run(name, func(t *testing.T) {
			got := test.script.invoke(t, test.args...)
			if got.Code != test.code || !strings.Contains(got.Stdout, test.out) {
				t.Errorf("exit code %d, want %d and %q in\n%s%s", got.Code, test.code, test.out, got.Stdout, got.Stderr)
			}
			if name == "quiet" && strings.Count(got.Stdout, "\n") != 1 {
				t.Errorf("--quiet prints\n%s", got.Stdout)
			}
		})
	}
}

func TestReport(t *testing.T) {
	dir := t.TempDir()
	if got := (&script{}).invoke(t, "--fault", "add-says-200", "--report", dir); got.Code != cli.ExitOK {
		t.Fatalf("got %+v", got)
	}
	var report struct {
		Faults []struct{ Outcome string }
	}
	data, err := os.ReadFile(filepath.Join(dir, "selfcheck.json"))
	if err != nil || json.Unmarshal(data, &report) != nil || len(report.Faults) != 1 ||
		report.Faults[0].Outcome != "intended" {
		t.Errorf("%v: %+v", err, report)
	}
}

// A report that cannot be written changes the exit code of a success only.
func TestReportsThatCannotBeWritten(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "selfcheck.json"), 0o700); err != nil { // in the way of the file
		t.Fatal(err)
	}
	for want, s := range map[int]*script{
		cli.ExitUsage: {}, cli.ExitNonConformant: {
			missed: "add-says-200",
		}, cli.ExitInconclusive: {deadly: "add-says-200"},
	} {
		got := s.invoke(t, "--fault", "add-says-200", "--report", dir)
		if got.Code != want || !strings.Contains(got.Stderr, "selfcheck.json") ||
			!strings.Contains(got.Stdout, "add-says-200") {
			t.Errorf("got %+v, want %d", got, want)
		}
	}
}

func TestARunThatDiffersIsNamed(t *testing.T) {
	s := &script{fickle: "add-says-200"}
	got := s.invoke(t, "--fault", "add-says-200", "--repeat", "3", "--parallel", "1")
	if got.Code != cli.ExitNonConformant || !strings.Contains(got.Stdout, "add-says-200: wire.date in 2 of 3 runs\n") {
		t.Errorf("exit code %d: %s", got.Code, got.Stdout)
	}
}

func TestTheScoreIsRecordedAndCompared(t *testing.T) {
	path := filepath.Join(t.TempDir(), "record.json")
	if got := (&script{checks: 7}).invoke(t, "--record", path); got.Code != cli.ExitOK {
		t.Fatalf("exit code %d: %s", got.Code, got.Stderr)
	}
	var kept score.Record
	data, err := os.ReadFile(path)
	if err != nil || json.Unmarshal(data, &kept) != nil || kept.Checks != 7 || kept.Score != 1 ||
		kept.Caught != kept.Faults-kept.Equivalent {
		t.Errorf("%v: got %s", err, data)
	}
	got := (&script{checks: 7}).invoke(t)
	if got.Code != cli.ExitNonConformant || !strings.Contains(got.Stderr, "'make score'") ||
		!strings.Contains(got.Stderr, "7 checks") {
		t.Errorf("another number of checks: exit code %d, %s", got.Code, got.Stderr)
	}
	if err := kept.Compare(kept); err != nil {
		t.Errorf("the same: got %v", err)
	}
}

func TestAnIncompleteSelfcheckIsNotRecorded(t *testing.T) {
	path := filepath.Join(t.TempDir(), "record.json")
	got := (&script{deadly: "add-says-200"}).invoke(t, "--record", path)
	if got.Code != cli.ExitInconclusive || !strings.Contains(got.Stderr, path+" was not written") {
		t.Errorf("exit code %d, %s", got.Code, got.Stderr)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("it is recorded")
	}
}
