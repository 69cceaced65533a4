package serve

import (
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"tagcheck/reference"
	"tagcheck/reference/fault"
)

const demoTokens = " --token owner-token --user stranger=stranger-token --user reader=reader-token --user admin=admin-token"

func TestServeAFault(t *testing.T) {
	s := startServe(t, "--fault", "remove-twice-204")
	if got := request(t, http.DefaultClient, "DELETE", s.url+"/v2/images/6f1c2ef5-9a53-4b0c-9a39-0d8a3c1f7a10/tags/blue", "owner-token"); got != http.StatusNoContent {
		t.Errorf("got %d: the mistake does not show", got)
	}
	if code := s.stop(); code != exitOK {
		t.Errorf("got %d, %s", code, s.stderr)
	}
	got := s.stdout.String()
	for _, want := range []string{
		"mistake: DELETE of a tag that is not there answers 204 (fault remove-twice-204)\n", "ought to be caught by: remove.twice.404, ",
		"  owner     owner-token\n", "try: tagcheck conform " + s.url + demoTokens + " --tag-quota 10\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in %s", want, got)
		}
	}
}

func TestServeAVariant(t *testing.T) {
	s := startServe(t, "--variant", "closes-connections", "--tag-quota", "none")
	if code := s.stop(); code != exitOK {
		t.Errorf("got %d, %s", code, s.stderr)
	}
	got := s.stdout.String()
	if !strings.Contains(got, "(variant closes-connections)\nno mistake, allowed by: ") || !strings.HasSuffix(got, demoTokens+" --tag-quota none\n") {
		t.Errorf("got %s", got)
	}
}

func TestMistakesInServingFromTheBank(t *testing.T) {
	for name, test := range map[string]struct {
		args []string
		want string
	}{
		"an unknown fault":     {[]string{"--fault", "add-say-200"}, `--fault: there is no fault "add-say-200"; did you mean add-says-200?`},
		"an unknown variant":   {[]string{"--variant", "zzzzzzzz"}, `--variant: there is no variant "zzzzzzzz"; --list-faults shows all`},
		"a variant as a fault": {[]string{"--fault", "closes-connections"}, "--fault: closes-connections is a variant; write --variant closes-connections"},
		"a fault as a variant": {[]string{"--variant", "add-says-200"}, "--variant: add-says-200 is a fault; write --fault add-says-200"},
		"both":                 {[]string{"--fault", "add-says-200", "--variant", "closes-connections"}, "--fault and --variant: one server is served; give one of the two"},
		"an empty name":        {[]string{"--fault", ""}, "--fault and --variant: the name is empty; --list-faults shows all"},
		"list and serve":       {[]string{"--list-faults", "--fault", "add-says-200"}, "--list-faults serves nothing; leave out --fault and --variant"},
		"a form of no list":    {[]string{"--output", "json"}, "--output is for --list-faults; give both or none"},
		"a quota of 0":         {[]string{"--fault", "add-says-200", "--tag-quota", "0"}, `--tag-quota: "0" is not a quota; write a number from 1, or "none"`},
	} {
		t.Run(name, func(t *testing.T) {
			got := invoke(t, append([]string{"serve"}, test.args...)...)
			if want := "tagcheck: " + test.want + "\nRun 'tagcheck serve --help' for usage.\n"; got != (invoked{exitUsage, "", want}) {
				t.Errorf("got %d, %q, %q\nwant %q", got.code, got.stdout, got.stderr, want)
			}
		})
	}
}

