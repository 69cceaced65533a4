package serve

import (
	"encoding/json"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/cmd/tagcheck/internal/cli/clitest"
	"tagcheck/cmd/tagcheck/internal/score"
	"tagcheck/reference"
	"tagcheck/reference/fault"
)

const demoTokens = " --token owner-token --user stranger=stranger-token --user reader=reader-token --user " +
	"admin=admin-token"

// decode reads JSON that has no unknown fields.
func decode(t *testing.T, text string, into any) {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
}

func TestServeAFault(t *testing.T) {
	s := startServe(t, "--fault", "remove-twice-204")
	if got := request(
		t, http.DefaultClient, "DELETE", s.url+"/v2/images/6f1c2ef5-9a53-4b0c-9a39-0d8a3c1f7a10/tags/blue",
		"owner-token",
	); got != http.StatusNoContent {
		t.Errorf("got %d: the defect does not show", got)
	}
	if code := s.stop(); code != cli.ExitOK {
		t.Errorf("got %d, %s", code, s.stderr)
	}
	got := s.stdout.String()
	for _, want := range []string{
		"fault remove-twice-204: DELETE of an absent tag or on a missing image answers 204\n",
		"must be caught by: remove.twice.404, ",
		"  owner     owner-token\n", "try: tagcheck conform " + s.url + demoTokens + " --tag-quota 10\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in %s", want, got)
		}
	}
}

func TestServeAVariant(t *testing.T) {
	s := startServe(t, "--variant", "closes-connections", "--tag-quota", "none")
	if code := s.stop(); code != cli.ExitOK {
		t.Errorf("got %d, %s", code, s.stderr)
	}
	got := s.stdout.String()
	if !strings.Contains(got, "it is correct: ") || !strings.HasSuffix(got, demoTokens+" --tag-quota none\n") {
		t.Errorf("got %s", got)
	}
}

func TestMistakesInTheCommandLine(t *testing.T) {
	for name, test := range map[string]struct {
		args []string
		want string
	}{
		"an unknown fault": {
			[]string{"--fault", "add-say-200"}, `--fault: unknown fault "add-say-200" (did you mean add-says-200?)`,
		},
		"an unknown variant": {
			[]string{"--variant", "zzzzzzzz"}, `--variant: unknown variant "zzzzzzzz" (--list-faults shows all)`,
		},
		"a variant as a fault": {
			[]string{"--fault", "closes-connections"},
			"--fault: closes-connections is a variant; use --variant closes-connections",
		},
		"a fault as a variant": {
			[]string{"--variant", "add-says-200"}, "--variant: add-says-200 is a fault; use --fault add-says-200",
		},
		"both": {
			[]string{"--fault", "add-says-200", "--variant", "closes-connections"},
			"--fault cannot be combined with --variant",
		},
		"an empty name": {[]string{"--fault", ""}, "--fault: the name is empty (--list-faults shows all)"},
		"list and serve": {
			[]string{"--list-faults", "--fault", "add-says-200"},
			"--list-faults cannot be combined with --fault or --variant",
		},
		"a form of no list": {[]string{"--output", "json"}, "--output needs --list-faults"},
		"a quota of 0": {
			[]string{"--fault", "add-says-200", "--tag-quota", "0"},
			`--tag-quota must be a number of at least 1, or none (got "0")`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := invoke(t, append([]string{"serve"}, test.args...)...)
			if want := "tagcheck: " + test.want + "\nRun 'tagcheck serve --help' for usage.\n"; got != (clitest.Result{
				Code: cli.ExitUsage, Stderr: want,
			}) {
				t.Errorf("got %d, %q, %q\nwant %q", got.Code, got.Stdout, got.Stderr, want)
			}
		})
	}
}

