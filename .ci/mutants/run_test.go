package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The functions max and loop are tested completely, twice is not tested.
const (
	source = `package p

func max(a, b int) int {
	if a > b {
		return a
	}
	return b
}

func loop(n int) (sum int) {
	for n > 0 {
		n--
		sum++
	}
	return sum
}
`
	untested = `package p

func twice(n int) int { return n + n }
`
	tests = `package p

import "testing"

func TestAll(t *testing.T) {
	if max(1, 2) != 2 || max(3, 2) != 3 || loop(3) != 3 {
		t.Fail()
	}
}
`
	// max(a, a) is a, whichever is returned.
	equivalents = "p/p.go | max | boundary: a > b -> a >= b | for equal numbers both are right\n"
)

// newModule writes a module with the package p, a list and equivalents.
func newModule(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	all := map[string]string{
		"go.mod": "module m\n\ngo 1.26\n", "p/p.go": source, "p/p_test.go": tests,
		"packages.txt": "# list\n./p\n", "equivalent.txt": equivalents,
	}
	for name, content := range files {
		all[name] = content
	}
	for name, content := range all {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// mutants runs the program in a module.
func mutants(t *testing.T, root string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	var out, errs bytes.Buffer
	all := []string{"-root", root, "-list", "packages.txt", "-equivalent", "equivalent.txt", "-workers", "2"}
	code = run(ctx, append(all, args...), &out, &errs)
	return code, out.String(), errs.String()
}

func TestAllMutantsAreKilled(t *testing.T) {
	root := newModule(t, nil)
	code, stdout, stderr := mutants(t, root, "-sample", "0", "-timeout", "2s", "-goal", "100")
	last := stdout[strings.LastIndex(strings.TrimSpace(stdout), "\n")+1:]
	if code != exitReached || !strings.HasPrefix(last, "mutants: 100.0 % killed (") ||
		!strings.Contains(last, ", 0 survived, 1 equivalent, ") || !strings.HasSuffix(last, "(all)\n") {
		t.Errorf("exit code %d\n%s%s", code, stdout, stderr)
	}
	// Without n--, or with n++, the loop does not end.
	if strings.Contains(stdout, " 0 of them by the time limit") {
		t.Errorf("no mutant exceeded the time limit:\n%s", stdout)
	}
	for name, content := range map[string]string{"p/p.go": source, "p/p_test.go": tests} {
		if now, err := os.ReadFile(filepath.Join(root, name)); err != nil || string(now) != content {
			t.Errorf("%s was changed: %v\n%s", name, err, now)
		}
	}
}

func TestSurvivorsArePrinted(t *testing.T) {
	root := newModule(t, map[string]string{"p/untested.go": untested})
	code, stdout, stderr := mutants(t, root, "-sample", "0", "./p untested.go")
	for _, want := range []string{
		"p/untested.go:3: survived: twice | arithmetic: n + n -> n - n\n" +
			"\t-func twice(n int) int { return n + n }\n\t+func twice(n int) int { return n - n }\n",
		"survived: twice | return: n + n -> zero int\n",
		"survivors by kind: 1 arithmetic, 1 return\n",
		"mutants: 0.0 % killed (0 of 2; goal 95 %), 2 survived, 0 equivalent, 0 do not compile (all)\n",
	} {
		if code != exitBelowGoal || !strings.Contains(stdout, want) {
			t.Errorf("exit code %d: %q is missing in\n%s%s", code, want, stdout, stderr)
		}
	}
}

func TestOnlySelectedTestsRun(t *testing.T) {
	root := newModule(t, map[string]string{
		"p/untested.go": untested,
		"p/other_test.go": "package p\n\nimport \"testing\"\n\nfunc TestTwice(t *testing.T) {\n" +
			"\tif twice(3) != 6 {\n\t\tt.Fail()\n\t}\n}\n",
	})
	if code, stdout, _ := mutants(t, root, "-sample", "0", "./p untested.go"); code != exitReached {
		t.Errorf("with the test: exit code %d\n%s", code, stdout)
	}
	if code, stdout, _ := mutants(t, root, "-sample", "0", "./p untested.go run=TestAll"); code != exitBelowGoal {
		t.Errorf("without the test: exit code %d\n%s", code, stdout)
	}
}

func TestErrors(t *testing.T) {
	for name, test := range map[string]struct {
		files map[string]string
		args  []string
		want  string
	}{
		"failing tests": {
			map[string]string{"p/fail_test.go": "package p\n\nimport \"testing\"\n\nfunc TestF(t *testing.T) { t.Fail() }\n"},
			nil, "the tests of ./p fail before any change",
		},
		"no tests":        {map[string]string{"q/q.go": "package q\n\nconst c = 1\n"}, []string{"./q"}, "./q has no tests"},
		"unknown package": {nil, []string{"./none"}, "go list ./none"},
		"unknown file":    {nil, []string{"./p none.go"}, `./p has no file "none.go"`},
		"empty list":      {map[string]string{"packages.txt": "# none\n"}, nil, "lists no package"},
		"nothing to change": {
			map[string]string{"q/q.go": "package q\n"}, []string{"./q"}, "./q has nothing to change",
		},
		"stale equivalent": {
			map[string]string{"equivalent.txt": "p/p.go | max | bool: true -> false | none\n"}, nil,
			"equivalent.txt:1: p/p.go has no such mutant in max: bool: true -> false",
		},
		"equivalent without a reason": {
			map[string]string{"equivalent.txt": "p/p.go | max | negate: a > b -> a <= b |\n"}, nil,
			"equivalent.txt:1: want FILE",
		},
		"equivalent that is killed": {
			map[string]string{"equivalent.txt": "p/p.go | max | negate: a > b -> a <= b | a lie\n"},
			[]string{"-sample", "0", "-timeout", "2s"},
			"equivalent.txt:1: a test notices this mutant: it is not equivalent: negate: a > b -> a <= b",
		},
		"negative sample": {nil, []string{"-sample", "-1"}, "-sample and -timeout must not be negative"},
		"unknown flag":    {nil, []string{"-nothing"}, "flag provided but not defined: -nothing"},
	} {
		t.Run(name, func(t *testing.T) {
			code, stdout, stderr := mutants(t, newModule(t, test.files), test.args...)
			if code != exitUsage || !strings.Contains(stderr, test.want) {
				t.Errorf("exit code %d, want %q in\n%s%s", code, test.want, stdout, stderr)
			}
		})
	}
}

func TestInterrupt(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out, errs bytes.Buffer
	root := newModule(t, nil)
	args := []string{"-root", root, "-list", "packages.txt", "-equivalent", "equivalent.txt"}
	if code := run(ctx, args, &out, &errs); code != exitInterrupted || out.Len() > 0 {
		t.Errorf("exit code %d: %s%s", code, out.String(), errs.String())
	}
}

// Nothing tested is not a goal reached.
func TestNoMutantsIsNoSuccess(t *testing.T) {
	r := report{packages: []figures{{notBuilt: 3, equivalent: 2}}}
	if r.reached(0) {
		t.Error("a run without counted mutants has reached the goal")
	}
	r = report{packages: []figures{{killed: 18, timedOut: 1, survived: 1}}}
	if !r.reached(95) || r.reached(95.1) {
		t.Errorf("19 of 20 are %v %%", r.total().share())
	}
}

func TestLastLines(t *testing.T) {
	for output, want := range map[string]string{"": "", "a\n": "a\n", "a\nb\nc\n": "b\nc\n"} {
		if got := lastLines([]byte(output), 2); string(got) != want {
			t.Errorf("of %q: got %q, want %q", output, got, want)
		}
	}
}
