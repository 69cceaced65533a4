package loadreport

import (
	"bytes"
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
)

// compiled is the last of the schemas; it may refer to those before it.
func compiled(t *testing.T, ids map[string][]byte, id string) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	for name, text := range ids {
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if err := c.AddResource(name, doc); err != nil {
			t.Fatal(err)
		}
	}
	s, err := c.Compile(id)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func loadSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	return compiled(t, map[string][]byte{load.Schema: Schema()}, load.Schema)
}

func documentOf(t *testing.T, r load.Result) map[string]any {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewBufferString(rendered(t, func(out *bytes.Buffer) error { return JSON(out, r) })))
	if err != nil {
		t.Fatal(err)
	}
	return doc.(map[string]any)
}

// loaded is what came of a short load of a server from the bank of faults; of
// the reference server if it has no name.
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
		Root: root, Timeout: 5 * time.Second, Users: map[target.Role]target.TokenSource{target.Owner: target.StaticToken(reference.DemoOwnerToken)},
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
		Phases: []load.Phase{{Name: "steady", Plan: p, Arrivals: arrivals, Duration: 200 * time.Millisecond}}, Workers: 8, Seed: 1,
		SLOs: []slo.Threshold{threshold}, Version: "test", Commit: "abc",
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestEveryResultIsValidByTheSchema(t *testing.T) {
	lossy := loaded(t, "race-lost-additions", "hot", "max")
	if lossy.Lost() == 0 {
		t.Error("nothing is lost, so that no loss is looked at")
	}
	s := loadSchema(t)
	for name, r := range map[string]load.Result{
		"passing": loaded(t, "", "mixed", "300/s"), "lossy": lossy, "sample": sample(), "empty": empty(), "filled": filled(),
	} {
		if err := s.Validate(documentOf(t, r)); err != nil {
			t.Errorf("%s: %#v", name, err)
		}
	}
}

func TestAResultIsReadBackAsItWas(t *testing.T) {
	for name, r := range map[string]load.Result{"passing": loaded(t, "", "mixed", "300/s"), "sample": sample()} {
		var back load.Result
		if err := json.Unmarshal([]byte(rendered(t, func(out *bytes.Buffer) error { return JSON(out, r) })), &back); err != nil {
			t.Fatal(err)
		}
		wall(reflect.ValueOf(&r))
		wall(reflect.ValueOf(&back))
		if !reflect.DeepEqual(back, r) {
			t.Errorf("%s: came\n%+v, not\n%+v", name, back, r)
		}
	}
}

// filled has a value in every field, so that one which is new in a type of the
// load shows here if the schema lacks it.
func filled() load.Result {
	r := sample()
	r.Thresholds, r.Phases[0].Verified.Listed = r.Thresholds[:1], r.Phases[0].Verified.Listed[:1]
	filling(reflect.ValueOf(&r))
	return r
}

func filling(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		filling(v.Elem())
	case reflect.Slice:
		for i := range v.Len() {
			filling(v.Index(i))
		}
	case reflect.Struct:
		for _, f := range v.Fields() {
			if f.CanSet() && f.Type() != reflect.TypeFor[time.Time]() {
				filling(f)
			}
		}
	}
	if !v.IsZero() || !v.CanSet() {
		return
	}
	switch {
	case v.Kind() == reflect.String:
		v.SetString("eA==")
	case v.Kind() == reflect.Bool:
		v.SetBool(true)
	case v.CanInt():
		v.SetInt(1)
	case v.CanUint():
		v.SetUint(1)
	case v.CanFloat():
		v.SetFloat(1)
	}
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
	s := loadSchema(t)
	doc := documentOf(t, filled())
	var visit func(path string, v any)
	visit = func(path string, v any) {
		switch v := v.(type) {
		case []any:
			for _, e := range v[:min(len(v), 1)] {
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

func TestTheSchemaRefusesABrokenResult(t *testing.T) {
	s := loadSchema(t)
	phase := func(doc map[string]any) map[string]any { return doc["phases"].([]any)[0].(map[string]any) }
	for name, spoil := range map[string]func(doc map[string]any){
		"another version":      func(doc map[string]any) { doc["version"] = json.Number("2") },
		"no conclusion":        func(doc map[string]any) { delete(doc, "conclusion") },
		"unknown conclusion":   func(doc map[string]any) { doc["conclusion"] = "fine" },
		"no date":              func(doc map[string]any) { doc["started"] = "yesterday" },
		"null for a list":      func(doc map[string]any) { phase(doc)["operations"] = nil },
		"an unnamed operation": func(doc map[string]any) { delete(phase(doc)["operations"].([]any)[0].(map[string]any), "name") },
		"a negative count":     func(doc map[string]any) { phase(doc)["offered"] = json.Number("-1") },
		"no lag":               func(doc map[string]any) { delete(phase(doc)["generator"].(map[string]any), "lag_p99_ns") },
	} {
		doc := documentOf(t, sample())
		spoil(doc)
		if s.Validate(doc) == nil {
			t.Errorf("%s: it was taken as valid", name)
		}
	}
}
