package report

import (
	"encoding/json"
	"strings"
	"testing"

	"tagcheck/suites/report/reporttest"
	"tagcheck/suites/report/schematest"
)

var (
	bankDigest = strings.Repeat("b", 64)
	codeDigest = strings.Repeat("d", 64)
)

// scored is a report of checks whose score is or is not known.
func scored(measured bool) Document {
	d := documentOf(reporttest.Failing())
	d.Score = &Score{Bank: bankDigest, Code: codeDigest, Reason: "the code of the checks changed"}
	if measured {
		d.Score.Measured = &Measured{Share: 0.9947, Caught: 188, Faults: 192, Equivalent: 3, Variants: 33, FalseAlarms: 1}
	}
	return d
}

func TestEveryReportShowsTheScoreOfItsChecks(t *testing.T) {
	for measured, want := range map[bool]string{
		true:  "caught 188 of 189 faults, 1 false alarm from 33 variants (tagcheck selfcheck)",
		false: "not measured for this build: the code of the checks changed (tagcheck selfcheck measures it)",
	} {
		texts := all(t, scored(measured))
		row := "| self-check | " + want + " |\n| bank | " + bankDigest + " |"
		if !strings.Contains(texts["Markdown"], row) {
			t.Errorf("Markdown: %q is missing", row)
		}
		for _, property := range []string{
			`<property name="self-check" value="` + want + `"></property>`,
			`<property name="bank" value="` + bankDigest + `"></property>`,
		} {
			if !strings.Contains(texts["JUnit"], property) {
				t.Errorf("JUnit: %q is missing", property)
			}
		}
	}
	for format, text := range all(t, documentOf(reporttest.Failing())) {
		if strings.Contains(text, "self-check") || strings.Contains(text, `"judge"`) {
			t.Errorf("%s has a score that nobody gave", format)
		}
	}
}

func TestAScoreWithoutFalseAlarmsSaysSo(t *testing.T) {
	d := scored(true)
	d.Score.Measured.FalseAlarms = 0
	if got := d.Score.String(); !strings.Contains(got, ", no false alarm from 33 variants") {
		t.Errorf("got %q", got)
	}
}

func TestTheScoreForPrograms(t *testing.T) {
	for _, measured := range []bool{true, false} {
		doc := decodedDocument(t, scored(measured))
		if err := compiled(t).Validate(doc); err != nil {
			t.Errorf("%#v", err)
		}
		judge := schematest.At(doc, "judge")
		if judge["bank"] != bankDigest || judge["code"] != codeDigest {
			t.Errorf("got %v", judge)
		}
		if !measured {
			if len(judge) != 2 {
				t.Errorf("what was not measured has counts: %v", judge)
			}
			continue
		}
		for key, want := range map[string]json.Number{"faults": "192", "equivalent": "3", "variants": "33"} {
			if judge[key] != want {
				t.Errorf("%s: got %v, want %s", key, judge[key], want)
			}
		}
		score := schematest.At(judge, "measured")
		if score["score"] != json.Number("0.9947") || score["caught"] != json.Number("188") ||
			score["alarms"] != json.Number("1") {
			t.Errorf("got %v", score)
		}
	}
}
