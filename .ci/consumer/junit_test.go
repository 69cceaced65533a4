//go:build suitesreport

// Remove the build constraint when package suites/report is in the tree.

package consumer_test

import (
	"bytes"
	"encoding/xml"
	"testing"

	"tagcheck/reference"
	"tagcheck/suites/report"
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
	if junit.Tests < len(result.Checks) || junit.Failures > 0 || junit.Errors > 0 {
		t.Errorf("%d checks: got %+v", len(result.Checks), junit)
	}
}
