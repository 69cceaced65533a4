package report

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"tagcheck/cmd/tagcheck/internal/selfcheck"
)

func shown(t *Terminal, m Matrix) string {
	var out bytes.Buffer
	t.Out = &out
	t.Matrix(m)
	return out.String()
}

func TestTheMatrixOnATerminal(t *testing.T) {
	golden(t, "matrix.txt", []byte(shown(&Terminal{Width: 100}, matrix())))
	golden(t, "matrix-quiet.txt", []byte(shown(&Terminal{Width: 100, Quiet: true}, matrix())))
	golden(t, "matrix-part.txt", []byte(shown(&Terminal{Width: 100}, repeated())))
	golden(t, "matrix-cut.txt", []byte(shown(&Terminal{Width: 100}, cut())))
}

func TestTheLastLineIsTheScore(t *testing.T) {
	const bank = "; bank SHA-256 bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
	for want, m := range map[string]Matrix{
		"1 of 1 fault caught (1 by the requirement that ought to); 0 of 1 variants raise an alarm":                                                                               perfect(),
		"3 of 6 faults caught (2 by the requirement that ought to), 2 equivalent; 2 could not be judged; 2 alarms from 2 variants, 2 equivalent faults and the reference server": matrix(),
		"1 of 2 faults caught (1 by the requirement that ought to)":                                                                                                              repeated(),
		"0 of 6 faults caught (0 by the requirement that ought to), 2 equivalent; interrupted: 10 not judged; 0 of 2 variants raise an alarm":                                    cut(),
	} {
		for _, quiet := range []bool{true, false} {
			if got := lastLine(shown(&Terminal{Quiet: quiet, Width: 40}, m)); got != want+bank {
				t.Errorf("expected %q, came %q", want+bank, got)
			}
		}
	}
}

func TestTheMatrixOnATerminalHasColoursWhereTheyAreWanted(t *testing.T) {
	got := shown(&Terminal{Color: true}, matrix())
	for _, want := range []string{"\x1b[31mSURVIVED: PUT forgets", "\x1b[33mby another only: ", "\x1b[1;31mALARM slow", "\x1b[1;31m3 of 6 faults"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing", want)
		}
	}
	if got := shown(&Terminal{Color: true}, perfect()); !strings.Contains(got, "\x1b[1;32m1 of 1 fault") {
		t.Errorf("all is well, and it is not green: %q", got)
	}
}

func TestTheMatrixInMarkdown(t *testing.T) {
	var out bytes.Buffer
	if err := MatrixMarkdown(&out, matrix()); err != nil {
		t.Fatal(err)
	}
	golden(t, "matrix.md", out.Bytes())
	out.Reset()
	if err := MatrixMarkdown(&out, perfect()); err != nil || !strings.Contains(out.String(), "\n## Requirements that caught no fault\n\n- access.add.401\n") {
		t.Errorf("%v: %s", err, out.String())
	}
}

func TestTheMatrixIsOnePageThatNeedsNothingElse(t *testing.T) {
	var out bytes.Buffer
	if err := MatrixHTML(&out, matrix()); err != nil {
		t.Fatal(err)
	}
	page := out.String()
	for _, want := range []string{
		`<tr id="fault-add-says-200">`, "PUT answers &lt;b&gt;200&lt;/b&gt;", // text is text
		"<span class=\"hit\" title=\"add.answers-204\nadd.repeat.answers-204\">✓ 2</span>", `<span class="also" title="wire.date">1</span>`,
		`<span class="other" title="remove.deletes">≈ 1</span>`, `<span class="miss" title="survived: add.stores ought to catch it">✗</span>`,
		`<span class="miss" title="wire.date">! 1</span>`, `title="1 survived"`, `<span class="tag miss">! 2</span> <a href="#variants">false alarms</a>`, `<th class="area">isolation</th>`, "<small>2 of 5 caught</small>",
		"the clock is not seen", "It shows in one of 20 requests, by chance.", `\x1b[2Jimage 1`, `<a class="id" href="#fault-seldom">`,
		strings.Repeat("b", 64), strings.Repeat("c", 64), "1.2.0 0123abc", `<div class="share">50 %</div>`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is missing", want)
		}
	}
	for _, other := range []string{">0</span>", "http://", "https://", " src=", "@import", "url(", "<script", "<link", "\x1b", "caught no fault"} {
		if strings.Contains(page, other) {
			t.Errorf("the page has %q", other)
		}
	}
	out.Reset()
	if err := MatrixHTML(&out, perfect()); err != nil || !strings.Contains(out.String(), `<li id="req-access.add.401">`) {
		t.Errorf("the requirements that caught nothing are missing: %v", err)
	}
}

