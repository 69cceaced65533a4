package report

import (
	"bytes"
	"encoding/xml"
	"math"
	"strconv"
	"strings"
	"testing"

	"tagcheck/suites"
	"tagcheck/suites/requirement"
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
	if err := JUnit(&out, New(build, r)); err != nil {
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

func TestJUnitTellsFailuresFromErrorsAndFromWhatDoesNotGate(t *testing.T) {
	_, cases := readJUnit(t, failing())
	failed := cases["add adds the tag and answers 204 with no body"].Failure
	if failed == nil {
		t.Fatal("the failed check is no failure")
	}
	if failed.Type != "add.stores wire.no-body" || strings.Contains(failed.Message, "\n") ||
		!strings.Contains(failed.Message, "expected status 204, came 200") {
		t.Errorf("came type %q, message %q", failed.Type, failed.Message)
	}
	for _, part := range []string{
		"MUST add.stores (document, Add image tag)", "The statement of wire.no-body.", "- expected status 204, came 200",
		"/tags/blue -> 200 OK", "curl --path-as-is", "suites/add/basic.go:21",
	} {
		if !strings.Contains(failed.Body, part) {
			t.Errorf("the failure lacks %q:\n%s", part, failed.Body)
		}
	}
	warned := cases["wire has no Content-Length"]
	if warned.Failure != nil || warned.Skipped != nil || !strings.Contains(warned.Out, "warning: wire.no-length") {
		t.Errorf("a warning: came %+v", warned)
	}
	waived := cases["concurrent keeps every tag of eight writers"]
	if waived.Failure != nil || waived.Skipped == nil || !strings.HasPrefix(waived.Skipped.Message, "waived: concurrent.keeps-all") {
		t.Errorf("a waived failure: came %+v", waived)
	}
	obsolete := cases["remove removes the tag"]
	if obsolete.Failure == nil || !strings.Contains(obsolete.Failure.Message, "remove its waiver") {
		t.Errorf("an obsolete waiver: came %+v", obsolete)
	}
}

func TestJUnitOfAStrictRunFailsWarnings(t *testing.T) {
	r := failing()
	r.Strict = true
	_, cases := readJUnit(t, r)
	if warned := cases["wire has no Content-Length"]; warned.Failure == nil {
		t.Errorf("a warning that gates: came %+v", warned)
	}
}

func TestJUnitOfWhatDidNotJudge(t *testing.T) {
	_, cases := readJUnit(t, failing())
	for name, reason := range map[string]string{
		"access hides the image": "stranger has no token", "add adds the tag of an emoji": "429 four times",
	} {
		if c := cases[name]; c.Error == nil || c.Error.Message != reason {
			t.Errorf("%s: expected an error, came %+v", name, c)
		}
	}
	for name, reason := range map[string]string{
		"add answers 413 over the quota":      "unsupported: the target declares no quota",
		"isolation leaves other images alone": "unseen: the target shows no image",
		"durable keeps tags over a restart":   "not-run: ",
	} {
		if c := cases[name]; c.Skipped == nil || strings.TrimSpace(c.Skipped.Message) != strings.TrimSpace(reason) {
			t.Errorf("%s: expected skipped %q, came %+v", name, reason, c.Skipped)
		}
	}
}

func TestAFailedCheckIsAFailureIfOneOfItsRequirementsFails(t *testing.T) {
	r := conformant()
	for name, c := range map[string]struct {
		verdicts []verdict.Verdict
		failure  bool
	}{
		"warn and fail":      {[]verdict.Verdict{verdict.Warn, verdict.Fail}, true},
		"fail and waived":    {[]verdict.Verdict{verdict.Waived, verdict.Fail}, true},
		"warn and waived":    {[]verdict.Verdict{verdict.Warn, verdict.Waived}, false},
		"all waived":         {[]verdict.Verdict{verdict.Waived, verdict.Waived}, false},
		"none that is known": {nil, true},
	} {
		t.Run(name, func(t *testing.T) {
			failed := check("add", "x", verdict.Failed, "add.first", "add.second")
			r.Checks, r.Requirements = []verdict.Check{failed}, nil
			for i, v := range c.verdicts {
				r.Requirements = append(r.Requirements, req(failed.Requirements[i], requirement.Must, v, failed.ID))
			}
			read, cases := readJUnit(t, r)
			if got := cases["add x"].Failure != nil; got != c.failure || (read.Failures == 1) != c.failure {
				t.Errorf("failure: came %t, and %d counted", got, read.Failures)
			}
		})
	}
}

func TestJUnitCountsAndTimes(t *testing.T) {
	read, _ := readJUnit(t, failing())
	if want := (Counted{"tagcheck", 9, 2, 2, 4, "2.100"}); read.Counted != want {
		t.Errorf("the whole: expected %+v, came %+v", want, read.Counted)
	}
	var sum Counted
	names := []string{}
	for _, s := range read.Suites {
		names = append(names, s.Name)
		sum.Tests, sum.Failures = sum.Tests+s.Tests, sum.Failures+s.Failures
		sum.Errors, sum.Skipped = sum.Errors+s.Errors, sum.Skipped+s.Skipped
		if s.Timestamp != "2026-03-01T10:00:01Z" {
			t.Errorf("%s: timestamp %q", s.Name, s.Timestamp)
		}
		var took float64
		for _, c := range s.Cases {
			seconds, err := strconv.ParseFloat(c.Time, 64)
			if err != nil {
				t.Error(err)
			}
			took += seconds
		}
		if s.Name == "add" && (s.Tests != 3 || s.Time != "0.037" || math.Abs(took-0.036) > 1e-9) {
			t.Errorf("add: %d tests, %s s, %f s", s.Tests, s.Time, took)
		}
		properties := map[string]string{}
		for _, p := range s.Properties {
			properties[p.Name] = p.Value
		}
		if properties["target"] != "http://glance.example:9292/v2" || properties["profile"] != "documented" ||
			properties["catalogue"] != "c0ffee" || properties["version"] != "1.2.0" || properties["commit"] != "0123abc" {
			t.Errorf("%s: properties %v", s.Name, properties)
		}
	}
	if strings.Join(names, " ") != "access add concurrent durable isolation remove wire" {
		t.Errorf("suites: came %v", names)
	}
	if sum.Tests != read.Tests || sum.Failures != read.Failures || sum.Errors != read.Errors || sum.Skipped != read.Skipped {
		t.Errorf("the suites add up to %+v", sum)
	}
}

func TestJUnitIsXMLWhateverTheServerSends(t *testing.T) {
	r := failing()
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
