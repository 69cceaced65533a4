package verdict

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"tagcheck/suites/requirement"
)

func TestShippedProfilesAreValid(t *testing.T) {
	for _, name := range Profiles() {
		if p, err := LoadProfile(name); err != nil || p.Name != name {
			t.Errorf("%s: %q, %v", name, p.Name, err)
		}
	}
	if p, err := LoadProfile(DefaultProfile); err != nil || len(p.Levels)+len(p.Waivers) > 0 {
		t.Errorf("the default profile changes something: %+v, %v", p, err)
	}
}

// file makes a file in a directory of its own.
func file(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "p.yaml")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

const waiver = "- requirement: add.stores\n  owner: o\n  reason: >-\n    it\n    is so\n" +
	"  link: l\n  expires: 2027-01-01\n"

func TestEveryKeyOfAProfileIsRead(t *testing.T) {
	p, err := LoadProfile(file(t, "name: mine\ndescription: d\nlevels:\n  add.stores: MAY\nwaivers:\n"+
		waiver+"  checks: [one, 'the other']\n  sometimes: true\n"))
	want := Profile{
		Name: "mine", Description: "d", Levels: map[string]requirement.Level{"add.stores": requirement.May},
		Waivers: []Waiver{{
			Requirement: "add.stores", Owner: "o", Reason: "it is so", Link: "l", Expires: "2027-01-01",
			Checks: []string{"one", "the other"}, Sometimes: true,
		}},
	}
	if err != nil || !reflect.DeepEqual(p, want) {
		t.Errorf("got  %+v, %v\nwant %+v", p, err, want)
	}
	waivers, err := LoadWaivers(file(t, waiver))
	want.Waivers[0].Checks, want.Waivers[0].Sometimes = nil, false
	if err != nil || !reflect.DeepEqual(waivers, want.Waivers) {
		t.Errorf("got  %+v, %v\nwant %+v", waivers, err, want.Waivers)
	}
}

// TestProblemsOfProfilesNameTheLine: above all, what would silently widen a waiver is refused.
func TestProblemsOfProfilesNameTheLine(t *testing.T) {
	missing := func(key string) string {
		return "the waiver has no " + key + "; every waiver needs requirement, owner, reason, link and expires"
	}
	without := func(key string) string {
		lines := strings.SplitAfter(strings.ReplaceAll(waiver, "reason: >-\n    it\n    is so", "reason: r"), "\n")
		for i, line := range lines {
			if strings.Contains(line, key+":") {
				lines[i] = strings.Repeat(" ", strings.Index(line, key)) + "sometimes: false\n"
				if i == 0 {
					lines[i] = "- sometimes: false\n"
				}
			}
		}
		return "name: x\nwaivers:\n" + strings.Join(lines, "")
	}
	const empty = "expected a list here, each item on a line that begins with a hyphen"
	for name, test := range map[string]struct{ profile, want string }{
		"unknown key": {
			"name: x\nwavers: []\n", `:2: unknown key "wavers"; the keys here are name, description, levels, waivers`,
		},
		"no name": {"description: x\n", ": the profile has no name; add a line such as name: mine"},
		"empty":   {"", ": the file is empty; a profile has at least a name"},
		"no mapping": {
			"- name: x\n", ":1: expected keys with values here, one a line, such as key: value",
		},
		"unknown requirement": {
			"name: x\nlevels: {add.storse: MUST}\n",
			`:2: unknown requirement ID "add.storse" (did you mean add.stores?)`,
		},
		"unknown level": {
			"name: x\nlevels:\n  add.stores: MIGHT\n", `:3: unknown level "MIGHT"; write MUST, SHOULD or MAY`,
		},
		"no level": {
			"name: x\nlevels:\n  add.stores:\n", ":3: the value is missing; write one, or remove the key",
		},
		"unknown key of a waiver": {
			"name: x\nwaivers:\n" + waiver + "  cheks: [one]\n",
			`:10: unknown key "cheks"; the keys here are requirement, owner, reason, link, expires, checks, sometimes`,
		},
		"checks empty":           {"name: x\nwaivers:\n" + waiver + "  checks: []\n", ":10: " + empty},
		"checks without a value": {"name: x\nwaivers:\n" + waiver + "  checks:\n", ":10: " + empty},
		"checks a text":          {"name: x\nwaivers:\n" + waiver + "  checks: one\n", ":10: " + empty},
		"check an empty text": {
			"name: x\nwaivers:\n" + waiver + "  checks:\n  - one\n  - ''\n",
			":12: the value is missing; write one, or remove the key",
		},
		"sometimes a word": {
			"name: x\nwaivers:\n" + waiver + "  sometimes: maybe\n",
			":10: expected true or false here, without quotation marks",
		},
		"waiver for nothing known": {
			"name: x\nwaivers:\n" + strings.Replace(waiver, "stores", "storse", 1),
			`:3: unknown requirement ID "add.storse" (did you mean add.stores?)`,
		},
		"owner blank": {
			"name: x\nwaivers:\n" + strings.Replace(waiver, "owner: o", "owner: ' '", 1),
			":4: owner is blank; write one",
		},
		"no day": {
			"name: x\nwaivers:\n" + strings.Replace(waiver, "2027-01-01", "never", 1),
			`:9: expires is "never"; write a day such as 2027-06-30`,
		},
		"no such day": {
			"name: x\nwaivers:\n" + strings.Replace(waiver, "2027-01-01", "2027-02-30", 1),
			`:9: expires is "2027-02-30"; write a day such as 2027-06-30`,
		},
		"twice": {
			"name: x\nwaivers:\n" + waiver + waiver,
			`:10: the requirement add.stores is waived twice, the first time at FILE:3`,
		},
		"twice by an alias": {
			"name: x\nwaivers:\n- &w {requirement: add.stores, owner: o, reason: r, link: l, expires: 2027-01-01}\n" +
				"- *w\n",
			`:4: the requirement add.stores is waived twice, the first time at FILE:3`,
		},
		"waivers no list": {"name: x\nwaivers: x\n", ":2: " + empty},
		"a waiver of text": {
			"name: x\nwaivers: [add.stores]\n", ":2: expected keys with values here, one a line, such as key: value",
		},
		"no requirement": {without("requirement"), ":3: " + missing("requirement")},
		"no owner":       {without("owner"), ":3: " + missing("owner")},
		"no reason":      {without("reason"), ":3: " + missing("reason")},
		"no link":        {without("link"), ":3: " + missing("link")},
		"no end":         {without("expires"), ":3: " + missing("expires")},
		"not YAML":       {"name: 'x\n", ":1: this is not YAML: found unexpected end of stream"},
	} {
		t.Run(name, func(t *testing.T) {
			path := file(t, test.profile)
			_, err := LoadProfile(path)
			want := path + strings.ReplaceAll(test.want, "FILE", path)
			if err == nil ||
				strings.TrimPrefix(
					strings.TrimPrefix(err.Error(), "cannot use the profile:\n"), "cannot read the profile: ",
				) != want {
				t.Errorf("got  %v\nwant %s", err, want)
			}
		})
	}
}