func compiledMatrix(t *testing.T) *jsonschema.Schema {
	t.Helper()
	return compile(t, MatrixSchemaID, MatrixSchema())
}

func decodedMatrix(t *testing.T, m Matrix) map[string]any {
	t.Helper()
	var out bytes.Buffer
	if err := MatrixJSON(&out, m); err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(&out)
	if err != nil {
		t.Fatal(err)
	}
	return doc.(map[string]any)
}

func TestEveryMatrixIsValidByItsSchema(t *testing.T) {
	s := compiledMatrix(t)
	for name, m := range map[string]Matrix{"everything": matrix(), "perfect": perfect(), "a part": repeated(), "cut": cut(), "empty": matrixOf(selfcheck.Bank{})} {
		if err := s.Validate(decodedMatrix(t, m)); err != nil {
			t.Errorf("%s: %#v", name, err)
		}
	}
}

func TestTheSchemaRefusesABrokenMatrix(t *testing.T) {
	s := compiledMatrix(t)
	for name, spoil := range map[string]func(doc map[string]any){
		"another version":   func(doc map[string]any) { doc["version"] = json.Number("2") },
		"an unknown field":  func(doc map[string]any) { at(doc, "faults")["surprise"] = true },
		"unknown outcome":   func(doc map[string]any) { at(doc, "faults")["outcome"] = "fine" },
		"no bank":           func(doc map[string]any) { delete(doc, "bank") },
		"null for a list":   func(doc map[string]any) { at(doc, "variants")["alarms"] = nil },
		"more than all":     func(doc map[string]any) { doc["score"] = json.Number("1.01") },
		"a count is absent": func(doc map[string]any) { delete(at(doc, "totals", "outcomes"), "survived") },
	} {
		doc := decodedMatrix(t, matrix())
		spoil(doc)
		if s.Validate(doc) == nil {
			t.Errorf("%s: it was taken as valid", name)
		}
	}
}

func TestTheMatrixForPrograms(t *testing.T) {
	doc := decodedMatrix(t, matrix())
	fault := at(doc, "faults")
	caught := at(fault, "caught_by")
	if fault["name"] != "add-says-200" || fault["outcome"] != "intended" || caught["requirement"] != "add.answers-204" || caught["reason"] != "expected 204; came 200" {
		t.Errorf("came %v", fault)
	}
	if doc["score"].(json.Number) != "0.5" || at(doc, "totals")["caught"].(json.Number) != "3" || doc["duration_ms"].(json.Number) != "70000" {
		t.Errorf("came %v, %v, %v", doc["score"], doc["totals"], doc["duration_ms"])
	}
	slow := doc["variants"].([]any)[1].(map[string]any)
	if at(slow, "alarms")["requirement"] != "add.stores" || slow["problems"].([]any)[0] != "\x1b[2Jimage 1" {
		t.Errorf("came %v", slow)
	}
}

func TestTheMatrixAsFiles(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	paths, err := matrix().WriteDir(t.Context(), dir)
	if err != nil || len(paths) != 3 {
		t.Fatalf("%v, %v", paths, err)
	}
	for _, name := range []string{"selfcheck.json", "selfcheck.md", "selfcheck.html"} {
		if data, err := os.ReadFile(filepath.Join(dir, name)); err != nil || len(data) == 0 {
			t.Errorf("%s: %d bytes, %v", name, len(data), err)
		}
	}
}

func TestARecordIsKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "record.json")
	if err := WriteRecord(path, perfect().Record()); err != nil {
		t.Fatal(err)
	}
	var got selfcheck.Record
	data, err := os.ReadFile(path)
	if err != nil || json.Unmarshal(data, &got) != nil || got != perfect().Record() || got.Caught != 1 {
		t.Errorf("%v: %s", err, data)
	}
}
