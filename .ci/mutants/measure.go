package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
)

// tested is a mutant and what the tests made of it.
type tested struct {
	mutant
	outcome    outcome
	equivalent *entry // nil if it is not listed
}

// measure runs all packages and prints the report.
func measure(ctx context.Context, s settings, given []string, stdout, stderr io.Writer) (report, error) {
	r := report{seed: s.seed, sample: s.sample}
	var err error
	if s.root, err = filepath.Abs(s.root); err != nil {
		return r, err
	}
	if s.root, err = filepath.EvalSymlinks(s.root); err != nil {
		return r, err
	}
	if len(given) == 0 {
		if given, err = readList(filepath.Join(s.root, s.list)); err != nil {
			return r, err
		}
	}
	entries, err := readEquivalents(filepath.Join(s.root, s.equivalent))
	if err != nil {
		return r, err
	}
	targets, err := findTargets(ctx, s.root, given)
	if err != nil {
		return r, err
	}
	mutants, err := findAll(s, targets, entries)
	if err != nil {
		return r, err
	}
	for i, t := range targets {
		results, err := runTarget(ctx, s, t, mutants[i], stderr)
		if err != nil {
			return r, err
		}
		r.add(t, results, entries)
	}
	r.print(stdout, s)
	return r, r.listedButKilled(s.equivalent)
}

func findTargets(ctx context.Context, root string, given []string) ([]target, error) {
	var targets []target
	var errs []error
	for _, line := range given {
		selected, err := parseSelection(line)
		if err == nil {
			var t target
			if t, err = findTarget(ctx, root, selected); err == nil {
				targets = append(targets, t)
			}
		}
		errs = append(errs, err)
	}
	return targets, errors.Join(errs...)
}

// findAll returns the sample of each package. It checks the equivalents against all
// mutants, not only against the sample.
func findAll(s settings, targets []target, entries []entry) ([][]mutant, error) {
	var samples [][]mutant
	var everything []mutant
	var files []string
	for _, t := range targets {
		all, err := findMutants(s.root, t.files)
		if err != nil {
			return nil, err
		}
		if len(all) == 0 {
			return nil, fmt.Errorf("%s has nothing to change", t.Package)
		}
		everything = append(everything, all...)
		files = append(files, t.files...)
		samples = append(samples, sampleOf(all, t.ImportPath, s.seed, s.sample))
	}
	return samples, checkEntries(s.equivalent, entries, files, everything)
}

// runTarget tests the mutants of a package, several at a time.
func runTarget(ctx context.Context, s settings, t target, mutants []mutant, progress io.Writer) ([]tested, error) {
	e, err := newExecutor(ctx, s.root, t, s.timeout)
	if err != nil {
		return nil, err
	}
	results, errs := make([]tested, len(mutants)), make([]error, len(mutants))
	next := make(chan int)
	var workers sync.WaitGroup
	for range min(s.workers, len(mutants)) {
		workers.Go(func() {
			for i := range next {
				results[i].mutant = mutants[i]
				results[i].outcome, errs[i] = e.execute(ctx, mutants[i])
			}
		})
	}
	for i := range mutants {
		if i > 0 && i%25 == 0 {
			fmt.Fprintf(progress, "%s: %d of %d mutants\n", t.Package, i, len(mutants))
		}
		if ctx.Err() != nil {
			break
		}
		next <- i
	}
	close(next)
	workers.Wait()
	return results, errors.Join(append(errs, ctx.Err())...)
}

// readLines returns the lines of a source file around a mutant: before and after it.
func readLines(root string, m mutant) (before, after []byte, err error) {
	source, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(m.file)))
	if err != nil {
		return nil, nil, err
	}
	return source, m.apply(source), nil
}
