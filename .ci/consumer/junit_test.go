package consumer_test

import (
	"bytes"
	"encoding/xml"
	"testing"

	"tagcheck/reference"
	"tagcheck/suites/report"
	"tagcheck/suites/verdict"
)

func TestResultIsWrittenAsJUnit(t *testing.T) {
	result := judge(t, start(t, reference.New(reference.Demo())))
	var out bytes.Buffer
	if err := report.New(result).WriteJUnit(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	var junit struct {
		XMLName  xml.Name `xml:"testsuites"`
		Tests    int      `xml:"tests,attr"`
		Failures int      `xml:"failures,attr"`
		Errors   int      `xml:"errors,attr"`
	}
	if err := xml.Unmarshal(out.Bytes(), &junit); err != nil {
		t.Fatal(err)
	}
	errors := 0
	if result.Conclusion != verdict.Conformant {
		errors = 1 // a case for the run as a whole
	}
	if junit.Tests != len(result.Checks)+errors || junit.Failures > 0 || junit.Errors != errors {
		t.Errorf("%s, %d checks: got %+v", result.Conclusion, len(result.Checks), junit)
	}
}
