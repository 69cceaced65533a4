package score

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tagcheck/suites/report"
	"tagcheck/suites/requirement"
)

// Reports of a build show the score that was measured with another one unless
// this test fails.
func TestTheRecordIsOfThisBuild(t *testing.T) {
	r := Recorded()
	if why := r.Stale(); why != "" {
		t.Errorf("%s: renew the record with 'make score'", why)
	}
	if r.Caught+r.Equivalent > r.Faults || r.Checks < 1 || r.Variants < 1 {
		t.Errorf("the record claims more than there is: %+v", r)
	}
	c := Counts{Caught: r.Caught, Faults: r.Faults, Equivalent: r.Equivalent}
	if r.Score != c.Share() {
		t.Errorf("the score is %v, and %v follows from the counts", r.Score, c.Share())
	}
}

func TestOnlyARecordOfThisBuildIsShown(t *testing.T) {
	here := New(Counts{Caught: 8, Intended: 7, Faults: 12, Equivalent: 2, Variants: 5, Alarms: 1}, 99)
	want := report.Measured{Share: 0.8, Faults: 12, Equivalent: 2, Variants: 5, Caught: 8, FalseAlarms: 1}
	if s := of(here); s.Measured == nil || *s.Measured != want || s.Reason != "" || s.Bank != Bank() || s.Code != Code() {
		t.Errorf("of this build: got %+v", s)
	}
	for why, change := range map[string]func(*Record){
		"the code of the checks":                                func(r *Record) { r.Code = "x" },
		"the catalogue of requirements":                         func(r *Record) { r.Catalogue = "x" },
		"the code of the servers with faults":                   func(r *Record) { r.Bank = "" },
		"the code of the checks, the catalogue of requirements": func(r *Record) { r.Code, r.Catalogue = "", "" },
	} {
		r := here
		change(&r)
		want := why + " changed after the last measurement"
		if s := of(r); s.Measured != nil || s.Reason != want || s.Bank != Bank() || s.Code != Code() {
			t.Errorf("got %+v, want the reason %q", s, want)
		}
	}
}

func TestARecordIsReadAsItWasWritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "record.json")
	if err := Recorded().WriteFile(path); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	var read Record
	if err != nil || json.Unmarshal(data, &read) != nil || read != Recorded() {
		t.Errorf("%v: got %s", err, data)
	}
	if !bytes.HasPrefix(data, []byte("{\n  \"score\": ")) {
		t.Errorf("it is not indented: %s", data)
	}
}

func TestNewRecordsWhatThisBuildIs(t *testing.T) {
	r := New(Counts{Caught: 2, Intended: 1, Faults: 4, Equivalent: 1, Variants: 5, Alarms: 6}, 7)
	want := Record{
		Score: 0.6666, Caught: 2, Faults: 4, Equivalent: 1, Variants: 5, Alarms: 6, Checks: 7,
		Bank: Bank(), Catalogue: requirement.Digest(), Code: Code(),
	}
	if r != want {
		t.Errorf("got %+v, want %+v", r, want)
	}
}

func TestCompareNamesEachDifference(t *testing.T) {
	r := Record{
		Score: 1, Caught: 2, Faults: 3, Equivalent: 1, Variants: 1, Checks: 9,
		Bank: strings.Repeat("b", 64), Catalogue: strings.Repeat("c", 64), Code: strings.Repeat("d", 64),
	}
	const line = "2 of 2 faults caught, 1 equivalent, 1 variant, 0 false alarms, 9 checks, " +
		"bank bbbbbbbbbbbb, catalogue cccccccccccc, code "
	if err := r.Compare(r); err != nil {
		t.Errorf("of the same: got %v", err)
	}
	other := r
	other.Code = strings.Repeat("e", 64)
	want := "\nrecorded: " + line + "dddddddddddd\nmeasured: " + line + "eeeeeeeeeeee"
	err := r.Compare(other)
	if err == nil || !strings.HasSuffix(err.Error(), want) || !strings.Contains(err.Error(), "'make score'") {
		t.Errorf("got %v, want it to end in %s", err, want)
	}
}

func TestShare(t *testing.T) {
	for want, c := range map[float64]Counts{
		1: {}, 0: {Faults: 1}, 0.6666: {Caught: 2, Faults: 4, Equivalent: 1}, 0.9999: {Caught: 99999, Faults: 100000},
	} {
		if got := c.Share(); got != want {
			t.Errorf("%+v: got %v, want %v", c, got, want)
		}
	}
	if got := (Counts{Faults: 3, Equivalent: 3}).Share(); got != 1 {
		t.Errorf("nothing can be caught: got %v", got)
	}
}