func TestAllProblemsOfAProfileAreReportedAtOnce(t *testing.T) {
	path := file(t, "levels: {x: MUST, add.stores: HIGH}\nwaivers: [{owner: o}]\n")
	_, err := LoadProfile(path)
	if got := strings.Count(fmt.Sprint(err), "\n"+path+":"); got != 6 {
		t.Errorf("%d problems are reported, want 6: %v", got, err)
	}
}

func TestProfilesAndWaiversThatCannotBeRead(t *testing.T) {
	none := filepath.Join(t.TempDir(), "none")
	for _, test := range []struct {
		read func() error
		want string
	}{
		{
			func() error { _, err := LoadProfile("no-such"); return err },
			`unknown profile "no-such": there is no such file, and the profiles that tagcheck ships are documented, glance`,
		},
		{
			func() error { _, err := LoadProfile("/dev/zero"); return err },
			"cannot read the profile: /dev/zero: cannot read the file: it is not a regular file",
		},
		{
			func() error { _, err := LoadWaivers(none); return err },
			"cannot read the waivers: " + none + ": cannot read the file: no such file or directory",
		},
	} {
		if err := test.read(); err == nil || err.Error() != test.want {
			t.Errorf("got  %v\nwant %s", err, test.want)
		}
	}
	for content, want := range map[string]string{
		"":            ": the file is empty; write a list of waivers",
		"name: x\n":   ":1: expected a list here, each item on a line that begins with a hyphen",
		"- owner: o":  ":1: the waiver has no requirement; every waiver needs",
		"- {}\n---\n": ":2: a second document begins here; remove it, the file must hold a single one",
		"- &a [*a]":   ":1: more than 32 levels of nesting, or an alias within its own value",
	} {
		path := file(t, content)
		if _, err := LoadWaivers(path); err == nil || !strings.Contains(err.Error(), path+want) {
			t.Errorf("%q: %v, want %s", content, err, want)
		}
	}
}
