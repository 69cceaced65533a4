package measure

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

func TestPercentilesAreWithinTwoPerMille(t *testing.T) {
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
			values[i] = math.Floor(min(draw(random, i), float64(highestValue)))
			d.record(time.Duration(values[i]))
		}
		slices.Sort(values)
		h := d.encoded()
		for _, p := range []struct{ at, got float64 }{
			{50, h.Percentiles.P50}, {75, h.Percentiles.P75}, {90, h.Percentiles.P90}, {95, h.Percentiles.P95},
			{99, h.Percentiles.P99}, {99.9, h.Percentiles.P999}, {99.99, h.Percentiles.P9999},
		} {
			want := values[int(math.Ceil(p.at/100*n-1e-6))-1] / 1e6
			if p.got < want || p.got > want*1.002 {
				t.Errorf("%s: p%v is %v ms, expected %v ms (%+.3f %%)", name, p.at, p.got, want, 100*(p.got/want-1))
			}
		}
		if h.Max != values[n-1]/1e6 || h.Min != values[0]/1e6 {
			t.Errorf("%s: from %v to %v ms, expected %v to %v", name, h.Min, h.Max, values[0]/1e6, values[n-1]/1e6)
		}
	}
}

// From 1 µs to MaxTime the error is at most 64 ns or 0.1 %.
func TestErrorOfAValueIsBounded(t *testing.T) {
	for v := float64(time.Microsecond); v < float64(MaxTime); v *= 1.9 {
		d := newDistribution()
		d.record(time.Duration(v))
		d.record(MaxTime) // so that the exact maximum does not correct the value
		got := d.percentiles(50)[0] * 1e6
		if off := got - math.Floor(v); off < 0 || off > max(64, v/1000) {
			t.Errorf("%v ns are shown as %v", v, got)
		}
	}
}

func TestDamagedHistogramsAreErrors(t *testing.T) {
	d := newDistribution()
	d.record(time.Millisecond)
	encoded := encode(d.hdr)
	of := func(low, high int64, digits int) string {
		h := hdrhistogram.New(low, high, digits)
		_ = h.RecordValue(low)
		return encode(h)
	}
	for _, tt := range []struct {
		name    string
		count   uint64
		encoded string
		want    string
	}{
		{"not base64", 1, "?", "cannot decode the histogram: "},
		{"cut", 1, encoded[:len(encoded)-9], "cannot decode the histogram: "},
		{"too few values", 2, encoded, "the histogram holds 1 values, but its count is 2"},
		{"too many values", 0, encoded, "the histogram holds 1 values, but its count is 0"},
		{"missing", 1, "", "the histogram holds 0 values, but its count is 1"},
		{"lowest value", 1, of(1, highestValue, digits), "the histogram has 1 to 240000000000 ns with 3 digits"},
		{"highest value", 1, of(lowestValue, 1<<30, digits), "the histogram has 64 to 1073741824 ns with 3 digits"},
		{"digits", 1, of(lowestValue, highestValue, 2), "the histogram has 64 to 240000000000 ns with 2 digits"},
	} {
		h := Histogram{Count: tt.count, Encoded: tt.encoded, Max: 1}
		if _, err := h.Decode(); err == nil || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%s: %v, expected %q", tt.name, err, tt.want)
		}
		if p, err := h.Percentile(50); err == nil {
			t.Errorf("%s: p50 is %v", tt.name, p)
		}
	}
	if hdr, err := (Histogram{Count: 1, Encoded: encoded}).Decode(); err != nil || hdr.TotalCount() != 1 {
		t.Errorf("a good histogram: %v, %v", hdr, err)
	}
}
