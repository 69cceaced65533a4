package measure

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// foreign is a histogram with another geometry.
var foreign = func() string {
	h := hdrhistogram.New(1, 60_000_000_000, 3)
	_ = h.RecordValue(1)
	return encode(h)
}()

func TestPercentilesAreExactToTwoPerMille(t *testing.T) {
	const n = 200_000
	for name, draw := range map[string]func(r *rand.Rand, i int) float64{ // in ns
		"lognormal": func(r *rand.Rand, _ int) float64 { return 2e5 * math.Exp(r.NormFloat64()) },
		"Pareto":    func(r *rand.Rand, _ int) float64 { return 3e5 / math.Pow(1-r.Float64(), 1/1.5) },
		"a step of 1 %": func(r *rand.Rand, i int) float64 {
			if i%100 == 0 {
				return 1e8
			}
			return 1e5 + 5e5*r.Float64()
		},
		"stalls of 0.15 %": func(r *rand.Rand, i int) float64 {
			if i%2000 < 3 {
				return 1e9 * r.Float64()
			}
			return 1e5 + 1e4*r.ExpFloat64()
		},
	} {
		random := rand.New(rand.NewPCG(8, 9))
		d, values := newDistribution(), make([]float64, n)
		for i := range values {
			values[i] = math.Floor(min(draw(random, i), float64(highest)))
			d.record(time.Duration(values[i]))
		}
		slices.Sort(values)
		h := d.result()
		for _, p := range []struct{ at, got float64 }{
			{50, h.Percentiles.P50}, {75, h.Percentiles.P75}, {90, h.Percentiles.P90}, {95, h.Percentiles.P95},
			{99, h.Percentiles.P99}, {99.9, h.Percentiles.P999}, {99.99, h.Percentiles.P9999},
		} {
			want := values[int(math.Ceil(p.at/100*n-1e-6))-1] / 1e6
			if p.got < want || p.got > want*1.002 {
				t.Errorf("%s: p%v is %v ms, exactly %v ms (%+.3f %%)", name, p.at, p.got, want, 100*(p.got/want-1))
			}
		}
		if h.Max != values[n-1]/1e6 || h.Min != values[0]/1e6 {
			t.Errorf("%s: from %v to %v ms, exactly from %v to %v", name, h.Min, h.Max, values[0]/1e6, values[n-1]/1e6)
		}
	}
}

// From 1 µs on a value is off by at most 64 ns or 0.1 %, up to the limit.
func TestNoValueIsFarOff(t *testing.T) {
	for v := float64(time.Microsecond); v < float64(Limit); v *= 1.9 {
		d := newDistribution()
		d.record(time.Duration(v))
		d.record(Limit) // so that the maximum corrects nothing
		got := d.percentiles(50)[0] * 1e6
		if off := got - math.Floor(v); off < 0 || off > max(64, v/1000) {
			t.Errorf("%v ns are shown as %v", v, got)
		}
	}
}
