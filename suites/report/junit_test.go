package report

import (
	"bytes"
	"encoding/xml"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"tagcheck/suites"
	"tagcheck/suites/report/reporttest"
	"tagcheck/suites/verdict"
)

// The form as other programs read it, not as this package writes it.
type readSuites struct {
	XMLName xml.Name `xml:"testsuites"`
	Counted
	Suites []struct {
		Counted
		Timestamp  string `xml:"timestamp,attr"`
		Properties []struct {
			Name  string `xml:"name,attr"`
			Value string `xml:"value,attr"`
		} `xml:"properties>property"`
		Cases []readCase `xml:"testcase"`
	} `xml:"testsuite"`
}

type Counted struct {
	Name     string `xml:"name,attr"`
	Tests    int    `xml:"tests,attr"`
	Failures int    `xml:"failures,attr"`
	Errors   int    `xml:"errors,attr"`
	Skipped  int    `xml:"skipped,attr"`
	Time     string `xml:"time,attr"`
}

type readCase struct {
	Class   string       `xml:"classname,attr"`
	Name    string       `xml:"name,attr"`
	Time    string       `xml:"time,attr"`
	Failure *readProblem `xml:"failure"`
	Error   *readProblem `xml:"error"`
	Skipped *readProblem `xml:"skipped"`
	Out     string       `xml:"system-out"`
}

type readProblem struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	Body    string `xml:",chardata"`
}

func readJUnit(t *testing.T, r suites.Result) (readSuites, map[string]readCase) {
	t.Helper()
	var out bytes.Buffer
	if err := documentOf(r).WriteJUnit(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	var read readSuites
	if err := xml.Unmarshal(out.Bytes(), &read); err != nil {
		t.Fatalf("%v in\n%s", err, out.String())
	}
	cases := map[string]readCase{}
	for _, s := range read.Suites {
		for _, c := range s.Cases {
			cases[c.Class+" "+c.Name] = c
		}
	}
	return read, cases
}

func TestJUnitCounts(t *testing.T) {
	read, _ := readJUnit(t, reporttest.Failing())
	if want := (Counted{"tagcheck", 9, 2, 2, 4, "2.100"}); read.Counted != want {
		t.Errorf("all suites: got %+v, want %+v", read.Counted, want)
	}
	var suites []Counted
	for _, s := range read.Suites {
		suites = append(suites, s.Counted)
	}
	want := []Counted{
		{"access", 1, 0, 1, 0, "0.012"}, {"add", 3, 1, 1, 1, "0.037"}, {"concurrent", 1, 0, 0, 1, "0.012"},
		{"durable", 1, 0, 0, 1, "0.012"}, {"isolation", 1, 0, 0, 1, "0.012"}, {"remove", 1, 1, 0, 0, "0.012"},
		{"wire", 1, 0, 0, 0, "0.012"},
	}
	if !slices.Equal(suites, want) {
		t.Errorf("got %+v, want %+v", suites, want)
	}
	for _, s := range read.Suites {
		counted := Counted{Name: s.Name, Time: s.Time}
		for _, c := range s.Cases {
			counted.Tests++
			counted.Failures += set(c.Failure)
			counted.Errors += set(c.Error)
			counted.Skipped += set(c.Skipped)
		}
		if counted != s.Counted {
			t.Errorf("%s: its cases add up to %+v, and it says %+v", s.Name, counted, s.Counted)
		}
	}
}

func set(p *readProblem) int {
	if p == nil {
		return 0
	}
	return 1
}

func TestJUnitTimes(t *testing.T) {
	r := reporttest.Conformant()
	r.Checks = nil
	for i, seconds := range []int{0, 5, 2, 9} {
		c := reporttest.Check("add", strings.Repeat("x", i+1), verdict.Passed, "add.stores")
		c.Started, c.Duration = time.Time{}, 1500*time.Millisecond
		if i > 0 {
			c.Started = reporttest.Start.Add(time.Duration(seconds) * time.Second)
		}
		r.Checks = append(r.Checks, c)
	}
	unstarted := reporttest.Check("wire", "x", verdict.NotRun, "wire.no-body")
	unstarted.Started, unstarted.Duration = time.Time{}, 0
	r.Checks = append(r.Checks, unstarted)
	read, cases := readJUnit(t, r)
	if s := read.Suites[0]; s.Timestamp != "2026-03-01T10:00:02Z" || s.Time != "6.000" {
		t.Errorf("add began at %s and took %s", s.Timestamp, s.Time)
	}
	if s := read.Suites[1]; s.Name != "wire" || s.Timestamp != "2026-03-01T10:00:00Z" || s.Time != "0.000" {
		t.Errorf("%s, where nothing was started, began at %s and took %s", s.Name, s.Timestamp, s.Time)
	}
	if c := cases["add x"]; c.Time != "1.500" {
		t.Errorf("a check took %s", c.Time)
	}
}

func TestJUnitProperties(t *testing.T) {
	read, _ := readJUnit(t, reporttest.Failing())
	want := map[string]string{
		"target": "http://glance.example:9292/v2", "server": "glance", "profile": "documented", "catalogue": "c0ffee",
		"conclusion": "non-conformant", "version": "1.2.0", "commit": "0123abc",
	}
	for _, s := range read.Suites {
		got := map[string]string{}
		for _, p := range s.Properties {
			got[p.Name] = p.Value
		}
		if !maps.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", s.Name, got, want)
		}
	}
}

func TestJUnitIsXMLWhateverTheServerSends(t *testing.T) {
	r := reporttest.Failing()
	for i := range r.Checks {
		r.Checks[i].Title += "\x00\x08\ufffe\xff\ud7ff]]>&<\n"
		r.Checks[i].Reason = "\x1b\uffff\"'"
		r.Checks[i].Deviations = []string{"]]>\x00\x0c<!--"}
	}
	r.Target.URL = "http://h/\x01<>"
	_, cases := readJUnit(t, r)
	for _, c := range cases {
		if strings.Contains(c.Name, "removes the tag") && !strings.HasSuffix(c.Name, "removes the tag\ud7ff]]>&<\n") {
			t.Errorf("the title came as %q", c.Name)
		}
		obsolete := strings.Contains(c.Name, "removes the tag")
		if c.Failure != nil && !obsolete && !strings.Contains(c.Failure.Body, `]]>\x00\x0c<!--`) {
			t.Errorf("the body came as %q", c.Failure.Body)
		}
	}
}
