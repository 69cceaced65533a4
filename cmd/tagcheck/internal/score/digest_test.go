package score

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"tagcheck/fixtures"
	"tagcheck/reference"
	"tagcheck/suites"
)

// copied is a tree in memory, so that a test can change it.
func copied(t *testing.T, source fs.FS) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	err := fs.WalkDir(source, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(source, name)
		files[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// replaced is a tree with one text of one file replaced, which must be there.
func replaced(t *testing.T, source fs.FS, name, from, to string) fstest.MapFS {
	t.Helper()
	files := copied(t, source)
	file := files[name]
	if file == nil || !strings.Contains(string(file.Data), from) {
		t.Fatalf("%s does not hold %q", name, from)
	}
	file.Data = []byte(strings.Replace(string(file.Data), from, to, 1))
	return files
}

// changed is a tree in which the first file of a folder with an extension that
// holds a text, and is not a test, has that text replaced.
func changed(t *testing.T, source fs.FS, dir, extension, from, to string) fstest.MapFS {
	t.Helper()
	files := copied(t, source)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		counts := strings.HasPrefix(name, dir+"/") && path.Ext(name) == extension && !strings.HasSuffix(name, "_test.go")
		if counts && strings.Contains(string(files[name].Data), from) {
			return replaced(t, source, name, from, to)
		}
	}
	t.Fatalf("no file %s/*%s holds %q", dir, extension, from)
	return nil
}

// The defect that the digest of the code is there for: a check of add.stores
// that expects nothing passes everything.
func TestACheckWithoutItsExpectationChangesTheDigest(t *testing.T) {
	hollow := changed(t, suites.Source, "add", ".go", "Expect(", "_ = (")
	if digest(module, tree{suites.Source, nil}) == digest(module, tree{hollow, nil}) {
		t.Error("an Expect of the area add is gone, and the digest is the same")
	}
	comment := changed(t, suites.Source, "add", ".go", "\n// ", "\n// Corrected: ")
	if digest(module, tree{suites.Source, nil}) != digest(module, tree{comment, nil}) {
		t.Error("a comment of the area add changed, and the digest differs")
	}
}

const goFile = `package p

//go:embed a.txt
var a string

// F says.
func F(x int) (int, error) {
	if x > 0 { // why
		return g(x, "text"), nil
	}
	return 0, nil
}
`

func TestWhatChangesTheDigest(t *testing.T) {
	base := fstest.MapFS{
		"p/p.go": {Data: []byte(goFile)}, "p/a.yaml": {Data: []byte("a: 1 # why\n")},
		"p/p_test.go": {Data: []byte("package p\n")}, "p/README.md": {Data: []byte("text")},
		"p/testdata/x.go": {Data: []byte("package x\n")}, "left/out.go": {Data: []byte("package out\n")},
		"staticcheck.conf": {Data: []byte("checks")},
	}
	without := []string{"left"}
	want := digest(module, tree{base, without})
	edit := func(name, from, to string) func() fs.FS {
		return func() fs.FS { return replaced(t, base, name, from, to) }
	}
	add := func(name, text string) func() fs.FS {
		return func() fs.FS {
			files := copied(t, base)
			files[name] = &fstest.MapFile{Data: []byte(text)}
			return files
		}
	}
	for name, test := range map[string]struct {
		change func() fs.FS
		same   bool
	}{
		"nothing":                      {func() fs.FS { return base }, true},
		"a comment":                    {edit("p/p.go", "// F says.", "/* F says\nmore. */"), true},
		"a comment that is gone":       {edit("p/p.go", " // why", ""), true},
		"white space":                  {edit("p/p.go", "\treturn 0, nil", "\n\n    return 0,nil"), true},
		"a line break":                 {edit("p/p.go", `g(x, "text")`, "g(\n\t\tx,\n\t\t\"text\",\n\t)"), true},
		"a block on one line":          {edit("p/p.go", ", nil\n\t}", ", nil }"), true},
		"a written semicolon":          {edit("p/p.go", "return 0, nil\n", "return 0, nil;\n"), true},
		"a parameter list of lines":    {edit("p/p.go", "F(x int)", "F(\n\tx int,\n)"), true},
		"a test":                       {edit("p/p_test.go", "p", "q"), true},
		"a document":                   {edit("p/README.md", "text", "more"), true},
		"test data":                    {edit("p/testdata/x.go", "x", "y"), true},
		"a new file of test data":      {add("testdata/y", "y"), true},
		"a folder that is left out":    {edit("left/out.go", "out", "in"), true},
		"the configuration of linters": {edit("staticcheck.conf", "checks", "all"), true},
		"a literal":                    {edit("p/p.go", `"text"`, `"test"`), false},
		"a name":                       {edit("p/p.go", "g(x", "h(x"), false},
		"an operator":                  {edit("p/p.go", "x > 0", "x >= 0"), false},
		"an argument that is gone":     {edit("p/p.go", `x, "text"`, `x`), false},
		"a statement that is gone":     {edit("p/p.go", "\treturn 0, nil\n", ""), false},
		"a statement in a comment":     {edit("p/p.go", "\treturn 0, nil\n", "\t// return 0, nil\n"), false},
		"a directive":                  {edit("p/p.go", "//go:embed a.txt", "//go:embed b.txt"), false},
		"a directive that is gone":     {edit("p/p.go", "//go:embed", "// go:embed"), false},
		"data":                         {edit("p/a.yaml", "1", "2"), false},
		"a new file":                   {add("p/q.go", "package p\n"), false},
		"a new folder":                 {add("q/q.go", "package q\n"), false},
		"tokens that are joined":       {edit("p/p.go", "x int", "xint"), false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := digest(module, tree{test.change(), without}); (got == want) != test.same {
				t.Errorf("the digest is the same: %t, want %t", got == want, test.same)
			}
		})
	}
	if digest(module, tree{base, nil}) == want {
		t.Error("a folder that is not left out does not count")
	}
	if digest(module, tree{base, without}, tree{base, without}) == want {
		t.Error("a second tree does not count")
	}
}

