package matrix

import (
	"encoding/json"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"tagcheck/cmd/tagcheck/internal/bank"
	"tagcheck/suites/report/schematest"
)

func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	return schematest.Compile(t, SchemaID, map[string][]byte{SchemaID: Schema()})
}

func decoded(t *testing.T, d Document) map[string]any {
	t.Helper()
	return schematest.Decode(t, []byte(written(t, WriteJSON, d)))
}

func TestEveryMatrixIsValidByItsSchema(t *testing.T) {
	s := compiled(t)
	for name, d := range map[string]Document{
		"everything": everything(), "perfect": perfect(), "a part": repeated(), "interrupted": interrupted(),
		"empty": documentOf(bank.Bank{}),
	} {
		if err := s.Validate(decoded(t, d)); err != nil {
			t.Errorf("%s: %#v", name, err)
		}
	}
}

func TestTheSchemaAllowsNoOtherFieldAnywhere(t *testing.T) {
	schematest.RefusesOtherFields(t, compiled(t), decoded(t, everything()))
}

func TestTheSchemaRefusesABrokenMatrix(t *testing.T) {
	at := schematest.At
	for name, spoil := range map[string]func(doc map[string]any){
		"another version":   func(doc map[string]any) { doc["version"] = json.Number("2") },
		"unknown outcome":   func(doc map[string]any) { at(doc, "faults")["outcome"] = "fine" },
		"no bank":           func(doc map[string]any) { delete(doc, "bank") },
		"no code":           func(doc map[string]any) { delete(doc, "code") },
		"null for a list":   func(doc map[string]any) { at(doc, "variants")["alarms"] = nil },
		"more than all":     func(doc map[string]any) { doc["score"] = json.Number("1.01") },
		"a count is absent": func(doc map[string]any) { delete(at(doc, "totals", "outcomes"), "survived") },
	} {
		doc := decoded(t, everything())
		spoil(doc)
		if compiled(t).Validate(doc) == nil {
			t.Errorf("%s: it was taken as valid", name)
		}
	}
}

func TestTheMatrixForPrograms(t *testing.T) {
	doc := decoded(t, everything())
	fault := schematest.At(doc, "faults")
	caught := schematest.At(fault, "caught_by")
	if fault["name"] != "add-says-200" || fault["outcome"] != "intended" ||
		fault["ought_to_be_caught_by"] != "add.answers-204" {
		t.Errorf("got the fault %v", fault)
	}
	if caught["requirement"] != "add.answers-204" || caught["reason"] != "expected 204; came 200" {
		t.Errorf("got the catch %v", caught)
	}
	for key, want := range map[string]any{
		"score": json.Number("0.5"), "duration_ms": json.Number("70000"), "whole": true, "checks": json.Number("7"),
	} {
		if doc[key] != want {
			t.Errorf("%s: got %v, want %v", key, doc[key], want)
		}
	}
	for key, want := range map[string]json.Number{
		"caught": "3", "intended": "2", "faults": "8", "equivalent": "2", "variants": "2", "alarms": "2",
	} {
		if got := schematest.At(doc, "totals")[key]; got != want {
			t.Errorf("totals.%s: got %v, want %s", key, got, want)
		}
	}
	slow := doc["variants"].([]any)[1].(map[string]any)
	if schematest.At(slow, "alarms")["requirement"] != "add.stores" || slow["problems"].([]any)[0] != "\x1b[2Jimage 1" {
		t.Errorf("got the variant %v", slow)
	}
	flaky := schematest.At(decoded(t, repeated()), "faults")
	if flaky["unsteady"] != true || flaky["runs"] != json.Number("2") || flaky["caught_runs"] != json.Number("2") {
		t.Errorf("got the flaky fault %v", flaky)
	}
}
