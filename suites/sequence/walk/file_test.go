package walk

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"tagcheck/fixtures/imageapi"
)

func sample(ops []Op) File {
	return File{
		Check: "images have the tags", Requirements: []string{"sequence.state"}, Seed: 7, Runs: 3, Failed: 3, Step: 2,
		Expected: "204", Got: "500",
		Images: map[string]string{"A": "owner", "B": "owner", "S": "stranger"}, Ops: ops,
	}
}

func saved(t *testing.T, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "sequence-x.json")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// Every generated walk survives a round trip through a file.
func TestFileRoundTrip(t *testing.T) {
	p := pool(append(ASCIIFamilies(), append(NonASCIIFamilies(), LongFamilies("a", "\u00e9", "\U0001f600")...)...)...)
	p.NonASCII, p.OtherUsers = true, []string{UnknownUser, "stranger"}
	f := pool(FuzzFamilies()...)
	generated := append(p.Generate(1, 1500), f.Fuzz(1, 1500)...)
	loaded, err := Load(saved(t, sample(generated).Encode()))
	if err != nil {
		t.Fatal(err)
	}
	for n := range generated {
		if !reflect.DeepEqual(generated[n], loaded.Ops[n]) {
			t.Fatalf("step %d: %+v became %+v", n+1, generated[n], loaded.Ops[n])
		}
	}
	if loaded.Name != "sequence-x.json" || loaded.Seed != 7 || loaded.Failed != 3 ||
		!slices.Equal(loaded.Users(), []string{"owner", "stranger"}) ||
		!loaded.Authenticates() {
		t.Errorf("%s, seed %d, failed %d, users %v", loaded.Name, loaded.Seed, loaded.Failed, loaded.Users())
	}
}

// The file is readable: one step per line, with readable tags.
func TestFileIsReadable(t *testing.T) {
	long := strings.Repeat("\u00e9", 256)
	text := string(sample([]Op{
		{
			Do:    Add,
			Image: "A",
			Tag:   "<blue>",
		},
		{Do: Add, Image: "A", Tag: long},
		{Do: Add, Image: "A", Tag: long + "x"},
		{
			Do: Add, Image: "A", Tag: long + "y",
		},
		{Do: Remove, Image: "A", Tag: "a\tb"},
		{
			Do: Send, Image: "A", Method: "POST", Tag: "\U0001f601",
			Fields: []imageapi.Field{{Name: "Range", Value: "bytes=0-0"}},
		},
	}).Encode())
	for _, part := range []string{
		`    {"do":"add","image":"A","tag":"<blue>"},` + "\n", `"tag":"256 times U+00E9"}`, `"tag":"a tab within"}`,
		`(2)"`,
		`    {"do":"send","image":"A","method":"POST","tag":"U+1F601",` +
			`"fields":[{"name":"Range","value":"bytes=0-0"}]}` + "\n  ]\n}\n",
	} {
		if !strings.Contains(text, part) {
			t.Errorf("%s is not in\n%s", part, text)
		}
	}
}

func TestLoadNamesTheInvalidField(t *testing.T) {
	good := string(
		sample(
			[]Op{
				{Do: Add, Image: "A", Tag: "a b", Spelled: "a%20b"},
				{Do: Send, Image: "A", Method: "POST", Tag: "a b"},
			},
		).Encode(),
	)
	if _, err := decode([]byte(good)); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ from, to, want string }{
		{"{\n", "", "line 1: "},
		{`"seed": 7`, `"seed": "x"`, "line 7: seed: "},
		{`"step": 2,`, `"step": 2`, "line 11: "},
		{"  ]\n}\n", "", "unexpected end"},
		{"  ]\n}\n", "  ]\n}\n{}\n", "unexpected data"},
		{"sequence 1", "sequence 2", "format: "},
		{
			`"sequence.state"`, `"sequence.stat"`,
			`requirements: unknown requirement ID "sequence.stat" (did you mean sequence.state?)`,
		},
		{`"failed": 3`, `"failed": 4`, "failed: 4 of 3"},
		{`"A": "owner"`, `"A": "nobody"`, "images: A: "},
		{`"seed": 7`, `"sead": 7`, `unknown field "sead"`},
		{`"do":"add"`, `"do":"put"`, "step 1: do: "},
		{`"image":"A","tag"`, `"image":"C","tag"`, `step 1: image: unknown image "C"`},
		{`"tag":"a b","spelled"`, `"tag":"c","spelled"`, `step 1: tag: unknown tag "c"`},
		{`"a%20b"`, `"a%20c"`, "step 1: spelled: "},
		{`"a%20b"`, `"a%20b\r\nX: y"`, "step 1: spelled: "},
		{`"method":"POST"`, `"method":"PO ST"`, "step 2: method: "},
		{`"method":"POST",`, "", "step 2: method: "},
		{`"method":"POST"`, `"method":"POST","by":"me"`, "step 2: by: "},
		{`"method":"POST"`, `"method":"POST","query":"x=1"`, "step 2: query: "},
		{`"method":"POST"`, `"method":"POST","fields":[{"name":"a b","value":"c"}]`, "step 2: fields: "},
		{`"method":"POST"`, `"method":"POST","color":"red"`, `step 2: unknown field "color"`},
		{`"A": "owner"`, "\"A\": \"\xff\"", "not valid UTF-8"},
	} {
		if !strings.Contains(good, tt.from) {
			t.Fatalf("%q is not in\n%s", tt.from, good)
		}
		path := saved(t, []byte(strings.Replace(good, tt.from, tt.to, 1)))
		_, err := Load(path)
		if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s instead of %s: %v", tt.to, tt.from, err)
		}
	}
	if _, err := Load(filepath.Join(t.TempDir(), "none.json")); err == nil {
		t.Error("a missing file is loaded")
	}
}
