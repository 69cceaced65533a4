package loadreport

import (
	"encoding/json"
	"net/http/httptest"
	"net/url"
	"reflect"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"tagcheck/fixtures/target"
	"tagcheck/load"
	"tagcheck/load/scenario"
	"tagcheck/load/slo"
	"tagcheck/reference"
	"tagcheck/reference/fault"
	"tagcheck/suites/report/schematest"
)

func loadSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	return schematest.Compile(t, load.Schema, map[string][]byte{load.Schema: Schema()})
}

func documentOf(t *testing.T, r load.Result) map[string]any {
	t.Helper()
	return schematest.Decode(t, []byte(written(t, WriteJSON, r)))
}

// loaded is the result of a short load of a server from the bank of faults, or of
// the reference server if there is no name.
func loaded(t *testing.T, name, plan, arrivals string) load.Result {
	t.Helper()
	s := fault.Plain()
	if name != "" {
		var known bool
		if s, known = fault.Find(name); !known {
			t.Fatalf("the bank has no %s", name)
		}
	}
	server := httptest.NewServer(s.New())
	t.Cleanup(server.Close)
	root, err := url.Parse(server.URL + "/v2")
	if err != nil {
		t.Fatal(err)
	}
	aim := target.Target{
		Root: root, Timeout: 5 * time.Second,
		Users:        map[target.Role]target.TokenSource{target.Owner: target.StaticToken(reference.DemoOwnerToken)},
		Capabilities: target.Capabilities{TagQuota: s.Config.TagQuota},
	}
	p, known := scenario.ByName(plan)
	if !known {
		t.Fatalf("there is no scenario %s", plan)
	}
	p.Images = min(p.Images, 4)
	threshold, err := slo.Parse("response.p99<10s")
	if err != nil {
		t.Fatal(err)
	}
	r, err := load.Run(t.Context(), aim, load.Options{
		Phases:  []load.Phase{{Name: "steady", Plan: p, Arrivals: arrivals, Duration: 200 * time.Millisecond}},
		Workers: 8, Seed: 1, SLOs: []slo.Threshold{threshold}, Version: "test", Commit: "abc",
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestEveryResultIsValidByTheSchema(t *testing.T) {
	lossy := loaded(t, "race-lost-additions", "hot", "max")
	if lossy.Lost() == 0 {
		t.Error("nothing is lost, so the schema of a loss is not tested")
	}
	s := loadSchema(t)
	for name, r := range map[string]load.Result{
		"passing": loaded(t, "", "mixed", "300/s"), "lossy": lossy, "sample": sample(), "empty": empty(),
	} {
		if err := s.Validate(documentOf(t, r)); err != nil {
			t.Errorf("%s: %#v", name, err)
		}
	}
}

func TestAResultIsReadBackAsItWas(t *testing.T) {
	for name, r := range map[string]load.Result{"passing": loaded(t, "", "mixed", "300/s"), "sample": sample()} {
		var back load.Result
		if err := json.Unmarshal([]byte(written(t, WriteJSON, r)), &back); err != nil {
			t.Fatal(err)
		}
		wall(reflect.ValueOf(&r))
		wall(reflect.ValueOf(&back))
		if !reflect.DeepEqual(back, r) {
			t.Errorf("%s: got\n%+v, want\n%+v", name, back, r)
		}
	}
}

// filled has a value in every field: a field that is new in a type of the load
// and missing from the schema fails a test.
func filled() load.Result {
	r := sample()
	r.Thresholds, r.Phases[0].Verified.Listed = r.Thresholds[:1], r.Phases[0].Verified.Listed[:1]
	schematest.Fill(&r)
	return r
}

// wall makes all times those of the wall clock in UTC, which is what a file
// can hold of them.
func wall(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			wall(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			wall(v.Index(i))
		}
	case reflect.Struct:
		if at, ok := v.Interface().(time.Time); ok {
			v.Set(reflect.ValueOf(at.Round(0).UTC()))
			return
		}
		for _, f := range v.Fields() {
			if f.CanSet() {
				wall(f)
			}
		}
	}
}

func TestTheSchemaAllowsNoOtherFieldAnywhere(t *testing.T) {
	schematest.RefusesOtherFields(t, loadSchema(t), documentOf(t, filled()))
}

func TestTheSchemaRefusesABrokenResult(t *testing.T) {
	s := loadSchema(t)
	at := schematest.At
	for name, spoil := range map[string]func(doc map[string]any){
		"another version":      func(doc map[string]any) { doc["version"] = json.Number("2") },
		"no conclusion":        func(doc map[string]any) { delete(doc, "conclusion") },
		"unknown conclusion":   func(doc map[string]any) { doc["conclusion"] = "fine" },
		"no date":              func(doc map[string]any) { doc["started"] = "yesterday" },
		"null for a list":      func(doc map[string]any) { at(doc, "phases")["operations"] = nil },
		"an unnamed operation": func(doc map[string]any) { delete(at(doc, "phases", "operations"), "name") },
		"a negative count":     func(doc map[string]any) { at(doc, "phases")["offered"] = json.Number("-1") },
		"no lag":               func(doc map[string]any) { delete(at(doc, "phases", "generator"), "lag_p99_ns") },
	} {
		doc := documentOf(t, sample())
		spoil(doc)
		if s.Validate(doc) == nil {
			t.Errorf("%s: it was taken as valid", name)
		}
	}
}
