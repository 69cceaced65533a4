package report

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"tagcheck/fixtures/imageapi"
	"tagcheck/suites"
	"tagcheck/suites/report/reporttest"
	"tagcheck/suites/report/schematest"
)

func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	return schematest.Compile(t, SchemaID, map[string][]byte{SchemaID: Schema()})
}

func decoded(t *testing.T, r suites.Result) map[string]any {
	t.Helper()
	return decodedDocument(t, documentOf(r))
}

func decodedDocument(t *testing.T, d Document) map[string]any {
	t.Helper()
	return schematest.Decode(t, []byte(all(t, d)["JSON"]))
}

// filled has a value in every field that a run can have: a field that is new in
// a type of the run and missing from the schema fails a test.
func filled() suites.Result {
	r := reporttest.Failing()
	r.Requirements, r.Checks, r.Leftovers = r.Requirements[:4], r.Checks[:2], r.Leftovers[:1]
	schematest.Fill(&r)
	for _, q := range r.Requirements {
		q.Waiver.Expires = "2026-09-01"
	}
	return r
}

func results() map[string]suites.Result {
	return map[string]suites.Result{
		"conformant": reporttest.Conformant(), "failing": reporttest.Failing(), "blocked": reporttest.Blocked(),
		"interrupted": reporttest.Interrupted(), "empty": reporttest.Empty(), "filled": filled(),
	}
}

func TestEveryReportIsValidByItsSchema(t *testing.T) {
	s := compiled(t)
	for name, r := range results() {
		t.Run(name, func(t *testing.T) {
			if err := s.Validate(decoded(t, r)); err != nil {
				t.Errorf("%#v", err)
			}
		})
	}
}

func TestTheSchemaRefusesABrokenReport(t *testing.T) {
	s := compiled(t)
	for name, spoil := range map[string]func(doc map[string]any){
		"another version":     func(doc map[string]any) { doc["version"] = json.Number("2") },
		"no conclusion":       func(doc map[string]any) { delete(doc, "conclusion") },
		"unknown conclusion":  func(doc map[string]any) { doc["conclusion"] = "fine" },
		"null for a list":     func(doc map[string]any) { doc["checks"] = nil },
		"no date":             func(doc map[string]any) { doc["started"] = "yesterday" },
		"unknown verdict":     func(doc map[string]any) { schematest.At(doc, "requirements")["verdict"] = "passed" },
		"a requirement no ID": func(doc map[string]any) { delete(schematest.At(doc, "requirements"), "id") },
		"unknown outcome":     func(doc map[string]any) { schematest.At(doc, "checks")["outcome"] = "pass" },
		"a count is missing":  func(doc map[string]any) { delete(schematest.At(doc, "totals", "verdicts"), "blocked") },
		"a negative duration": func(doc map[string]any) {
			schematest.At(doc, "checks")["duration_ms"] = json.Number("-1")
		},
		"evidence has no curl": func(doc map[string]any) { delete(schematest.At(doc, "evidence"), "curl") },
	} {
		t.Run(name, func(t *testing.T) {
			doc := decoded(t, filled())
			spoil(doc)
			if s.Validate(doc) == nil {
				t.Error("it was taken as valid")
			}
		})
	}
}

func TestTheSchemaAllowsNoOtherFieldAnywhere(t *testing.T) {
	d := documentOf(filled())
	d.Score = scored(true).Score
	schematest.RefusesOtherFields(t, compiled(t), decodedDocument(t, d))
}

func TestTheReportHoldsWhatProvesAFailureAndNoOtherExchange(t *testing.T) {
	doc := decoded(t, reporttest.Failing())
	var ids []string
	for _, e := range doc["evidence"].([]any) {
		x := e.(map[string]any)
		ids = append(ids, x["id"].(json.Number).String())
		if !strings.Contains(x["curl"].(string), "curl --path-as-is") {
			t.Errorf("exchange %v: no command in %v", x["id"], x["curl"])
		}
	}
	if !slices.Equal(ids, []string{"1", "2"}) {
		t.Errorf("exchanges: got %v, want 1 and 2", ids)
	}
	if d := schematest.At(doc, "evidence")["duration_ms"].(json.Number).String(); d != "3.5" {
		t.Errorf("duration: got %s, want 3.5 ms", d)
	}
	if took := doc["duration_ms"].(json.Number).String(); took != "2100" {
		t.Errorf("the run's duration: got %s, want 2100 ms", took)
	}
	first := schematest.At(doc, "requirements")
	if first["id"] != "access.hidden" || first["verdict"] != "blocked" || first["source"] != "document" {
		t.Errorf("the first requirement: got %v", first)
	}
}

func TestCommandsInTheReportCanBeCopiedFromIt(t *testing.T) {
	r := reporttest.Failing()
	r.Exchanges[1].Sent.Body = imageapi.Body{Size: 5, Text: "<a&b>"}
	if got := all(t, documentOf(r))["JSON"]; !strings.Contains(got, "--data-binary '<a&b>'") {
		t.Error("the command is escaped beyond what JSON needs")
	}
}

func TestSchemaGivesACopy(t *testing.T) {
	Schema()[0] = 'x'
	if Schema()[0] != '{' {
		t.Error("a caller changed the schema of all")
	}
}
