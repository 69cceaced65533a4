package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain makes this program the command tagcheck of every subprocess.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"tagcheck": main})
}

// limit bounds every subprocess. None comes near it, unless it hangs.
const limit = 3 * time.Minute

// invoked is what one run of the program did.
type invoked struct {
	code           int
	stdout, stderr string
}

// program prepares a run of the program in a process of its own, with a cache
// directory of its own. It is killed when the test ends, or at the limit.
func program(t *testing.T, args ...string) (cmd *exec.Cmd, cache string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	t.Cleanup(cancel)
	cmd = exec.CommandContext(ctx, "tagcheck", args...)
	cmd.WaitDelay = time.Second
	cache = t.TempDir()
	cmd.Env = append(os.Environ(), "XDG_CACHE_HOME="+cache)
	return cmd, cache
}

// invoke runs the program until it ends.
func invoke(t *testing.T, args ...string) invoked {
	t.Helper()
	cmd, _ := program(t, args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		if _, ended := errors.AsType[*exec.ExitError](err); !ended || cmd.ProcessState.ExitCode() < 0 {
			t.Fatalf("tagcheck %q: %v\n%s%s", args, err, &stdout, &stderr)
		}
	}
	return invoked{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

// decodeFile reads a JSON file of a report.
func decodeFile(t *testing.T, into any, path ...string) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(path...))
	if err == nil {
		err = json.Unmarshal(data, into)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// verdicts reads the verdicts of a report, by requirement.
func verdicts(t *testing.T, dir string) map[string]string {
	t.Helper()
	var r struct {
		Requirements []struct{ ID, Verdict string }
	}
	decodeFile(t, &r, dir, "report.json")
	found := map[string]string{}
	for _, q := range r.Requirements {
		found[q.ID] = q.Verdict
	}
	return found
}

func TestCompletion(t *testing.T) {
	for _, shell := range []string{"bash", "zsh", "fish", "powershell"} {
		if got := invoke(t, "completion", shell); got.code != 0 || got.stderr != "" ||
			!strings.Contains(got.stdout, "__complete") {
			t.Errorf("%s: got %d, %s", shell, got.code, got.stderr)
		}
	}
	for typed, want := range map[string]string{
		"explain add.length.o":       "add.length.over.400 add.length.over.refused",
		"explain add.stores add.sto": "",
		"list wire.da":               "wire.date",
		"list --level ":              "MUST SHOULD MAY",
		"conform --operation ":       "add remove both",
		"list --output ":             "table json",
		"load --scenario ho":         "hot",
		"help ex":                    "exit-codes explain",
		"help completion ":           "bash fish powershell zsh",
	} {
		got := completed(invoke(t, append([]string{"__complete"}, strings.Split(typed, " ")...)...).stdout)
		if typed == "load --scenario ho" { // the shell narrows the words of a flag itself
			if !strings.Contains(" "+got+" ", " hot ") {
				t.Errorf("%q: got %s", typed, got)
			}
		} else if got != want {
			t.Errorf("%q: got %s, want %s", typed, got, want)
		}
	}
}

// completed returns the words that a shell would offer.
func completed(stdout string) string {
	var words []string
	for line := range strings.Lines(stdout) {
		if word, _, _ := strings.Cut(strings.TrimSpace(line), "\t"); !strings.HasPrefix(word, ":") {
			words = append(words, word)
		}
	}
	return strings.Join(words, " ")
}
