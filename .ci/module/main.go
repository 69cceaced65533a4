// Command module changes the module path of tagcheck, for whoever publishes it under
// another one:
//
//	go run ./.ci/module github.com/you/tagcheck
//
// It rewrites the module path in go.mod and in the modules of .ci, all imports, and the
// import paths in examples and configuration files. Names of the program, such as the
// User-Agent "tagcheck/1.0", stay.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("module", flag.ContinueOnError)
	flags.SetOutput(stderr)
	root := flags.String("root", ".", "`directory` of the module")
	flags.Usage = func() {
		fmt.Fprint(stderr, "Usage: module [-root DIRECTORY] MODULE\n\nMODULE is a path such as github.com/you/tagcheck.\n")
	}
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return 2
	case flags.NArg() != 1:
		flags.Usage()
		return 2
	}
	changed, err := rename(*root, flags.Arg(0))
	if err != nil {
		fmt.Fprintf(stderr, "module: %v\n", err)
		return 2
	}
	fmt.Fprintf(stdout, "module %s: %d files changed. Run 'make score', because the recorded score covers the source, "+
		"then 'make lint test'.\n", flags.Arg(0), changed)
	return 0
}

// modulePath matches a path that the go command can fetch: its first part has a dot.
var modulePath = regexp.MustCompile(`^[a-z0-9-]+(\.[a-z0-9-]+)+(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+$`)

// moduleLine is the line of go.mod with the module path.
var moduleLine = regexp.MustCompile(`(?m)^module\s+(\S+)\s*$`)

// rename changes the module path of the tree and returns the number of changed files. It
// changes nothing if there is an error in the arguments.
func rename(root, module string) (int, error) {
	if !modulePath.MatchString(module) {
		return 0, fmt.Errorf("%q cannot be published as a module; want a path such as github.com/you/tagcheck", module)
	}
	goMod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		return 0, err
	}
	line := moduleLine.FindSubmatch(goMod)
	if line == nil {
		return 0, fmt.Errorf("%s has no module line", filepath.Join(root, "go.mod"))
	}
	r, err := newRewriter(root, string(line[1]), module)
	if err != nil {
		return 0, err
	}
	err = filepath.WalkDir(root, r.visit)
	return r.changed, err
}

// rewriter replaces the module path in files.
type rewriter struct {
	module  []byte         // the new path
	imports *regexp.Regexp // a quoted import path of the module
	inMod   *regexp.Regexp // the path in a go.mod
	changed int
}

// newRewriter returns a rewriter for a tree. An import path of the module continues with
// one of the directories of the tree, which distinguishes it from other strings.
func newRewriter(root, old, module string) (*rewriter, error) {
	entries, err := os.ReadDir(root)
	if err != nil {
		return nil, err
	}
	var directories []string
	for _, e := range entries {
		if e.IsDir() {
			directories = append(directories, regexp.QuoteMeta(e.Name()))
		}
	}
	if len(directories) == 0 {
		return nil, fmt.Errorf("%s has no packages", root)
	}
	quoted := regexp.QuoteMeta(old)
	return &rewriter{
		module:  []byte(module),
		imports: regexp.MustCompile(`"` + quoted + `(/(?:` + strings.Join(directories, "|") + `)(?:/[^"\s]*)?)"`),
		inMod:   regexp.MustCompile(`(?m)(^|\s)` + quoted + `(\s|$)`),
	}, nil
}

// extensions are those of the files that may contain import paths.
var extensions = []string{".go", ".mod", ".conf", ".md", ".txt"}

// visit rewrites a file of the tree.
func (r *rewriter) visit(path string, entry fs.DirEntry, err error) error {
	switch {
	case err != nil:
		return err
	case entry.IsDir() && slices.Contains([]string{".git", "bin", "report"}, entry.Name()) && isIgnored(path):
		return fs.SkipDir
	case !entry.Type().IsRegular() || !slices.Contains(extensions, filepath.Ext(path)):
		return nil
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	rewritten := r.rewrite(filepath.Base(path), content)
	if bytes.Equal(rewritten, content) {
		return nil
	}
	info, err := entry.Info()
	if err != nil {
		return err
	}
	r.changed++
	return os.WriteFile(path, rewritten, info.Mode().Perm())
}

// isIgnored reports whether a directory is at the top of the tree, where builds and reports
// are written; suites/report is a package.
func isIgnored(path string) bool {
	_, err := os.Stat(filepath.Join(filepath.Dir(path), "go.mod"))
	return err == nil
}

func (r *rewriter) rewrite(name string, content []byte) []byte {
	if name == "go.mod" {
		return r.inMod.ReplaceAll(content, slices.Concat([]byte("${1}"), r.module, []byte("${2}")))
	}
	return r.imports.ReplaceAll(content, slices.Concat([]byte(`"`), r.module, []byte(`${1}"`)))
}
