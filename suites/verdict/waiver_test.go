package verdict

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestWaivers(t *testing.T) {
	until := func(day string) Waiver { return Waiver{Expires: day} }
	flaky := Waiver{Expires: "2027-01-15", Sometimes: true}
	narrow := Waiver{Expires: "2027-01-15", Checks: []string{"no such text", "check a"}}
	for _, tt := range []struct {
		name     string
		waiver   Waiver
		outcomes []Outcome
		want     Verdict
		reason   string
	}{
		{"an expected failure", until("2027-01-15"), []Outcome{Failed}, Waived, "1 of 1 checks failed: a is failed"},
		{"an expected failure of the set-up", until("2027-01-15"), []Outcome{Blocked}, Waived, "a is blocked"},
		{
			"an expired waiver", until("2027-01-14"), []Outcome{Failed}, Fail,
			"1 of 1 checks failed: a is failed (the waiver expired after 2027-01-14)",
		},
		{
			"an expired waiver of a blocked check", until("2027-01-14"), []Outcome{Blocked}, Block,
			"a is blocked (the waiver expired after 2027-01-14)",
		},
		{
			"an expired waiver that is obsolete", until("2027-01-14"), []Outcome{Passed}, Pass,
			" (the waiver expired after 2027-01-14)",
		},
		{
			"a waiver with an invalid date", until("never"), []Outcome{Failed}, Fail,
			"1 of 1 checks failed: a is failed (the waiver expired after never)",
		},
		{
			"an obsolete waiver", until("2027-01-15"), []Outcome{Passed}, WaiverObsolete,
			"the requirement is waived, but it passes: remove the waiver",
		},
		{"a flaky failure that does not happen", flaky, []Outcome{Passed}, Pass, ""},
		{"a flaky failure that happens", flaky, []Outcome{Failed}, Waived, "1 of 1 checks failed: a is failed"},
		{"a covered failure", narrow, []Outcome{Failed, Passed}, Waived, "1 of 2 checks failed: a is failed"},
		{
			"a failure that is not covered", narrow, []Outcome{Failed, Failed}, Fail,
			`the waiver does not cover the check "check b": b is failed`,
		},
		{"a covered blocked check", narrow, []Outcome{Blocked, Passed}, Waived, "a is blocked"},
		{
			"a blocked check that is not covered", narrow, []Outcome{Passed, Blocked}, Block,
			`the waiver does not cover the check "check b": b is blocked`,
		},
		{
			"a blocked check that is not covered beside a covered failure", narrow, []Outcome{Failed, Blocked}, Fail,
			`the waiver does not cover the check "check b": b is blocked`,
		},
		{"unsupported", until("2027-01-15"), []Outcome{Unsupported}, NotSupported, "a is unsupported"},
		{"undecided", until("2027-01-15"), []Outcome{Undecided}, NotVerified, "a is undecided"},
		{"unseen", until("2027-01-15"), []Outcome{Unseen}, NotVerified, "a is unseen"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.waiver.Requirement = id
			got := one(must(id), ended(tt.outcomes...), Profile{Waivers: []Waiver{tt.waiver}}, now)
			if got.Verdict != tt.want || got.Reason != tt.reason {
				t.Errorf("%s (%s), want %s (%s)", got.Verdict, got.Reason, tt.want, tt.reason)
			}
			if got.Waiver == nil || got.Waiver.Expires != tt.waiver.Expires {
				t.Errorf("the waiver of the verdict is %+v", got.Waiver)
			}
		})
	}
}

// A waiver of a SHOULD turns its warning into Waived.
func TestAWaiverOfAWarning(t *testing.T) {
	r := must(id)
	r.Level = "SHOULD"
	p := Profile{Waivers: []Waiver{{Requirement: id, Expires: "2027-01-15"}}}
	if got := one(r, ended(Failed), p, now); got.Verdict != Waived {
		t.Errorf("%s", got.Verdict)
	}
}

func TestAWaiverIsForItsRequirementOnly(t *testing.T) {
	p := Profile{Waivers: []Waiver{{Requirement: "remove.deletes", Expires: "2027-01-15"}}}
	if got := one(must(id), ended(Failed), p, now); got.Verdict != Fail || got.Waiver != nil {
		t.Errorf("%s, waiver %+v", got.Verdict, got.Waiver)
	}
}

// The last day of a waiver ends at midnight UTC.
func TestTheLastDayOfAWaiver(t *testing.T) {
	midnight := time.Date(2027, 1, 16, 0, 0, 0, 0, time.UTC)
	for at, want := range map[time.Time]bool{
		midnight.Add(-time.Second): false, midnight.Add(time.Second): true,
		midnight.Add(-time.Second).In(time.FixedZone("", 2*60*60)): false,
		midnight.Add(time.Second).In(time.FixedZone("", -2*60*60)): true,
	} {
		if got := (Waiver{Expires: "2027-01-15"}).expired(at); got != want {
			t.Errorf("at %s: expired %v", at, got)
		}
	}
}

func written(t *testing.T, content string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "f.yaml")
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

const narrowed = `- requirement: add.stores
  owner: images team
  reason: known
  link: https://tracker.example/1
  expires: 2027-06-30
  %s: [adds the tag]
`

// A misspelled key must not widen the waiver to all checks.
func TestAMisspelledKeyOfAWaiverIsAnErrorWithItsLine(t *testing.T) {
	for _, key := range []string{"check", "Checks", "cheks"} {
		waivers := strings.Replace(narrowed, "%s", key, 1)
		profile := "name: x\nwaivers:\n" + waivers
		for content, load := range map[string]func(file string) error{
			waivers: func(file string) error { _, err := LoadWaivers(file); return err },
			profile: func(file string) error { _, err := LoadProfile(file); return err },
		} {
			file := written(t, content)
			line := regexp.MustCompile(`\b` + map[bool]string{true: "6", false: "8"}[content == waivers] + `\b`)
			err := load(file)
			if err == nil || !strings.Contains(err.Error(), file) || !strings.Contains(err.Error(), `"`+key+`"`) ||
				!line.MatchString(strings.ReplaceAll(err.Error(), file, "")) {
				t.Errorf("%s: %v", key, err)
			}
		}
	}
}
