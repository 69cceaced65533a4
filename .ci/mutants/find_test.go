package main

import (
	"go/parser"
	"go/token"
	"os"
	"slices"
	"strings"
	"testing"
)

// changesOf returns "line function | change" for each mutant of a source.
func changesOf(t *testing.T, source string) []string {
	t.Helper()
	found, err := mutantsOf("x.go", []byte(source))
	if err != nil {
		t.Fatal(err)
	}
	var changes []string
	for _, m := range found {
		changes = append(changes, m.function+" | "+m.change())
	}
	return changes
}

func TestMutants(t *testing.T) {
	for name, test := range map[string]struct {
		body string // of: func f(n int, ok bool, s []string) (string, error)
		want []string
	}{
		"comparison": {`if n < 3 {}`, []string{
			"boundary: n < 3 -> n <= 3", "negate: n < 3 -> n >= 3", "number: 3 -> 2", "number: 3 -> 4",
		}},
		"equality": {`if n == n {}`, []string{"negate: n == n -> n != n"}},
		"logical operators": {`if ok && !ok {}`, []string{
			"logical: ok && !ok -> ok || !ok", "negate: !ok -> ok", "negate: ok -> !ok",
		}},
		"condition": {`for ok {}`, []string{"negate: ok -> !ok"}},
		"switch without a tag": {`switch { case ok, n != n: }`, []string{
			"negate: n != n -> n == n", "negate: ok -> !ok",
		}},
		"switch with a tag": {`switch n { case 7: }`, []string{"number: 7 -> 6", "number: 7 -> 8"}},
		"arithmetic": {`n = n + n; n++; n -= n`, []string{
			"arithmetic: n + n -> n - n", "arithmetic: n++ -> n--", "arithmetic: n -= n -> n += n",
			"remove: n = n + n -> nothing", "remove: n++ -> nothing", "remove: n -= n -> nothing",
		}},
		"returned values": {`return s[n], g()`, []string{
			"return: g() -> zero error", "return: s[n] -> zero string",
		}},
		"returned zero values": {`return "", nil`, nil},
		"returned zero struct": {`_ = func() T { return T{} }`, nil},
		"returned struct":      {`_ = func() T { return T{n} }`, []string{"return: T{n} -> zero T"}},
		"returned with a new error": {`return s[n], fmt.Errorf("Text")`, []string{
			`return: fmt.Errorf("Text") -> zero error`,
		}},
		"returned with an error": {`if err != nil { return g(), err } else { return h(), err }`, []string{
			"negate: err != nil -> err == nil", "return: err -> zero error", "return: err -> zero error",
			"return: h() -> zero string",
		}},
		"returned in a case": {`switch { case err != nil: return g(), err; default: return h(), err }`, []string{
			"negate: err != nil -> err == nil", "return: err -> zero error", "return: err -> zero error",
			"return: h() -> zero string",
		}},
		"returned with an error or not": {`if err != nil || n == n { return g(), err }`, []string{
			"logical: err != nil || n == n -> err != nil && n == n", "negate: err != nil -> err == nil",
			"negate: n == n -> n != n", "return: err -> zero error", "return: g() -> zero string",
		}},
		"else if": {`if ok {} else if n == n {}`, []string{"negate: n == n -> n != n", "negate: ok -> !ok"}},
		"conversions": {`_ = strconv.FormatInt(int64(n), 10) + strconv.Itoa(f(8))`, []string{
			"arithmetic: strconv.FormatInt(int64(n), 10) + strconv.Itoa(f(8)) -> " +
				"strconv.FormatInt(int64(n), 10) - strconv.Itoa(f(8))",
			"number: 8 -> 7", "number: 8 -> 9",
		}},
		"returned bool":         {`_ = func() bool { return g() }`, []string{"return: g() -> !(g())"}},
		"returned bool literal": {`_ = func() bool { return true }`, []string{"bool: true -> false"}},
		"statements": {`g(); defer g(); go g(); var c chan int; c <- n`, []string{
			"remove: c <- n -> nothing", "remove: defer g() -> nothing", "remove: g() -> nothing",
			"remove: go g() -> nothing",
		}},
		"branches": {`for { break; continue }; func() { return }()`, []string{
			"remove: break -> nothing", "remove: continue -> nothing", "remove: func() { return }() -> nothing",
			"remove: return -> nothing",
		}},
		"statements that stay": {`x := n; _ = x; panic(x); mu.Lock(); defer mu.Unlock()`, nil},
		"names in strings": {"_ = \"not-verified\"; _ = `a.b`", []string{
			"string: \"not-verified\" -> \"not-verified~\"", "string: `a.b` -> `a.b~`",
		}},
		"texts": {`_ = "The text."; _ = "two words"; _ = ""; _ = "%d"`, nil},
		"numbers": {`_ = 0; _ = 0o600; _ = 1.5`, []string{
			"number: 0 -> 1", "number: 0o600 -> 383", "number: 0o600 -> 385", "number: 1.5 -> (1.5+1)",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			got := changesOf(t, "package x\nfunc f(n int, ok bool, s []string) (string, error) {\n"+test.body+"\n}\n")
			for i := range got {
				got[i], _, _ = strings.Cut(strings.TrimPrefix(got[i], "f | "), " #")
			}
			slices.Sort(got)
			slices.Sort(test.want)
			if !slices.Equal(got, test.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(test.want, "\n"))
			}
		})
	}
}

