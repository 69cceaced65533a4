// Package schematest tests that a JSON document and its JSON Schema agree.
//
// A test fills every field of a value, writes the value as JSON, and holds the
// document against the schema; a field that is new in the Go type and missing
// from the schema fails it:
//
//	schematest.Fill(&result)
//	doc := schematest.Decode(t, written)
//	schema := schematest.Compile(t, report.SchemaID, map[string][]byte{report.SchemaID: report.Schema()})
//	if err := schema.Validate(doc); err != nil {
//		t.Error(err)
//	}
//	schematest.RefusesOtherFields(t, schema, doc)
package schematest

import (
	"bytes"
	"reflect"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// Compile compiles the schema with an ID. It may refer to the others, which
// are given by their IDs too. Formats such as date-time are checked.
func Compile(t testing.TB, id string, schemas map[string][]byte) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	for name, text := range schemas {
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatalf("the schema %s is not JSON: %v", name, err)
		}
		if err := c.AddResource(name, doc); err != nil {
			t.Fatalf("the schema %s: %v", name, err)
		}
	}
	schema, err := c.Compile(id)
	if err != nil {
		t.Fatalf("compile the schema %s: %v", id, err)
	}
	return schema
}

// Decode decodes a document that is a JSON object. Its numbers are of the type
// json.Number.
func Decode(t testing.TB, data []byte) map[string]any {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatalf("the document is not JSON: %v\n%s", err, data)
	}
	object, ok := doc.(map[string]any)
	if !ok {
		t.Fatalf("the document is not a JSON object but %T", doc)
	}
	return object
}

// At is the object at a path of keys; of a list it takes the first element.
func At(doc map[string]any, path ...string) map[string]any {
	for _, key := range path {
		next := doc[key]
		if l, ok := next.([]any); ok {
			next = l[0]
		}
		doc = next.(map[string]any)
	}
	return doc
}

// RefusesOtherFields fails t unless the schema refuses one more field in each
// object of doc, which must be valid. Of a list it tries the first element.
func RefusesOtherFields(t testing.TB, schema *jsonschema.Schema, doc map[string]any) {
	t.Helper()
	if err := schema.Validate(doc); err != nil {
		t.Errorf("the document is not valid: %v", err)
		return
	}
	var visit func(path string, v any)
	visit = func(path string, v any) {
		switch v := v.(type) {
		case []any:
			for _, e := range v[:min(len(v), 1)] {
				visit(path, e)
			}
		case map[string]any:
			v["surprise"] = true
			if schema.Validate(doc) == nil {
				t.Errorf("the schema takes any field at %q", path)
			}
			delete(v, "surprise")
			for key, e := range v {
				visit(path+"/"+key, e)
			}
		}
	}
	visit("", doc)
}

// Fill sets every exported field that is zero, at any depth below a pointer:
// a nil pointer gets a value, a nil slice gets one element.
func Fill(pointer any) { fill(reflect.ValueOf(pointer)) }

var filledTime = time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)

func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		fill(v.Elem())
	case reflect.Slice:
		if v.IsNil() {
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		}
		for i := range v.Len() {
			fill(v.Index(i))
		}
	case reflect.Struct:
		fillStruct(v)
	default:
		fillScalar(v)
	}
}

func fillStruct(v reflect.Value) {
	if v.Type() == reflect.TypeFor[time.Time]() {
		if v.IsZero() {
			v.Set(reflect.ValueOf(filledTime))
		}
		return
	}
	for _, f := range v.Fields() {
		if f.CanSet() {
			fill(f)
		}
	}
}

func fillScalar(v reflect.Value) {
	if !v.IsZero() {
		return
	}
	switch {
	case v.Kind() == reflect.String:
		v.SetString("eA==") // also where base64 is expected
	case v.Kind() == reflect.Bool:
		v.SetBool(true)
	case v.CanInt():
		v.SetInt(7)
	case v.CanUint():
		v.SetUint(7)
	case v.CanFloat():
		v.SetFloat(7)
	}
}