func TestListFaults(t *testing.T) {
	table := invoke(t, "serve", "--list-faults")
	var bank jsonBank
	decode(t, invoke(t, "serve", "--list-faults", "--output", "json").stdout, &bank)
	if table.code != exitOK || len(bank.Faults) != len(fault.Faults()) || len(bank.Variants) != len(fault.Variants()) || bank.Bank != fault.Digest() {
		t.Fatalf("exit code %d, %d faults, %d variants, bank %s", table.code, len(bank.Faults), len(bank.Variants), bank.Bank)
	}
	for i, f := range fault.Faults() {
		if bank.Faults[i] != (jsonFault{f.Name, f.Caught, f.Text, f.Equivalent, f.OneIn}) || !strings.Contains(table.stdout, "\n"+f.Name+" ") || !strings.Contains(table.stdout, f.Text) {
			t.Errorf("%s: got %+v", f.Name, bank.Faults[i])
		}
	}
	for i, v := range fault.Variants() {
		if bank.Variants[i] != (jsonVariant{v.Name, v.Reading, v.Text}) || !strings.Contains(table.stdout, "\n"+v.Name+" ") || !strings.Contains(table.stdout, v.Text) {
			t.Errorf("%s: got %+v", v.Name, bank.Variants[i])
		}
	}
}

func TestConformLineDeclaresWhatTheServerIs(t *testing.T) {
	open, demo := reference.Config{}, reference.Demo()
	for want, server := range map[string]fault.Server{
		" --no-auth --tag-quota none":  {Config: open},
		demoTokens + " --tag-quota 10": {Config: demo},
		demoTokens:                     {Config: demo, Declares: fault.Declaration{Unknown: true}},
		" --no-auth --tag-quota none --alphabet '[0-9a-z]' --window 1.5s --image 6f1c2ef5-9a53-4b0c-9a39-0d8a3c1f7a10": {
			Config: open, Declares: fault.Declaration{Alphabet: "^[a-z0-9]{1,255}$", Window: 1500 * time.Millisecond, Image: "6f1c2ef5-9a53-4b0c-9a39-0d8a3c1f7a10"},
		},
	} {
		if got := (&serving{}).conformLine("URL", server); got != "tagcheck conform URL"+want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestAQuotaThatIsGivenIsKnown(t *testing.T) {
	b := bankServer{Server: fault.Server{Config: reference.Demo(), Declares: fault.Declaration{Unknown: true}}}
	if err := (&serving{}).quota(&b); err != nil || b.Config.TagQuota != 10 || !b.Declares.Unknown {
		t.Errorf("none is given: got %+v, %v", b, err)
	}
	if err := (&serving{tagQuota: "3"}).quota(&b); err != nil || b.Config.TagQuota != 3 || b.Declares.Unknown {
		t.Errorf("got %+v, %v", b, err)
	}
}

// What a server of the bank declares can be said on the command line too.
func TestEveryAlphabetIsOneClass(t *testing.T) {
	for expression, want := range map[string]string{"[a-z]+": "[a-z]", "^(?:[a-z_])*$": "[_a-z]", "(?s).": "(?s:.)", "[a-z][0-9]": "", "[a-": "", "": ""} {
		if got := characterClass(expression); got != want {
			t.Errorf("%s: got %q, want %q", expression, got, want)
		}
	}
	listening := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1}
	for _, v := range fault.Variants() {
		line := (&serving{}).conformLine((&serving{}).url(listening, v.Config.PathPrefix), v.Server)
		if v.Declares.Alphabet != "" && !strings.Contains(line, " --alphabet ") {
			t.Errorf("%s: %s", v.Name, line)
		}
	}
}

func TestWhatIsSaidOfAFault(t *testing.T) {
	f := fault.Fault{Server: fault.Server{Name: "n", Text: "t"}, Caught: "add.stores", OneIn: 3}
	want := []string{"mistake: t (fault n)", "it shows in one of 3 requests, by chance", "ought to be caught by: add.stores, "}
	if got := faultLines(f); len(got) != 3 || got[0] != want[0] || got[1] != want[1] || !strings.HasPrefix(got[2], want[2]) {
		t.Errorf("got %q", got)
	}
	f.Equivalent = "nobody sees it"
	if got := faultLines(f); len(got) != 3 || got[2] != "no requirement can catch it: nobody sees it" {
		t.Errorf("got %q", got)
	}
}