// Comments, imports, types and tags have no mutants.
func TestNothingToChange(t *testing.T) {
	source := "// a < b\npackage x\n\nimport \"os\"\n\n" +
		"type t struct {\n\tf [3]int `json:\"name\"` // n == 1\n}\n\nfunc (t) m(n int /* true */) {}\n"
	if got := changesOf(t, source); len(got) != 0 {
		t.Errorf("got %q", got)
	}
}

func TestFunctionNamesAndOccurrences(t *testing.T) {
	source := "package x\n\nconst c = 1\n\nfunc (t *T) m() { a(); a() }\n\nfunc f() { a() }\n"
	want := []string{
		"package | number: 1 -> 0", "package | number: 1 -> 2",
		"(*T).m | remove: a() -> nothing", "(*T).m | remove: a() -> nothing #2", "f | remove: a() -> nothing",
	}
	if got := changesOf(t, source); !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

// Each mutant of the source of this program can be parsed, differs from the source, and
// changes no other line.
func TestMutantsAreValid(t *testing.T) {
	for _, file := range []string{"operators.go", "execute.go", "report.go", "find.go"} {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		mutants, err := mutantsOf(file, source)
		if err != nil || len(mutants) == 0 {
			t.Fatalf("%s: %d mutants, %v", file, len(mutants), err)
		}
		lines := strings.Split(string(source), "\n")
		for _, m := range mutants {
			changed := m.apply(source)
			if _, err := parser.ParseFile(token.NewFileSet(), file, changed, 0); err != nil {
				t.Errorf("%s:%d: %s: %v", file, m.line, m.change(), err)
			}
			if after := strings.Split(string(changed), "\n"); after[m.line-1] == lines[m.line-1] ||
				!slices.Equal(after[:m.line-1], lines[:m.line-1]) {
				t.Errorf("%s:%d: %s: the first change is not in this line", file, m.line, m.change())
			}
		}
	}
}

func TestSample(t *testing.T) {
	var all []mutant
	for i := range 100 {
		all = append(all, mutant{file: "x.go", start: i})
	}
	one, again, other := sampleOf(all, "p", 1, 10), sampleOf(all, "p", 1, 10), sampleOf(all, "p", 2, 10)
	if len(one) != 10 || !slices.Equal(one, again) {
		t.Errorf("the same seed draws %v and %v", one, again)
	}
	if slices.Equal(one, other) || slices.Equal(one, sampleOf(all, "q", 1, 10)) {
		t.Error("another seed or another package draws the same mutants")
	}
	if !slices.IsSortedFunc(one, func(a, b mutant) int { return a.start - b.start }) {
		t.Errorf("the sample is not in the order of the source: %v", one)
	}
	for _, n := range []int{0, 100, 101} {
		if got := sampleOf(all, "p", 1, n); !slices.Equal(got, all) {
			t.Errorf("a sample of %d has %d mutants, want all", n, len(got))
		}
	}
}

func TestDiff(t *testing.T) {
	if got := diff([]byte("a\nb\nc\nd"), []byte("a\nx\nd")); got != "\t-b\n\t-c\n\t+x\n" {
		t.Errorf("got %q", got)
	}
}
