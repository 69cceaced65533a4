// Command bench compares tagcheck load with other load generators, side by side: the CPU
// time of a request, the p99 that each reports for a server that stood still, how late
// requests are sent, and memory.
//
//	make build && go run ./load/bench
//
// Each client has one core, and the server has the other. It needs Linux, two cores, Debian's
// wrk, and the Go module proxy for the other clients.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"time"
)

func main() {
	rounds := flag.Int("rounds", 5, "measure each client this many times")
	duration := flag.Duration("duration", 3*time.Second, "send as fast as possible for this long")
	long := flag.Duration("long", 0, "finally measure the memory of tagcheck load that sends as fast as possible "+
		"for this long (4m is ten million requests)")
	tagcheck := flag.String("tagcheck", "bin/tagcheck", "the tagcheck to measure")
	only := flag.String("only", "", "measure only these clients, separated by commas, and tagcheck load")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var err error
	switch flag.Arg(0) {
	case "serve":
		err = serve()
	case "record":
		err = record(flag.Arg(1), flag.Arg(2))
	default:
		err = compare(ctx, *tagcheck, *rounds, *duration, *long, *only)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func compare(ctx context.Context, tagcheck string, rounds int, duration, long time.Duration, only string) error {
	dir, err := os.MkdirTemp("", "bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	programs, err := install(tagcheck)
	if err != nil {
		return err
	}
	chosen := clients()
	if only != "" {
		names := append(strings.Split(only, ","), tagcheckLoad)
		chosen = slices.DeleteFunc(chosen, func(c client) bool { return !slices.Contains(names, c.name) })
	}
	b := newBench(rounds, duration, job{dir: dir, programs: programs}, chosen)
	if err := b.run(ctx); err != nil {
		return err
	}
	b.write(os.Stdout)
	if err := b.writeRecorders(ctx, os.Stdout); err != nil || long == 0 {
		return err
	}
	return b.writeLong(ctx, os.Stdout, long)
}
