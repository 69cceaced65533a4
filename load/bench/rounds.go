package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"time"
)

// bench measures all clients, and stores the figures by the name of the client.
type bench struct {
	rounds   int
	duration time.Duration // of a run as fast as possible
	job      job
	clients  []client

	cpu  map[string]series // microseconds per request
	rate map[string]series // requests per second
	rss  map[string]series // MiB
	p99  map[string]series // milliseconds, while the server is stopped for a while
	true series            // the p99 that is right
	lag  map[string]series // milliseconds
	busy series            // the load average of the system before each round
}

func newBench(rounds int, duration time.Duration, j job, all []client) *bench {
	empty := func() map[string]series { return map[string]series{} }
	return &bench{
		rounds: rounds, duration: duration, job: j, clients: all,
		cpu: empty(), rate: empty(), rss: empty(), p99: empty(), lag: empty(),
	}
}

// The rate per second, and the durations, of the runs in which the server is stopped and lag
// is measured.
const (
	pacedRate = 2000
	pacedTime = 5 * time.Second
	lagTime   = 3 * time.Second
)

// run interleaves the clients: each has its turn in every round, in random order, so that
// other load on the machine affects all of them.
func (b *bench) run(ctx context.Context) error {
	for round := range b.rounds {
		busy, err := loadAverage()
		if err != nil {
			return err
		}
		b.busy = append(b.busy, busy)
		for _, task := range []func(context.Context, client) error{b.throughput, b.stalled, b.paced} {
			order := slices.Clone(b.clients)
			rand.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
			for _, c := range order {
				if err := task(ctx, c); err != nil {
					return fmt.Errorf("round %d: %w", round+1, err)
				}
			}
		}
		fmt.Fprintf(os.Stderr, "round %d of %d is done\n", round+1, b.rounds)
	}
	return nil
}

// loadAverage returns that of the last minute.
func loadAverage() (average float64, err error) {
	text, err := os.ReadFile("/proc/loadavg")
	if err == nil {
		_, err = fmt.Sscan(string(text), &average)
	}
	return average, err
}

func (b *bench) throughput(ctx context.Context, c client) error {
	j := b.job
	j.duration = b.duration
	u, err := run(ctx, c, j, false)
	if err != nil {
		return err
	}
	add(b.cpu, c, u.perRequest())
	add(b.rate, c, float64(u.requests)/b.duration.Seconds())
	if !c.isPipe {
		add(b.rss, c, mebibytes(u.rss))
	}
	return nil
}

// trueP99 returns the p99 of the response times, in milliseconds, of a run in which requests
// are due at equal intervals and the server is stopped: those that are due meanwhile have to
// wait for the rest of it.
func trueP99(stopped time.Duration) float64 {
	return float64(stopped-pacedTime/100) / 1e6
}

func (b *bench) stalled(ctx context.Context, c client) error {
	j := b.job
	j.rate, j.duration = pacedRate, pacedTime
	u, err := run(ctx, c, j, true)
	if err != nil {
		return err
	}
	p99, err := c.p99(j, u.out)
	if err != nil {
		return fmt.Errorf("%s: cannot read its p99: %w", c.name, err)
	}
	add(b.p99, c, p99)
	b.true = append(b.true, trueP99(u.stopped))
	return nil
}

func (b *bench) paced(ctx context.Context, c client) error {
	if c.lag == nil {
		return nil
	}
	j := b.job
	j.rate, j.duration = pacedRate, lagTime
	u, err := run(ctx, c, j, false)
	if err != nil {
		return err
	}
	lag, err := c.lag(j, u.out)
	if err != nil {
		return fmt.Errorf("%s: cannot read its lag: %w", c.name, err)
	}
	add(b.lag, c, lag)
	return nil
}

func add(to map[string]series, c client, value float64) { to[c.name] = append(to[c.name], value) }

// series holds one figure of every round.
type series []float64

func (s series) median() float64 {
	if len(s) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(s))
	return (sorted[(len(sorted)-1)/2] + sorted[len(sorted)/2]) / 2
}

// ratio returns the median of the ratios of each round: what slows down a round slows down
// both.
func (s series) ratio(to series) float64 {
	var ratios series
	for i := range s {
		ratios = append(ratios, s[i]/to[i])
	}
	return ratios.median()
}

// formatMedian writes the median.
func (s series) formatMedian(format string) string {
	if len(s) == 0 {
		return "–"
	}
	return fmt.Sprintf(format, s.median())
}

// formatRange writes the median and the range.
func (s series) formatRange(format string) string {
	if len(s) == 0 {
		return "–"
	}
	return fmt.Sprintf(format+" ("+format+"–"+format+")", s.median(), slices.Min(s), slices.Max(s))
}
