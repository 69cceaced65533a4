package report

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"tagcheck/fixtures/imageapi"
	"tagcheck/suites"
)

func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	return compile(t, SchemaID, Schema())
}

func compile(t *testing.T, id string, text []byte) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource(id, doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(id)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func decoded(t *testing.T, r suites.Result) map[string]any {
	t.Helper()
	return decodedDocument(t, New(build, r))
}

func decodedDocument(t *testing.T, d Document) map[string]any {
	t.Helper()
	var out bytes.Buffer
	if err := JSON(&out, d); err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(&out)
	if err != nil {
		t.Fatal(err)
	}
	return doc.(map[string]any)
}

// filled has a value in every field that a run can have, so that a field
// which is new in a type of the run shows here if the schema lacks it.
func filled() suites.Result {
	r := failing()
	filling(reflect.ValueOf(&r.Target))
	for _, x := range r.Exchanges {
		id := x.ID
		filling(reflect.ValueOf(x))
		x.ID, x.Operation, x.Outcome = id, imageapi.Add, imageapi.Answered
		x.Received.Status = 200
	}
	for i := range r.Requirements {
		w := r.Requirements[i].Waiver
		if w != nil {
			w.Checks = []string{"concurrent a"}
		}
		r.Requirements[i].Declared, r.Requirements[i].Undecided, r.Requirements[i].Unobservable = true, true, "it can't be seen"
	}
	return r
}

func filling(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		filling(v.Elem())
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(start))
			return
		}
		for _, f := range v.Fields() {
			if f.CanSet() {
				filling(f)
			}
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		filling(v.Index(0))
	case reflect.String:
		v.SetString("eA==")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64, reflect.Uint8:
		if v.CanInt() {
			v.SetInt(7)
		}
	}
}

func results() map[string]suites.Result {
	return map[string]suites.Result{
		"conformant": conformant(), "failing": failing(), "blocked": blocked(),
		"interrupted": interrupted(), "empty": empty(), "filled": filled(),
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

// at gives the object at a path of keys; lists are entered at their first.
func at(doc map[string]any, path ...string) map[string]any {
	for _, key := range path {
		next := doc[key]
		if l, ok := next.([]any); ok {
			next = l[0]
		}
		doc = next.(map[string]any)
	}
	return doc
}

func TestTheSchemaRefusesABrokenReport(t *testing.T) {
	s := compiled(t)
	for name, spoil := range map[string]func(doc map[string]any){
		"another version":      func(doc map[string]any) { doc["version"] = json.Number("2") },
		"no conclusion":        func(doc map[string]any) { delete(doc, "conclusion") },
		"unknown conclusion":   func(doc map[string]any) { doc["conclusion"] = "fine" },
		"null for a list":      func(doc map[string]any) { doc["checks"] = nil },
		"no date":              func(doc map[string]any) { doc["started"] = "yesterday" },
		"unknown verdict":      func(doc map[string]any) { at(doc, "requirements")["verdict"] = "passed" },
		"a requirement no ID":  func(doc map[string]any) { delete(at(doc, "requirements"), "id") },
		"unknown outcome":      func(doc map[string]any) { at(doc, "checks")["outcome"] = "pass" },
		"a count is missing":   func(doc map[string]any) { delete(at(doc, "totals", "verdicts"), "blocked") },
		"a negative duration":  func(doc map[string]any) { at(doc, "checks")["duration_ms"] = json.Number("-1") },
		"evidence has no curl": func(doc map[string]any) { delete(at(doc, "evidence"), "curl") },
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
	s := compiled(t)
	d := New(build, filled())
	d.Judge = judged(true).Judge
	doc := decodedDocument(t, d)
	var visit func(path string, v any)
	visit = func(path string, v any) {
		switch v := v.(type) {
		case []any:
			for _, e := range v {
				visit(path, e)
			}
		case map[string]any:
			v["surprise"] = true
			if s.Validate(doc) == nil {
				t.Errorf("%s may have any field", path)
			}
			delete(v, "surprise")
			for key, e := range v {
				visit(path+"/"+key, e)
			}
		}
	}
	visit("", doc)
}

func TestTheReportHoldsWhatProvesAFailureAndNoOtherExchange(t *testing.T) {
	doc := decoded(t, failing())
	var ids []string
	for _, e := range doc["evidence"].([]any) {
		x := e.(map[string]any)
		ids = append(ids, x["id"].(json.Number).String())
		if !strings.Contains(x["curl"].(string), "curl --path-as-is") {
			t.Errorf("exchange %v: no command in %v", x["id"], x["curl"])
		}
	}
	if !slices.Equal(ids, []string{"1", "2"}) {
		t.Errorf("exchanges: expected 1 and 2, came %v", ids)
	}
	if d := at(doc, "evidence")["duration_ms"].(json.Number).String(); d != "3.5" {
		t.Errorf("duration: expected 3.5 ms, came %s", d)
	}
	if took := doc["duration_ms"].(json.Number).String(); took != "2100" {
		t.Errorf("the run's duration: expected 2100 ms, came %s", took)
	}
	first := at(doc, "requirements")
	if first["id"] != "access.hidden" || first["verdict"] != "blocked" || first["source"] != "document" {
		t.Errorf("the first requirement: came %v", first)
	}
}

func TestCommandsInTheReportCanBeCopiedFromIt(t *testing.T) {
	r := failing()
	r.Exchanges[1].Sent.Body = imageapi.Body{Size: 5, Text: "<a&b>"}
	if got := all(t, New(build, r))["json"]; !strings.Contains(got, "--data-binary '<a&b>'") {
		t.Error("the command is escaped beyond what JSON needs")
	}
}

func TestSchemaGivesACopy(t *testing.T) {
	Schema()[0] = 'x'
	if Schema()[0] != '{' {
		t.Error("a caller changed the schema of all")
	}
}
