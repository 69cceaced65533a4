package cli

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// sample has two commands, one with a subcommand, and a topic.
func sample(p *Process) *cobra.Command {
	done := func(*cobra.Command, []string) error { return nil }
	list := &cobra.Command{Use: "list [ID...]", GroupID: GroupRead, Short: "List", RunE: done}
	load := &cobra.Command{Use: "load [URL] [flags]", GroupID: GroupTest, Short: "Measure", Args: OneURL, RunE: done}
	load.AddCommand(&cobra.Command{Use: "search [URL]", Short: "Search", RunE: done})
	load.Flags().Bool("plain", false, "a flag without a group")
	InGroup(load, "Target", func(set *pflag.FlagSet) { set.String("url", "", "the `URL`") })
	InGroup(load, "Effort", func(set *pflag.FlagSet) { set.String("budget", "", "the `N`") })
	cleanup := &cobra.Command{
		Use:     "cleanup LEDGER",
		GroupID: GroupServers,
		Short:   "Clean up",
		Args:    Exactly("the ledger"),
		RunE:    done,
	}
	topic := &cobra.Command{Use: "terms", Short: "Terms", Long: "What the terms mean."}
	return NewRoot(p, list, load, cleanup, topic)
}

func runSample(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	p := process(&out, &errs, args...)
	code = Run(t.Context(), p, sample(p))
	return code, out.String(), errs.String()
}

// A mistake in the command line has the exit code 2, one message, and a reference
// to the help. Nothing is on standard output.
func TestMistakesInTheCommandLine(t *testing.T) {
	for _, test := range []struct {
		args string
		want string
		help string
	}{
		{"frob", `unknown command "frob"`, "tagcheck"},
		{"lst", `unknown command "lst" (did you mean list?)`, "tagcheck"},
		{"lst --level MUST", `unknown command "lst" (did you mean list?)`, "tagcheck"},
		{"--frob", "unknown flag: --frob", "tagcheck"},
		{"help frob", `unknown command or topic "frob"`, "tagcheck help"},
		{"help trems", `unknown command or topic "trems" (did you mean terms?)`, "tagcheck help"},
		{"help list frob", `unknown argument "frob"`, "tagcheck help"},
		{"completion tcsh", `unknown argument "tcsh" (did you mean bash or fish or zsh?)`, "tagcheck completion"},
		{"completion bsh", `unknown argument "bsh" (did you mean bash or zsh?)`, "tagcheck completion"},
		{"completion bash frob", `unexpected argument "frob"`, "tagcheck completion bash"},
		{"list --frob", "unknown flag: --frob", "tagcheck list"},
		{"load a b", `unexpected argument "b": only one URL can be given`, "tagcheck load"},
		{"cleanup", "missing argument: the ledger", "tagcheck cleanup"},
		{"cleanup a b", `unexpected argument "b"`, "tagcheck cleanup"},
	} {
		t.Run(test.args, func(t *testing.T) {
			code, stdout, stderr := runSample(t, strings.Fields(test.args)...)
			want := fmt.Sprintf("tagcheck: %s\nRun '%s --help' for usage.\n", test.want, test.help)
			if code != ExitUsage || stdout != "" || stderr != want {
				t.Errorf("got %d, %q, %q\nwant %q", code, stdout, stderr, want)
			}
		})
	}
}

// Without arguments nothing was tested, which must not pass.
func TestWithoutArguments(t *testing.T) {
	code, stdout, stderr := runSample(t)
	if code != ExitUsage || stderr != "" {
		t.Errorf("got %d, %q", code, stderr)
	}
	first, _, _ := strings.Cut(stdout, "Usage:")
	for _, want := range []string{
		"tagcheck tests servers", "\n  tagcheck conform --reference\n", "\n  3    inconclusive\n",
	} {
		if !strings.Contains(first, want) {
			t.Errorf("the help does not start with %q: %s", want, first)
		}
	}
	for _, args := range [][]string{{"--help"}, {"help"}} {
		if code, help, _ := runSample(t, args...); code != ExitOK || help != stdout {
			t.Errorf("%q: got %d, %s", args, code, help)
		}
	}
}

func TestTheHelpOfTheRootListsEverythingOnce(t *testing.T) {
	_, stdout, _ := runSample(t, "help")
	_, commands, _ := strings.Cut(stdout, "Usage:")
	for _, name := range []string{"list", "load", "cleanup", "completion", "terms"} {
		if n := strings.Count(commands, "\n  "+name+" "); n != 1 {
			t.Errorf("%s is there %d times: %s", name, n, commands)
		}
	}
}

// A command that can be run and has subcommands shows both forms.
func TestUsageShowsEveryForm(t *testing.T) {
	for args, want := range map[string]string{
		"load --help":        "Usage:\n  tagcheck load [URL] [flags]\n  tagcheck load COMMAND\n",
		"load search --help": "Usage:\n  tagcheck load search [URL] [flags]\n",
		"list --help":        "Usage:\n  tagcheck list [ID...] [flags]\n",
		"--help":             "Usage:\n  tagcheck COMMAND\n",
		"help terms":         "What the terms mean.\n",
	} {
		code, stdout, stderr := runSample(t, strings.Fields(args)...)
		if code != ExitOK || stderr != "" || !strings.Contains(stdout, want) {
			t.Errorf("%s: got %d, %s%s\nwithout %q", args, code, stdout, stderr, want)
		}
	}
	for _, args := range [][]string{{"--help"}, {"completion", "--help"}} {
		if _, help, _ := runSample(t, args...); strings.Contains(help, "[flags]") {
			t.Errorf("%q does nothing without a command: %s", args, help)
		}
	}
}

func TestFlagsStandInTheirGroupsInOrder(t *testing.T) {
	_, stdout, _ := runSample(t, "load", "--help")
	at := 0
	for _, want := range []string{
		"\nTarget:\n      --url URL", "\nEffort:\n      --budget N", "\nOther flags:\n      --plain",
	} {
		i := strings.Index(stdout[at:], want)
		if i < 0 {
			t.Fatalf("%q is missing, or in another place: %s", want, stdout)
		}
		at += i
	}
	if _, stdout, _ := runSample(t, "list", "--help"); !strings.Contains(stdout, "\nFlags:\n  -h, --help") {
		t.Errorf("got %s", stdout)
	}
}

func TestExitCodesAreDescribed(t *testing.T) {
	want := []int{
		ExitOK,
		ExitNonConformant,
		ExitUsage,
		ExitInconclusive,
		ExitNotFullyVerified,
		ExitHangup,
		ExitInterrupted,
		ExitClosedPipe,
		ExitTerminated,
	}
	for i, c := range ExitCodes() {
		if c.Code != want[i] || c.Brief == "" || c.Meaning == "" {
			t.Errorf("got %+v, want a description of %d", c, want[i])
		}
		for line := range strings.Lines(c.Meaning) {
			if len(line) > 77 {
				t.Errorf("exit code %d: %q is long", c.Code, line)
			}
		}
	}
}
