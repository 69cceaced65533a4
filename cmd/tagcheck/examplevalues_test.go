package main

import (
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tagcheck/cmd/tagcheck/internal/bank"
	"tagcheck/cmd/tagcheck/internal/flags"
	"tagcheck/load/arrival"
	"tagcheck/load/scenario"
	"tagcheck/load/slo"
	"tagcheck/suites/verdict"
)

// parsers read the value of a flag that takes any text, by the name of the flag.
func parsers() map[string]func(value string) error {
	threshold := func(value string) error {
		_, err := slo.Parse(value)
		return err
	}
	all := map[string]func(string) error{
		"rate": func(value string) error {
			_, err := arrival.Parse(value, 10*time.Second, 1)
			return err
		},
		"slo": threshold, "abort-on": threshold,
		"budget": func(value string) error {
			_, _, err := flags.ParseBudget(value)
			return err
		},
		"scenario": func(value string) error {
			if _, known := scenario.ByName(value); !known {
				return fmt.Errorf("unknown scenario")
			}
			return nil
		},
		"profile": func(value string) error {
			_, err := verdict.LoadProfile(value)
			return err
		},
		"fault": func(value string) error {
			_, err := bank.Full().Select([]string{value})
			return err
		},
		"user": func(value string) error {
			if role, _, is := strings.Cut(value, "="); !is ||
				!slices.Contains([]string{"stranger", "reader", "admin"}, role) {
				return fmt.Errorf("not ROLE=TOKEN")
			}
			return nil
		},
		"kill-cmd": shellSyntax, "restart-cmd": shellSyntax,
		"listen": hostPort, "metrics": hostPort,
	}
	all["variant"] = all["fault"]
	for _, name := range []string{
		"timeout", "window", "tag-quota", "quota-probe", "alphabet", "image", "header", "url",
	} {
		all[name] = func(value string) error { return targetFlag("--"+name, value) }
	}
	for _, name := range []string{"select", "exclude", "level", "source", "operation"} {
		all[name] = func(value string) error { return selectionFlag("--"+name, value) }
	}
	return all
}

// free are the flags whose value may be any text, such as the name of a file.
var free = []string{
	"access-log", "admin-user", "cacert", "config", "data", "ledger", "os-cloud", "path-prefix", "phases", "raw",
	"reader-user",
	"record", "replay", "report", "second-user", "tls-cert", "tls-key", "token", "waivers", "area",
}

// checkValue reads a value of a flag with the parser that tagcheck itself uses.
func checkValue(f *pflag.Flag, value string) error {
	if parse, has := parsers()[f.Name]; has {
		return parse(value)
	}
	if strings.HasPrefix(f.Value.Type(), "string") && !slices.Contains(free, f.Name) {
		return fmt.Errorf("this test does not know how --%s is read: add it to parsers, or to free", f.Name)
	}
	return nil // pflag has parsed it, or anything is right
}

func targetFlag(flag, value string) error {
	var target flags.Target
	cmd := &cobra.Command{}
	target.Register(cmd)
	args := []string{"--no-auth", flag, value}
	if flag != "--url" {
		args = append(args, "--url", "http://127.0.0.1:9292")
	}
	if err := cmd.Flags().Parse(args); err != nil {
		return err
	}
	_, _, err := target.Choose(cmd, func(string) string { return "" })
	return err
}

func selectionFlag(flag, value string) error {
	var selection flags.Selection
	cmd := &cobra.Command{}
	selection.Register(cmd)
	if err := cmd.Flags().Parse([]string{flag, value}); err != nil {
		return err
	}
	_, err := selection.Requirements()
	return err
}

func shellSyntax(value string) error {
	_, err := scriptCalls(value)
	return err
}

func hostPort(value string) error {
	_, _, err := net.SplitHostPort(value)
	return err
}

// isProfile reports whether a quotation names a profile.
func isProfile(text string) bool { return slices.Contains(verdict.Profiles(), text) }

// The examples are found where they are wrong.
func TestWrongExamplesAreFound(t *testing.T) {
	for script, want := range map[string]string{
		"tagcheck conferm http://h":                         "unknown command",
		"tagcheck conform --tokn x":                         "unknown flag: --tokn",
		"tagcheck conform http://a http://b":                "only one URL",
		"tagcheck load --rate 'ramp 100/s 1000/s'":          "--rate ramp 100/s 1000/s",
		"x=$(date) && tagcheck load --slo 'p99<5ms' | tail": "--slo p99<5ms",
		"tagcheck load --duration 5 &":                      "--duration",
		"tagcheck explain add.sotres":                       "add.sotres",
		"tagcheck help frob":                                "frob",
		"tagcheck conform --select add.sotres":              "--select add.sotres",
		"tagcheck conform --alphabet '[a-' --no-auth":       "--alphabet [a-",
		"tagcheck serve --fault add-say-200":                "--fault add-say-200",
		"tagcheck conform --budget 5s,6s":                   "--budget 5s,6s",
	} {
		calls, err := scriptCalls(script)
		if err != nil || len(calls) != 1 {
			t.Fatalf("%s: %q, %v", script, calls, err)
		}
		if err := checkCommandLine(calls[0]); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", script, err, want)
		}
	}
	for text, want := range map[string][]string{
		"see 'tagcheck\nlist' (\"a b\"), or the server's 'x'.": {"tagcheck list", "a b", "x"},
		"vegeta's, the server's":                               nil,
	} {
		if got := quoted(text); !slices.Equal(got, want) {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
	for _, text := range []string{"tagcheck lst", "frob"} {
		if checkQuotation(text) == nil {
			t.Errorf("%q is right", text)
		}
	}
	for _, span := range []string{"--frob", "--slo p99", "--duration x"} {
		if checkFlagSpan(span) == nil {
			t.Errorf("%q is right", span)
		}
	}
	if got := typed("$ a \\\n  b\noutput\n$ c\n"); got != "a \\\n  b\nc\n" {
		t.Errorf("got %q", got)
	}
}
