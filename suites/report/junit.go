package report

import (
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"time"

	"tagcheck/suites/report/escape"
	"tagcheck/suites/report/output"
	"tagcheck/suites/verdict"
)

type junitSuites struct {
	XMLName  xml.Name `xml:"testsuites"`
	Name     string   `xml:"name,attr"`
	Tests    int      `xml:"tests,attr"`
	Failures int      `xml:"failures,attr"`
	Errors   int      `xml:"errors,attr"`
	Skipped  int      `xml:"skipped,attr"`
	Time     string   `xml:"time,attr"`
	Suites   []*junitSuite
}

type junitSuite struct {
	XMLName    xml.Name        `xml:"testsuite"`
	Name       string          `xml:"name,attr"`
	Tests      int             `xml:"tests,attr"`
	Failures   int             `xml:"failures,attr"`
	Errors     int             `xml:"errors,attr"`
	Skipped    int             `xml:"skipped,attr"`
	Timestamp  string          `xml:"timestamp,attr"`
	Time       string          `xml:"time,attr"`
	Properties []junitProperty `xml:"properties>property"`
	Cases      []junitCase

	started time.Time // the earliest start of a check; zero where none was started
	spent   time.Duration
}

type junitProperty struct {
	Name  string `xml:"name,attr"`
	Value string `xml:"value,attr"`
}

type junitCase struct {
	XMLName xml.Name      `xml:"testcase"`
	Class   string        `xml:"classname,attr"`
	Name    string        `xml:"name,attr"`
	Time    string        `xml:"time,attr"`
	Failure *junitProblem `xml:"failure,omitempty"`
	Error   *junitProblem `xml:"error,omitempty"`
	Skipped *junitSkipped `xml:"skipped,omitempty"`
	Note    *junitText    `xml:"system-out,omitempty"`
}

type junitProblem struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	Body    string `xml:",cdata"`
}

type junitSkipped struct {
	Message string `xml:"message,attr"`
}

type junitText struct {
	Body string `xml:",cdata"`
}

// WriteJUnit writes the report for the test view of a CI system: one suite for
// each area, one case for each check.
//
// The view is red exactly where the run is not conformant or images are left
// behind. A failure is a check that makes the target non-conformant; an error
// is a check that could not judge a requirement that gates. A warning passes
// with a text on standard output, or fails in a strict run. A waived failure is
// skipped. Where the run came to no verdict, as after an interrupt, or has no good
// conclusion although no check is red, the suite "tagcheck" has one case more that
// says so.
func (d Document) WriteJUnit(ctx context.Context, w io.Writer) error {
	if err := d.writeJUnit(output.Writer(ctx, w)); err != nil {
		return fmt.Errorf("write the report as JUnit XML: %w", err)
	}
	return nil
}

func (d Document) writeJUnit(w io.Writer) error {
	out := junitSuites{Name: "tagcheck", Time: junitTime(d.Duration())}
	for _, s := range d.junitSuites() {
		out.Suites = append(out.Suites, s)
		out.Tests += s.Tests
		out.Failures += s.Failures
		out.Errors += s.Errors
		out.Skipped += s.Skipped
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(out); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func (d Document) junitSuites() []*junitSuite {
	var suites []*junitSuite
	properties := d.junitProperties()
	add := func(area string, started time.Time, took time.Duration, c junitCase) {
		if name := escape.XML(area); len(suites) == 0 || suites[len(suites)-1].Name != name {
			suites = append(suites, &junitSuite{Name: name, Properties: properties})
		}
		suites[len(suites)-1].add(started, took, c)
	}
	red := false
	for _, c := range d.Result.Checks { // ordered by area
		kase := d.junitCase(c)
		red = red || kase.Failure != nil || kase.Error != nil
		add(c.Area, c.Started, c.Duration, kase)
	}
	if !d.decided() || !red && (d.Result.Conclusion != verdict.Conformant || len(d.Result.Leftovers) > 0) {
		add("tagcheck", d.Result.Started, 0, d.junitConclusion())
	}
	for _, s := range suites {
		if s.started.IsZero() {
			s.started = d.Result.Started
		}
		s.Timestamp, s.Time = s.started.UTC().Format(time.RFC3339), junitTime(s.spent)
	}
	return suites
}

func (s *junitSuite) add(started time.Time, took time.Duration, c junitCase) {
	if !started.IsZero() && (s.started.IsZero() || started.Before(s.started)) {
		s.started = started
	}
	s.Cases = append(s.Cases, c)
	s.Tests++
	s.spent += took
	switch {
	case c.Failure != nil:
		s.Failures++
	case c.Error != nil:
		s.Errors++
	case c.Skipped != nil:
		s.Skipped++
	}
}

func (d Document) junitProperties() []junitProperty {
	r := d.Result
	all := []junitProperty{
		{"target", r.Target.URL}, {"server", r.Target.Server}, {"profile", r.Profile}, {"catalogue", r.Catalogue},
		{"conclusion", string(r.Conclusion)}, {"version", d.Build.Version}, {"commit", d.Build.Commit},
	}
	if d.Score != nil {
		all = append(all, junitProperty{"self-check", d.Score.String()}, junitProperty{"bank", d.Score.Bank})
	}
	for i := range all {
		all[i].Value = escape.XML(all[i].Value)
	}
	return all
}

func junitTime(d time.Duration) string { return fmt.Sprintf("%.3f", d.Seconds()) }
