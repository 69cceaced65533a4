package catalogue

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/cmd/tagcheck/internal/cli/clitest"
	"tagcheck/suites/requirement"
)

// invoke runs one of the commands of this package.
func invoke(t *testing.T, args ...string) clitest.Result {
	t.Helper()
	return clitest.Run(t, clitest.Options{}, func(p *cli.Process) []*cobra.Command {
		return []*cobra.Command{NewList(p), NewExplain(p)}
	}, args...)
}

func decode(t *testing.T, text string, into any) {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
}

// The list is for grep and awk: one line a requirement, no wrapping, no trailing
// space, no escapes.
func TestListHasOneLineForEachRequirement(t *testing.T) {
	got := invoke(t, "list")
	lines := strings.Split(strings.TrimSuffix(got.Stdout, "\n"), "\n")
	all := requirement.All()
	if got.Code != cli.ExitOK || got.Stderr != "" || len(lines) != len(all)+1 {
		t.Fatalf("got %d, %q and %d lines, want %d", got.Code, got.Stderr, len(lines), len(all)+1)
	}
	if want := []string{"ID", "LEVEL", "SOURCE", "OPERATION", "STATEMENT"}; !slices.Equal(
		strings.Fields(lines[0]),
		want,
	) {
		t.Errorf("got the header %q", lines[0])
	}
	for i, r := range all {
		line := lines[i+1]
		words := strings.Fields(line)
		if want := []string{r.ID, string(r.Level), string(r.Source), string(r.Operation)}; len(words) < 4 ||
			!slices.Equal(words[:4], want) {
			t.Errorf("got %q, want %q first", line, want)
		}
		if !strings.HasSuffix(line, "  "+r.Statement) || strings.Contains(line, "\x1b") {
			t.Errorf("got %q, want it to end with %q", line, r.Statement)
		}
	}
}

func TestListFilters(t *testing.T) {
	for name, test := range map[string]struct {
		args []string
		want func(requirement.Requirement) bool
	}{
		"an ID": {
			[]string{"add.stores"}, func(r requirement.Requirement) bool { return r.ID == "add.stores" },
		},
		"a prefix": {
			[]string{"add.length"},
			func(r requirement.Requirement) bool { return strings.HasPrefix(r.ID, "add.length.") },
		},
		"levels": {
			[]string{"--level", "must,MAY"},
			func(r requirement.Requirement) bool { return r.Level != requirement.Should },
		},
		"a repeated flag": {
			[]string{"--source", "rfc9110", "--source", "rfc9112"},
			func(r requirement.Requirement) bool { return strings.HasPrefix(string(r.Source), "rfc91") },
		},
		"an operation": {
			[]string{"--operation", "add"},
			func(r requirement.Requirement) bool { return r.Operation != requirement.Remove },
		},
		"an area": {
			[]string{"--area", "wire"}, func(r requirement.Requirement) bool { return r.Area() == "wire" },
		},
		"several filters": {[]string{
			"--area=access", "--operation=remove", "--level=SHOULD",
		}, func(r requirement.Requirement) bool {
			return r.Area() == "access" && r.Operation != requirement.Add && r.Level == requirement.Should
		}},
	} {
		t.Run(name, func(t *testing.T) {
			var want []requirement.Requirement
			for _, r := range requirement.All() {
				if test.want(r) {
					want = append(want, r)
				}
			}
			var listed []requirement.Requirement
			decode(t, invoke(t, append([]string{"list", "--output", "json"}, test.args...)...).Stdout, &listed)
			if len(want) == 0 || !slices.Equal(listed, want) {
				t.Errorf("got %v, want %v", listed, want)
			}
		})
	}
}

func TestListOfNothingIsAnError(t *testing.T) {
	areas := strings.Join(requirement.Areas(requirement.All()), ", ")
	const sources = "document, rfc9110, rfc9112, rfc3986, interop, upstream, api-sig"
	for name, test := range map[string]struct {
		args []string
		want string
	}{
		"a level":  {[]string{"--level", "shall"}, `unknown level "shall"; the levels are MUST, SHOULD, MAY`},
		"a source": {[]string{"--source", "rfc1"}, `unknown source "rfc1"; the sources are ` + sources},
		"an area": {
			[]string{"--area", "ad"},
			`unknown area "ad"; the areas are ` + areas,
		},
		"an ID": {
			[]string{"add.sotres"},
			`unknown requirement ID "add.sotres" (did you mean add.stores?)`,
		},
		"nothing": {[]string{"--operation="}, `--operation: the value is empty`},
		"no overlap": {
			[]string{"--area=wire", "--source=interop"},
			"no requirement matches all of: area wire (the areas are " + areas + "); source interop (the sources are " +
				sources + ")",
		},
		"two at once": {
			[]string{"--level=x", "--operation=y"},
			"unknown level \"x\"; the levels are MUST, SHOULD, MAY\n" +
				"          unknown operation \"y\"; the operations are add, remove, both",
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := invoke(t, append([]string{"list"}, test.args...)...)
			want := "tagcheck: " + test.want + "\nRun 'tagcheck list --help' for usage.\n"
			if got != (clitest.Result{Code: cli.ExitUsage, Stderr: want}) {
				t.Errorf("got %d, %q, %q\nwant %q", got.Code, got.Stdout, got.Stderr, want)
			}
		})
	}
}

func TestListingFitsTheTerminal(t *testing.T) {
	for given, most := range map[int]int{40: cli.NarrowestTable, cli.NarrowestTable: cli.NarrowestTable, 140: 140} {
		text := listing(requirement.All(), given)
		for line := range strings.Lines(text) {
			line = strings.TrimSuffix(line, "\n")
			if utf8.RuneCountInString(line) > most || strings.TrimRight(line, " ") != line {
				t.Errorf("%d columns: %q", given, line)
			}
		}
		for _, r := range requirement.All() {
			for word := range strings.FieldsSeq(r.Statement) {
				if !strings.Contains(text, word) {
					t.Errorf("%d columns: %s lost %q", given, r.ID, word)
				}
			}
		}
	}
	if one := listing(requirement.All()[:1], cli.NarrowestTable); !strings.HasSuffix(
		one,
		"\n1 requirement. 'tagcheck explain ID' shows the details of one.\n",
	) {
		t.Errorf("got %s", one)
	}
}
