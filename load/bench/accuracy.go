package main

import (
	"math"
	"math/rand/v2"
	"slices"
	"time"

	vegeta "github.com/tsenart/vegeta/v12/lib"

	"tagcheck/load/measure"
)

// distributions are typical latencies of servers, in nanoseconds.
var distributions = map[string]func(*rand.Rand) float64{
	"log-normal":            func(r *rand.Rand) float64 { return 1e6 * math.Exp(r.NormFloat64()) },
	"Pareto 1.5":            func(r *rand.Rand) float64 { return 5e5 * math.Pow(1-r.Float64(), -1/1.5) },
	"0.15 % stalled in 1 s": stalled,
}

func stalled(r *rand.Rand) float64 {
	if r.Float64() < 0.0015 {
		return 1e9 * r.Float64()
	}
	return 6e5 * (1 + r.Float64()/10)
}

// inaccuracy is the relative error of the p99.99 of a million latencies.
type inaccuracy struct{ tagcheck, vegeta float64 }

func accuracy(draw func(*rand.Rand) float64) inaccuracy {
	const n = 1_000_000
	random := rand.New(rand.NewPCG(1, 2))
	recorder := measure.NewRecorder("accuracy", time.Now(), []string{"add"}, &measure.Classes{})
	metrics, all := &vegeta.Metrics{}, make([]time.Duration, n)
	for i := range all {
		all[i] = min(time.Duration(draw(random)), time.Minute)
		due := time.Minute - all[i] // all are answered in the same second
		recorder.Record(measure.Sample{Due: due, Sent: due, Done: time.Minute})
		metrics.Add(&vegeta.Result{Code: 204, Timestamp: time.Unix(0, 0), Latency: all[i]})
	}
	slices.Sort(all)
	truth := float64(all[n/10_000*9_999-1])
	off := func(got float64) float64 { return math.Abs(got/truth - 1) }
	p9999 := recorder.Result(time.Second).All.Response.Percentiles.P9999
	return inaccuracy{off(p9999 * 1e6), off(float64(metrics.Latencies.Quantile(0.9999)))}
}
