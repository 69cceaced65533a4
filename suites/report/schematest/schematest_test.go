package schematest_test

import (
	"reflect"
	"testing"
	"time"

	"tagcheck/suites/report/schematest"
)

type inner struct {
	Number float64
	hidden string
}

type outer struct {
	Name    string
	Known   string
	Flag    bool
	Size    int
	Octets  []byte
	At      time.Time
	Inner   *inner
	Inners  []inner
	Counts  []int
	NotNil  []inner
	Nothing any
}

func TestFillSetsWhatIsZeroAndNothingElse(t *testing.T) {
	at := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	got := outer{Known: "known", NotNil: []inner{}}
	schematest.Fill(&got)
	want := outer{
		Name: "eA==", Known: "known", Flag: true, Size: 7, Octets: []byte{7}, At: at, Inner: &inner{Number: 7},
		Inners: []inner{{Number: 7}}, Counts: []int{7}, NotNil: []inner{},
	}
	if !reflect.DeepEqual(got, want) || got.Inner.hidden != "" {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// recording is a test that counts how often it is failed.
type recording struct {
	testing.TB
	failed int
}

func (r *recording) Helper()               {}
func (r *recording) Errorf(string, ...any) { r.failed++ }

func TestASchemaThatTakesAnyFieldIsNoticed(t *testing.T) {
	closed := []byte(`{"type": "object", "required": ["list"], "additionalProperties": false,
		"properties": {"list": {"items": {"type": "object", "additionalProperties": false}}}}`)
	loose := []byte(`{"type": "object", "required": ["list"], "additionalProperties": false,
		"properties": {"list": {"items": {"type": "object"}}}}`)
	for name, test := range map[string]struct {
		schema []byte
		doc    string
		failed int
	}{
		"closed":              {closed, `{"list": [{}]}`, 0},
		"open":                {loose, `{"list": [{}]}`, 1},
		"an invalid document": {closed, `{}`, 1},
	} {
		const id = "https://example.com/schema"
		schema := schematest.Compile(t, id, map[string][]byte{id: test.schema})
		r := &recording{TB: t}
		schematest.RefusesOtherFields(r, schema, schematest.Decode(t, []byte(test.doc)))
		if r.failed != test.failed {
			t.Errorf("%s: failed %d times, want %d", name, r.failed, test.failed)
		}
	}
}

func TestAtTakesTheFirstOfAList(t *testing.T) {
	doc := schematest.Decode(t, []byte(`{"a": [{"b": {"c": 1}}, {"b": {}}]}`))
	if got := schematest.At(doc, "a", "b"); len(got) != 1 {
		t.Errorf("got %v", got)
	}
}
