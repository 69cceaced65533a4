package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"time"
)

// bench does all that is compared, and keeps what came of it by peer.
type bench struct {
	rounds   int
	duration time.Duration // of a run as fast as can be
	job      job
	peers    []peer

	cpu  map[string]series // microseconds for a request
	rate map[string]series // requests a second
	rss  map[string]series // MiB
	p99  map[string]series // milliseconds, with the server stopped meanwhile
	true series            // what p99 was
	lag  map[string]series // milliseconds
	busy series            // the system's load average before each round: what else went on
}

func newBench(rounds int, duration time.Duration, j job, all []peer) *bench {
	none := func() map[string]series { return map[string]series{} }
	return &bench{rounds: rounds, duration: duration, job: j, peers: all, cpu: none(), rate: none(), rss: none(), p99: none(), lag: none()}
}

// The rate at which the server is stopped and lag is measured, a second, and
// for how long.
const (
	pacedRate = 2000
	pacedTime = 5 * time.Second
	lagTime   = 3 * time.Second
)

// run interleaves the peers: in each round every one has its turn, in an order
// by chance, so that what else goes on meets all of them.
func (b *bench) run(ctx context.Context) error {
	for round := range b.rounds {
		busy, err := loadAverage()
		if err != nil {
			return err
		}
		b.busy = append(b.busy, busy)
		for _, task := range []func(context.Context, peer) error{b.throughput, b.stalled, b.paced} {
			order := slices.Clone(b.peers)
			rand.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
			for _, p := range order {
				if err := task(ctx, p); err != nil {
					return fmt.Errorf("round %d: %w", round+1, err)
				}
			}
		}
		fmt.Fprintf(os.Stderr, "round %d of %d is done\n", round+1, b.rounds)
	}
	return nil
}

// loadAverage is the system's, of the last minute.
func loadAverage() (average float64, err error) {
	text, err := os.ReadFile("/proc/loadavg")
	if err == nil {
		_, err = fmt.Sscan(string(text), &average)
	}
	return average, err
}

func (b *bench) throughput(ctx context.Context, p peer) error {
	j := b.job
	j.duration = b.duration
	u, err := measured(ctx, p, j, false)
	if err != nil {
		return err
	}
	add(b.cpu, p, u.perRequest())
	add(b.rate, p, float64(u.requests)/b.duration.Seconds())
	if !p.shell {
		add(b.rss, p, float64(u.rss)/(1<<20))
	}
	return nil
}

// truth is the 99th percentile of response times where in so long a run, of
// requests at even distances, the server was stopped for so long: those that
// were due meanwhile had to wait for the rest of it.
func truth(stopped time.Duration) float64 {
	return float64(stopped-pacedTime/100) / 1e6
}

func (b *bench) stalled(ctx context.Context, p peer) error {
	j := b.job
	j.rate, j.duration = pacedRate, pacedTime
	u, err := measured(ctx, p, j, true)
	if err != nil {
		return err
	}
	p99, err := p.p99(j, u.out)
	if err != nil {
		return fmt.Errorf("%s: its p99: %w", p.name, err)
	}
	add(b.p99, p, p99)
	b.true = append(b.true, truth(u.stopped))
	return nil
}

func (b *bench) paced(ctx context.Context, p peer) error {
	if p.lag == nil {
		return nil
	}
	j := b.job
	j.rate, j.duration = pacedRate, lagTime
	u, err := measured(ctx, p, j, false)
	if err != nil {
		return err
	}
	lag, err := p.lag(j, u.out)
	if err != nil {
		return fmt.Errorf("%s: its lag: %w", p.name, err)
	}
	add(b.lag, p, lag)
	return nil
}

func add(to map[string]series, p peer, value float64) { to[p.name] = append(to[p.name], value) }

// series is one figure, once a round.
type series []float64

func (s series) median() float64 {
	if len(s) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(s))
	return (sorted[(len(sorted)-1)/2] + sorted[len(sorted)/2]) / 2
}

// ratio is the median of the ratios of each round: what slows a round down slows
// down both.
func (s series) ratio(to series) float64 {
	var ratios series
	for i := range s {
		ratios = append(ratios, s[i]/to[i])
	}
	return ratios.median()
}

// middle writes the median.
func (s series) middle(format string) string {
	if len(s) == 0 {
		return "–"
	}
	return fmt.Sprintf(format, s.median())
}

// spread writes the median and the range.
func (s series) spread(format string) string {
	if len(s) == 0 {
		return "–"
	}
	return fmt.Sprintf(format+" ("+format+"–"+format+")", s.median(), slices.Min(s), slices.Max(s))
}
