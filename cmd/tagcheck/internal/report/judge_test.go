package report

import (
	"encoding/json"
	"strings"
	"testing"

	"tagcheck/cmd/tagcheck/internal/selfcheck"
)

// judged is a report by a judge whose score is or is not known.
func judged(measured bool) Document {
	d := New(build, failing())
	d.Judge = &selfcheck.Standing{Bank: strings.Repeat("b", 64), Faults: 192, Equivalent: 3, Variants: 33}
	if measured {
		d.Judge.Measured = &selfcheck.Record{Score: 0.9947, Caught: 188, Faults: 192, Equivalent: 3, Variants: 33, Alarms: 1}
	}
	return d
}

func TestEveryReportTellsHowGoodTheJudgeIs(t *testing.T) {
	for measured, want := range map[bool]string{
		true:  "caught 188 of 189 faults, 1 alarm from 33 variants (tagcheck selfcheck)",
		false: "the score of this build is not measured (tagcheck selfcheck measures it, by 192 faults and 33 variants)",
	} {
		rendered := all(t, judged(measured))
		for format, text := range map[string]string{
			"terminal": "judge: " + want, "markdown": "| judge | " + want + " |\n| bank | " + strings.Repeat("b", 64) + " |",
			"junit": `<property name="judge" value="` + want + `"></property>`,
		} {
			if !strings.Contains(rendered[format], text) {
				t.Errorf("%s: %q is missing", format, text)
			}
		}
		if !strings.Contains(rendered["junit"], `<property name="bank" value="`+strings.Repeat("b", 64)+`"></property>`) {
			t.Error("junit: the bank is missing")
		}
	}
}

func TestNoAlarmIsSaid(t *testing.T) {
	d := judged(true)
	d.Judge.Measured.Alarms = 0
	if got := d.judge(); !strings.Contains(got, "no alarm from 33 variants") {
		t.Errorf("came %q", got)
	}
}

func TestTheJudgeInTheReportForPrograms(t *testing.T) {
	s := compiled(t)
	for _, measured := range []bool{true, false} {
		doc := decodedDocument(t, judged(measured))
		if err := s.Validate(doc); err != nil {
			t.Errorf("%#v", err)
		}
		judge := at(doc, "judge")
		if judge["bank"] != strings.Repeat("b", 64) || judge["faults"].(json.Number) != "192" || judge["variants"].(json.Number) != "33" {
			t.Errorf("came %v", judge)
		}
		score, told := judge["measured"].(map[string]any)
		if told != measured || measured && (score["score"].(json.Number) != "0.9947" || score["caught"].(json.Number) != "188" || score["alarms"].(json.Number) != "1") {
			t.Errorf("came %v", judge)
		}
	}
}
