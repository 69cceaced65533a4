package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// report collects the results of all packages.
type report struct {
	seed     uint64
	sample   int
	packages []figures
	results  []tested
}

// figures are the counts of a package, or of all.
type figures struct {
	name                                             string
	killed, timedOut, survived, equivalent, notBuilt int
}

// counted is the number of mutants that count for the goal.
func (f figures) counted() int { return f.killed + f.timedOut + f.survived }

// share is the per cent of the counted mutants that were killed; 100 if there are none.
func (f figures) share() float64 {
	if f.counted() == 0 {
		return 100
	}
	return 100 * float64(f.killed+f.timedOut) / float64(f.counted())
}

// add adds the results of a package. Survivors on the list count as equivalent.
func (r *report) add(t target, results []tested, entries []entry) {
	listed := map[string]*entry{}
	for i := range entries {
		listed[entries[i].key()] = &entries[i]
	}
	f := figures{name: t.Package}
	for i := range results {
		results[i].equivalent = listed[results[i].key()]
		switch {
		case results[i].outcome == notBuilt:
			f.notBuilt++
		case results[i].equivalent != nil:
			f.equivalent++
		case results[i].outcome == killed:
			f.killed++
		case results[i].outcome == timedOut:
			f.timedOut++
		default:
			f.survived++
		}
	}
	r.packages = append(r.packages, f)
	r.results = append(r.results, results...)
}

func (r *report) total() figures {
	var sum figures
	for _, f := range r.packages {
		sum.killed += f.killed
		sum.timedOut += f.timedOut
		sum.survived += f.survived
		sum.equivalent += f.equivalent
		sum.notBuilt += f.notBuilt
	}
	return sum
}

// reached reports whether enough mutants were killed. A run that tested nothing has not
// reached the goal.
func (r *report) reached(goal float64) bool {
	total := r.total()
	return total.counted() > 0 && total.share() >= goal
}

// listedButKilled returns an error for each mutant that is listed as equivalent although
// a test notices it.
func (r *report) listedButKilled(name string) error {
	var errs []error
	for _, t := range r.results {
		if t.equivalent != nil && (t.outcome == killed || t.outcome == timedOut) {
			errs = append(errs, fmt.Errorf("%s:%d: a test notices this mutant: it is not equivalent: %s",
				name, t.equivalent.line, t.change()))
		}
	}
	return errors.Join(errs...)
}

// print prints the survivors, the figures of each package, and one line for all.
func (r *report) print(w io.Writer, s settings) {
	for _, t := range r.results {
		if t.outcome == survived && t.equivalent == nil {
			r.printMutant(w, s.root, "survived", t)
		} else if s.verbose && t.outcome != survived {
			r.printMutant(w, s.root, []string{"killed", "timed out", "", "does not compile"}[t.outcome], t)
		}
	}
	for _, f := range r.packages {
		fmt.Fprintf(w, "%-40s %5.1f %% killed: %d of %d, %d of them by the time limit; %d equivalent, %d do not compile\n",
			f.name, f.share(), f.killed+f.timedOut, f.counted(), f.timedOut, f.equivalent, f.notBuilt)
	}
	if kinds := r.survivingKinds(); kinds != "" {
		fmt.Fprintf(w, "survivors by kind: %s\n", kinds)
	}
	total := r.total()
	drawn := "all"
	if r.sample > 0 {
		drawn = fmt.Sprintf("%d a package, seed %d", r.sample, r.seed)
	}
	fmt.Fprintf(w, "mutants: %.1f %% killed (%d of %d; goal %g %%), %d survived, %d equivalent, %d do not compile (%s)\n",
		total.share(), total.killed+total.timedOut, total.counted(), s.goal, total.survived, total.equivalent,
		total.notBuilt, drawn)
}

// survivingKinds counts the survivors by kind, the most frequent first.
func (r *report) survivingKinds() string {
	counts := map[string]int{}
	for _, t := range r.results {
		if t.outcome == survived && t.equivalent == nil {
			counts[t.kind]++
		}
	}
	var kinds []string
	for kind := range counts {
		kinds = append(kinds, kind)
	}
	slices.SortFunc(kinds, func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
	for i, kind := range kinds {
		kinds[i] = fmt.Sprintf("%d %s", counts[kind], kind)
	}
	return strings.Join(kinds, ", ")
}

// printMutant prints a mutant as it can be copied to the list of equivalents, and a diff.
func (r *report) printMutant(w io.Writer, root, what string, t tested) {
	fmt.Fprintf(w, "%s:%d: %s: %s | %s\n", t.file, t.line, what, t.function, t.change())
	before, after, err := readLines(root, t.mutant)
	if err != nil {
		fmt.Fprintf(w, "\t%v\n", err)
		return
	}
	fmt.Fprint(w, diff(before, after))
}

// diff returns the lines that differ, without the lines in common before and after them.
func diff(before, after []byte) string {
	old, changed := bytes.Split(before, []byte("\n")), bytes.Split(after, []byte("\n"))
	for len(old) > 0 && len(changed) > 0 && bytes.Equal(old[0], changed[0]) {
		old, changed = old[1:], changed[1:]
	}
	for len(old) > 0 && len(changed) > 0 && bytes.Equal(old[len(old)-1], changed[len(changed)-1]) {
		old, changed = old[:len(old)-1], changed[:len(changed)-1]
	}
	var text strings.Builder
	for _, line := range old {
		fmt.Fprintf(&text, "\t-%s\n", line)
	}
	for _, line := range changed {
		fmt.Fprintf(&text, "\t+%s\n", line)
	}
	return text.String()
}
