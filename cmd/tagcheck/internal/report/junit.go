package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"

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

	started time.Time
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

// JUnit writes the report for the test views of CI: one suite an area, one
// case a check. Only what makes the target non-conformant is a failure.
func JUnit(w io.Writer, d Document) error {
	out := junitSuites{Name: "tagcheck", Time: junitTime(d.duration())}
	for _, s := range d.junitSuites() {
		s.Timestamp, s.Time = s.started.UTC().Format(time.RFC3339), junitTime(s.spent)
		out.Suites = append(out.Suites, s)
		out.Tests += s.Tests
		out.Failures += s.Failures
		out.Errors += s.Errors
		out.Skipped += s.Skipped
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return fmt.Errorf("write the report as JUnit XML: %w", err)
	}
	if err := e.Encode(out); err != nil {
		return fmt.Errorf("write the report as JUnit XML: %w", err)
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func (d Document) junitSuites() []*junitSuite {
	var suites []*junitSuite
	for _, c := range d.Result.Checks { // ordered by area
		if len(suites) == 0 || suites[len(suites)-1].Name != xmlText(c.Area) {
			suites = append(suites, &junitSuite{Name: xmlText(c.Area), Properties: d.junitProperties(), started: d.Result.Started})
		}
		suites[len(suites)-1].add(c, d.junitCase(c))
	}
	return suites
}

func (s *junitSuite) add(c verdict.Check, kase junitCase) {
	if s.Tests == 0 && !c.Started.IsZero() || !c.Started.IsZero() && c.Started.Before(s.started) {
		s.started = c.Started
	}
	s.Cases = append(s.Cases, kase)
	s.Tests++
	s.spent += c.Duration
	switch {
	case kase.Failure != nil:
		s.Failures++
	case kase.Error != nil:
		s.Errors++
	case kase.Skipped != nil:
		s.Skipped++
	}
}

func (d Document) junitProperties() []junitProperty {
	r := d.Result
	all := []junitProperty{
		{"target", r.Target.URL}, {"server", r.Target.Server}, {"profile", r.Profile}, {"catalogue", r.Catalogue},
		{"conclusion", string(r.Conclusion)}, {"version", d.Build.Version}, {"commit", d.Build.Commit},
	}
	if d.Judge != nil {
		all = append(all, junitProperty{"judge", d.judge()}, junitProperty{"bank", d.bank()})
	}
	for i := range all {
		all[i].Value = xmlText(all[i].Value)
	}
	return all
}

func (d Document) junitCase(c verdict.Check) junitCase {
	out := junitCase{Class: xmlText(c.Area), Name: xmlText(c.Title), Time: junitTime(c.Duration)}
	switch c.Outcome {
	case verdict.Failed:
		d.junitFailed(&out, c)
	case verdict.Blocked, verdict.Undecided:
		out.Error = &junitProblem{xmlLine(c.Reason), string(c.Outcome), d.junitBody(c)}
	case verdict.Unsupported, verdict.Unseen, verdict.NotRun:
		out.Skipped = &junitSkipped{xmlLine(string(c.Outcome) + ": " + c.Reason)}
	default:
		d.junitPassed(&out, c)
	}
	return out
}

// junitFailed makes a failure of a check only if one of its requirements fails:
// a warning doesn't gate, and a waived failure is expected.
func (d Document) junitFailed(out *junitCase, c verdict.Check) {
	warned, waived := d.lenient(c)
	switch {
	case len(warned) > 0 && !d.Result.Strict:
		out.Note = &junitText{xmlText("warning: " + strings.Join(warned, ", ") + "\n" + d.junitBody(c))}
	case len(waived) > 0 && len(warned) == 0:
		out.Skipped = &junitSkipped{xmlLine("waived: " + strings.Join(waived, "; "))}
	default:
		out.Failure = &junitProblem{
			xmlLine(strings.Join(deviations(c), "; ")), xmlLine(strings.Join(c.Requirements, " ")), d.junitBody(c),
		}
	}
}

// lenient gives the requirements of c that warn and the waivers of those that
// are waived; nothing if any other requirement is among them.
func (d Document) lenient(c verdict.Check) (warned, waived []string) {
	for _, id := range c.Requirements {
		switch r := d.requirements[id]; r.Verdict {
		case verdict.Warn:
			warned = append(warned, id)
		case verdict.Waived:
			waived = append(waived, id+": "+waiverText(r.Waiver))
		default:
			return nil, nil
		}
	}
	return warned, waived
}

// junitPassed fails a check whose waiver has to go: that alone makes a run fail
// in which every check passes.
func (d Document) junitPassed(out *junitCase, c verdict.Check) {
	var notes []string
	for _, id := range c.Requirements {
		if r := d.requirements[id]; r.Verdict == verdict.WaiverObsolete {
			notes = append(notes, fmt.Sprintf("%s is met: remove its waiver: %s", id, waiverText(r.Waiver)))
		}
	}
	if len(notes) > 0 {
		out.Failure = &junitProblem{xmlLine(strings.Join(notes, "; ")), xmlLine(strings.Join(c.Requirements, " ")), xmlText(strings.Join(notes, "\n"))}
	}
}

// junitBody is what a person needs to understand the outcome of c.
func (d Document) junitBody(c verdict.Check) string {
	var b strings.Builder
	for _, id := range c.Requirements {
		r, ok := d.requirements[id]
		if !ok {
			continue
		}
		fmt.Fprintf(&b, "%s %s (%s)\n  %s\n", r.Level, r.ID, basis(r), r.Statement)
	}
	for _, text := range deviations(c) {
		fmt.Fprintf(&b, "- %s\n", strings.Join(plainLines(text), "\n  "))
	}
	for _, name := range attached(c) {
		fmt.Fprintf(&b, "see %s\n", name)
	}
	for _, x := range first(d.evidence(c), shownOf(c, shownEvidence)) {
		fmt.Fprintf(&b, "%s\n%s\n", Visible(requestLine(x)), Curl(x))
	}
	if c.Location != "" {
		fmt.Fprintf(&b, "checked at %s\n", c.Location)
	}
	return xmlText(b.String())
}

func junitTime(d time.Duration) string { return fmt.Sprintf("%.3f", d.Seconds()) }

// xmlLine is a text as an attribute: one line.
func xmlLine(s string) string { return xmlText(strings.Join(plainLines(s), " ")) }

// xmlText drops what XML 1.0 does not allow, not even as a reference.
func xmlText(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t', r == '\n', r == '\r', r >= 0x20 && r <= 0xd7ff,
			r >= 0xe000 && r <= 0xfffd, r >= 0x10000:
			return r
		}
		return -1
	}, strings.ToValidUTF8(s, ""))
}
