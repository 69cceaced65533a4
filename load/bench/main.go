// Command bench compares tagcheck load with other load generators, side by side:
// the time of a processor that each request takes, the 99th percentile that each
// tells of a server that stood still, how late requests are sent, and memory.
//
//	make build && go run ./load/bench
//
// Each client has one core, and the server the other. It needs Linux, two cores,
// Debian's wrk, and the Go module proxy for the peers.
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
	rounds := flag.Int("rounds", 5, "how often each client has its turn")
	duration := flag.Duration("duration", 3*time.Second, "how long a client sends as fast as it can")
	long := flag.Duration("long", 0, "at the end, how long tagcheck load sends as fast as it can, to see what memory that takes (4m is ten million requests)")
	tagcheck := flag.String("tagcheck", "bin/tagcheck", "the tagcheck that is compared")
	only := flag.String("only", "", "only clients with one of these names, separated by commas; tagcheck load always")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var err error
	switch flag.Arg(0) {
	case "serve":
		err = serve()
	case "keep":
		err = keep(flag.Arg(1), flag.Arg(2))
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
	chosen := peers()
	if only != "" {
		names := append(strings.Split(only, ","), ours)
		chosen = slices.DeleteFunc(chosen, func(p peer) bool { return !slices.Contains(names, p.name) })
	}
	b := newBench(rounds, duration, job{dir: dir, programs: programs}, chosen)
	if err := b.run(ctx); err != nil {
		return err
	}
	b.write(os.Stdout)
	if err := b.writeKept(ctx, os.Stdout); err != nil || long == 0 {
		return err
	}
	return b.writeLong(ctx, os.Stdout, long)
}
