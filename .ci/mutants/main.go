// Command mutants measures how many small mistakes in the code the tests notice. It
// changes one expression or statement at a time, runs the tests of the package, and
// counts the changes ("mutants") that make a test fail ("killed"). A mutant that no test
// notices ("survivor") is printed with its place and a diff.
//
//	go run ./.ci/mutants                                   # the packages of packages.txt
//	go run ./.ci/mutants -sample 0 ./load/slo              # all mutants of one package
//	go run ./.ci/mutants -seed 7 './fixtures/images ledger.go'
//
// The tree is never changed: "go test -overlay" replaces the file. Mutants are drawn by
// the seed, so that two runs with the same seed and code test the same ones. A mutant
// that does not compile is not counted. A mutant that exceeds the time limit is killed.
//
// A mutant that cannot change what the code does is listed in equivalent.txt, with the
// reason. It is run, too, and must survive; an entry without a mutant is an error.
//
// Exit codes: 0 the goal is reached, 1 it is not, 2 usage, a failing test before any
// change, or an error in equivalent.txt, 130 interrupted.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"time"
)

// Exit codes.
const (
	exitReached     = 0
	exitBelowGoal   = 1
	exitUsage       = 2
	exitInterrupted = 130
)

// settings are the flags.
type settings struct {
	root       string        // of the module
	list       string        // file with the packages, used if no package is given
	equivalent string        // file with the equivalent mutants
	seed       uint64        // for the sample
	sample     int           // mutants of each package; 0 for all
	goal       float64       // per cent of the mutants that must be killed
	workers    int           // mutants at a time
	timeout    time.Duration // for the tests of one mutant; 0 for a multiple of the unchanged run
	verbose    bool          // print killed mutants, too
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	s, packages, err := parseFlags(args, stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return exitReached
	case err != nil:
		return exitUsage // the flag package has printed it
	}
	report, err := measure(ctx, s, packages, stdout, stderr)
	switch {
	case ctx.Err() != nil:
		fmt.Fprintln(stderr, "mutants: interrupted")
		return exitInterrupted
	case err != nil:
		fmt.Fprintf(stderr, "mutants: %v\n", err)
		return exitUsage
	case !report.reached(s.goal):
		return exitBelowGoal
	}
	return exitReached
}

func parseFlags(args []string, stderr io.Writer) (settings, []string, error) {
	var s settings
	flags := flag.NewFlagSet("mutants", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&s.root, "root", ".", "`directory` of the module")
	flags.StringVar(&s.list, "list", ".ci/mutants/packages.txt", "`file` with the packages, if none is given")
	flags.StringVar(&s.equivalent, "equivalent", ".ci/mutants/equivalent.txt", "`file` with the equivalent mutants")
	flags.Uint64Var(&s.seed, "seed", 1, "seed of the sample")
	flags.IntVar(&s.sample, "sample", 40, "mutants of each package; 0 for all")
	flags.Float64Var(&s.goal, "goal", 95, "per `cent` of the mutants that must be killed")
	flags.IntVar(&s.workers, "workers", runtime.NumCPU(), "mutants at a time")
	flags.DurationVar(&s.timeout, "timeout", 0, "for the tests of one mutant (default 10 s and 5 times the unchanged run)")
	flags.BoolVar(&s.verbose, "v", false, "print killed mutants, too")
	flags.Usage = func() {
		fmt.Fprint(stderr, "Usage: mutants [flags] ['PACKAGE [FILES] [run=REGEXP]' ...]\n\nFlags:\n")
		flags.PrintDefaults()
	}
	if err := flags.Parse(args); err != nil {
		return s, nil, err
	}
	if s.sample < 0 || s.workers < 1 || s.goal < 0 || s.goal > 100 || s.timeout < 0 {
		err := errors.New("-sample and -timeout must not be negative, -workers must be at least 1, -goal from 0 to 100")
		fmt.Fprintf(stderr, "mutants: %v\n", err)
		return s, nil, err
	}
	return s, flags.Args(), nil
}
