package main

import (
	"runtime/debug"
	"strings"
	"testing"

	"tagcheck/cmd/tagcheck/internal/score"
	"tagcheck/reference/fault"
	"tagcheck/suites/report"
	"tagcheck/suites/requirement"
)

func TestWithoutArguments(t *testing.T) {
	got := invoke(t)
	if got.code != exitUsage || got.stderr != "" {
		t.Errorf("got %d, %q: nothing was judged, which must not pass", got.code, got.stderr)
	}
	first, _, _ := strings.Cut(got.stdout, "Usage:")
	for _, want := range []string{"tagcheck judges servers", "\n  tagcheck conform\n", "  3    inconclusive\n", "  143  terminated (SIGTERM)\n"} {
		if !strings.Contains(first, want) {
			t.Errorf("the help does not begin with %q: %s", want, first)
		}
	}
	if help := invoke(t, "--help"); help.code != exitOK || help.stdout != got.stdout {
		t.Errorf("--help: got %d, %s", help.code, help.stdout)
	}
	if help := invoke(t, "help"); help.code != exitOK || help.stdout != got.stdout {
		t.Errorf("help: got %d, %s", help.code, help.stdout)
	}
}

func TestRootHelpNamesEveryCommandOnce(t *testing.T) {
	_, commands, _ := strings.Cut(invoke(t, "help").stdout, "Usage:")
	for _, name := range []string{"conform", "selfcheck", "list", "explain", "serve", "cleanup", "version", "completion", "exit-codes"} {
		if n := strings.Count(commands, "\n  "+name+" "); n != 1 {
			t.Errorf("%s is there %d times: %s", name, n, commands)
		}
	}
}

func TestHelpOnExitCodes(t *testing.T) {
	got := invoke(t, "help", "exit-codes")
	if got.code != exitOK || got.stderr != "" {
		t.Errorf("got %d, %q", got.code, got.stderr)
	}
	for _, want := range []string{"\n  0    ", "\n  1    ", "\n  2    ", "\n  3    ", "\n  4    ", "\n  130  ", "\n  143  "} {
		if !strings.Contains(got.stdout, want) {
			t.Errorf("%q is missing in %s", want, got.stdout)
		}
	}
}

func TestVersion(t *testing.T) {
	got := invoke(t, "version")
	if other := invoke(t, "--version"); got != other {
		t.Errorf("version and --version differ: %v, %v", got, other)
	}
	for _, want := range []string{"tagcheck " + build().Version + "\n", "commit " + build().Commit + "\n", "\ngo1.", "SHA-256 " + requirement.Digest() + "\n", counted(len(fault.Faults()), "fault") + " and ", "SHA-256 " + score.Bank() + "\n"} {
		if got.code != exitOK || got.stderr != "" || !strings.Contains(got.stdout, want) {
			t.Errorf("got %v without %q", got, want)
		}
	}
	var e edition
	decode(t, invoke(t, "version", "--output", "json").stdout, &e)
	if e != thisEdition() || e.Requirements != len(requirement.All()) || e.Bank != score.Bank() || e.Faults != len(fault.Faults()) || e.Variants != len(fault.Variants()) {
		t.Errorf("got %+v", e)
	}
}

func TestBuildOf(t *testing.T) {
	recorded := &debug.BuildInfo{Main: debug.Module{Version: "v1.2.3"}, Settings: []debug.BuildSetting{
		{Key: "vcs.revision", Value: "abc"}, {Key: "vcs.modified", Value: "false"},
	}}
	modified := &debug.BuildInfo{Main: debug.Module{Version: "(devel)"}, Settings: []debug.BuildSetting{
		{Key: "vcs.revision", Value: "abc"}, {Key: "vcs.modified", Value: "true"},
	}}
	for name, test := range map[string]struct {
		linked report.Build
		info   *debug.BuildInfo
		want   report.Build
	}{
		"nothing known":       {report.Build{}, nil, report.Build{Version: "devel", Commit: "unknown"}},
		"recorded":            {report.Build{}, recorded, report.Build{Version: "v1.2.3", Commit: "abc"}},
		"modified":            {report.Build{}, modified, report.Build{Version: "devel", Commit: "abc-dirty"}},
		"the linker is right": {report.Build{Version: "9", Commit: "f"}, modified, report.Build{Version: "9", Commit: "f"}},
		"a version alone":     {report.Build{Version: "9"}, modified, report.Build{Version: "9", Commit: "abc-dirty"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := buildOf(test.linked, test.info); got != test.want {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

func TestCompletion(t *testing.T) {
	for _, shell := range []string{"bash", "zsh", "fish", "powershell"} {
		if got := invoke(t, "completion", shell); got.code != exitOK || got.stderr != "" || !strings.Contains(got.stdout, "__complete") {
			t.Errorf("%s: got %d, %s", shell, got.code, got.stderr)
		}
	}
	if got := invoke(t, "completion"); got.code != exitUsage || !strings.Contains(got.stdout, "source <(tagcheck completion bash)") {
		t.Errorf("got %d, %s", got.code, got.stdout)
	}
	for typed, want := range map[string]string{
		"explain add.length.o":           "add.length.over.400 add.length.over.refused",
		"explain add.stores add.sto":     "",
		"list wire.da":                   "wire.date",
		"list --level ":                  "MUST SHOULD MAY",
		"list --operation ":              "add remove both",
		"list --output ":                 "table json",
		"help ex":                        "exit-codes explain",
		"help completion ":               "bash fish powershell zsh",
		"explain add.stores wire.date a": "", // below
	} {
		words := strings.Split(typed, " ")
		got := completed(invoke(t, append([]string{"__complete"}, words...)...).stdout)
		if strings.HasSuffix(typed, "wire.date a") {
			if strings.Contains(" "+got+" ", " add.stores ") || !strings.Contains(got, "add.visible") {
				t.Errorf("%q: an ID that is given already is offered, or others are not: %s", typed, got)
			}
			continue
		}
		if got != want {
			t.Errorf("%q: got %s, want %s", typed, got, want)
		}
	}
}

// completed gives the words that a shell would be offered.
func completed(stdout string) string {
	var words []string
	for line := range strings.Lines(stdout) {
		if word, _, _ := strings.Cut(strings.TrimSpace(line), "\t"); !strings.HasPrefix(word, ":") {
			words = append(words, word)
		}
	}
	return strings.Join(words, " ")
}