// The digests cover what they say: they change with a file of each tree.
func TestTheDigestsCoverTheirTrees(t *testing.T) {
	if Bank() != digest(module, tree{reference.Source, nil}) || Bank() == Code() {
		t.Error("the digest of the bank is not that of its source")
	}
	code := func(s, f fs.FS) string {
		return digest(module, tree{s, []string{"report"}}, tree{f, []string{"openstack"}})
	}
	if Code() != code(suites.Source, fixtures.Source) {
		t.Error("the digest of the code is not that of the checks and the fixtures")
	}
	profile := changed(t, suites.Source, "verdict", ".yaml", "name", "# name")
	writer := changed(t, suites.Source, "report", ".go", "func ", "func x")
	client := changed(t, fixtures.Source, "imageapi", ".go", "func ", "func x")
	script := changed(t, fixtures.Source, "openstack", ".sh", "set", "sat")
	for name, test := range map[string]struct {
		digest string
		same   bool
	}{
		"a profile":       {code(profile, fixtures.Source), false},
		"a report writer": {code(writer, fixtures.Source), true},
		"the client":      {code(suites.Source, client), false},
		"a script":        {code(suites.Source, script), true},
	} {
		if (test.digest == Code()) != test.same {
			t.Errorf("%s: the digest is the same: %t, want %t", name, test.digest == Code(), test.same)
		}
	}
}

// Whoever publishes tagcheck under another path has the same checks.
func TestThePathOfTheModuleDoesNotChangeTheDigest(t *testing.T) {
	const file = `package p

import "%s/x"
import (
	"fmt"
	. "%[1]s/y"

	z "%[1]s/z"
)

const agent = "tagcheck/1"
`
	of := func(module, text string) string {
		return digest(module, tree{fstest.MapFS{"p.go": {Data: []byte(text)}}, nil})
	}
	here := of("tagcheck", fmt.Sprintf(file, "tagcheck"))
	if there := of("example.com/t", fmt.Sprintf(file, "example.com/t")); there != here {
		t.Error("the digest differs by the path of the module")
	}
	for name, text := range map[string]string{
		"an import":     strings.Replace(file, `"%s/x"`, `"%s/w"`, 1),
		"a dot import":  strings.Replace(file, "/y", "/w", 1),
		"a name":        strings.Replace(file, "z ", "w ", 1),
		"a plain text":  strings.Replace(file, `"tagcheck/1"`, `"./1"`, 1),
		"another group": strings.Replace(file, "%[1]s/z", "other/z", 1),
	} {
		if of("tagcheck", fmt.Sprintf(text, "tagcheck")) == here {
			t.Errorf("%s does not change the digest", name)
		}
	}
	if !strings.HasSuffix(reflect.TypeFor[tree]().PkgPath(), "/cmd/tagcheck/internal/score") || module == "" {
		t.Errorf("the path of this module is %q", module)
	}
}

func BenchmarkDigests(b *testing.B) {
	for b.Loop() {
		digest(module, tree{reference.Source, nil})
		digest(module, tree{suites.Source, []string{"report"}}, tree{fixtures.Source, []string{"openstack"}})
	}
}