func TestListFaults(t *testing.T) {
	table := invoke(t, "serve", "--list-faults")
	var bank jsonBank
	decode(t, invoke(t, "serve", "--list-faults", "--output", "json").Stdout, &bank)
	if table.Code != cli.ExitOK || len(bank.Faults) != len(fault.Faults()) ||
		len(bank.Variants) != len(fault.Variants()) ||
		bank.Bank != score.Bank() {
		t.Fatalf(
			"exit code %d, %d faults, %d variants, bank %s", table.Code, len(bank.Faults),
			len(bank.Variants), bank.Bank,
		)
	}
	for i, f := range fault.Faults() {
		if bank.Faults[i] != (jsonFault{f.Name, f.Caught, f.Text, f.Equivalent, f.OneIn}) ||
			!strings.Contains(table.Stdout, "\n"+f.Name+" ") ||
			!strings.Contains(table.Stdout, f.Text) {
			t.Errorf("%s: got %+v", f.Name, bank.Faults[i])
		}
	}
	for i, v := range fault.Variants() {
		if bank.Variants[i] != (jsonVariant{v.Name, v.Reading, v.Text}) ||
			!strings.Contains(table.Stdout, "\n"+v.Name+" ") ||
			!strings.Contains(table.Stdout, v.Text) {
			t.Errorf("%s: got %+v", v.Name, bank.Variants[i])
		}
	}
}

func TestConformLineDeclaresWhatTheServerIs(t *testing.T) {
	open, demo := reference.Config{}, reference.Demo()
	for want, server := range map[string]fault.Server{
		" --no-auth --tag-quota none":  {Config: open},
		demoTokens + " --tag-quota 10": {Config: demo},
		demoTokens:                     {Config: demo, Declares: fault.Declaration{QuotaUndeclared: true}},
		" --no-auth --tag-quota none --alphabet '[0-9a-z]' --window 1.5s --image 6f1c2ef5": {
			Config: open, Declares: fault.Declaration{
				Alphabet: "^[a-z0-9]{1,255}$", Window: 1500 * time.Millisecond,
				Image: "6f1c2ef5",
			},
		},
	} {
		if got := (&command{}).conformLine("URL", server); got != "tagcheck conform URL"+want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestTheQuotaOfAFlagIsKnown(t *testing.T) {
	b := bankServer{Server: fault.Server{Config: reference.Demo(), Declares: fault.Declaration{QuotaUndeclared: true}}}
	if err := (&command{}).setQuota(&b); err != nil || b.Config.TagQuota != 10 || !b.Declares.QuotaUndeclared {
		t.Errorf("without the flag: got %+v, %v", b, err)
	}
	if err := (&command{tagQuota: "3"}).setQuota(&b); err != nil || b.Config.TagQuota != 3 || b.Declares.QuotaUndeclared {
		t.Errorf("got %+v, %v", b, err)
	}
}

// The command line can declare everything that a server of the bank is.
func TestEveryAlphabetIsOneClass(t *testing.T) {
	for expression, want := range map[string]string{
		"[a-z]+": "[a-z]", "^(?:[a-z_])*$": "[_a-z]", "(?s).": "(?s:.)", "[a-z][0-9]": "", "[a-": "", "": "",
	} {
		if got := characterClass(expression); got != want {
			t.Errorf("%s: got %q, want %q", expression, got, want)
		}
	}
	listening := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1}
	for _, v := range fault.Variants() {
		line := (&command{}).conformLine((&command{}).url(listening, v.Config.PathPrefix), v.Server)
		if v.Declares.Alphabet != "" && !strings.Contains(line, " --alphabet ") {
			t.Errorf("%s: %s", v.Name, line)
		}
	}
}

func TestDescribeFault(t *testing.T) {
	f := fault.Fault{Server: fault.Server{Name: "n", Text: "t"}, Caught: "add.stores", OneIn: 3}
	want := []string{"fault n: t", "it shows in one of 3 requests, at random", "must be caught by: add.stores, "}
	if got := describeFault(f); len(got) != 3 || got[0] != want[0] || got[1] != want[1] ||
		!strings.HasPrefix(got[2], want[2]) {
		t.Errorf("got %q", got)
	}
	f.Equivalent = "nobody sees it"
	if got := describeFault(f); len(got) != 3 || got[2] != "no requirement can catch it: nobody sees it" {
		t.Errorf("got %q", got)
	}
}
