package loadreport

import (
	"math"
	"testing"

	"tagcheck/load/measure"
)

func TestACurveIsThePercentilesOfItsHistogram(t *testing.T) {
	h := recorded(10).All.Response
	c, err := newCurves([]named{{"response", h}, {"nothing", measure.Histogram{}}})
	if err != nil || len(c.Lines) != 1 {
		t.Fatalf("%v, %d lines", err, len(c.Lines))
	}
	values := c.Lines[0].Values
	if c.At[0] != 1 || c.At[len(c.At)-1] != float64(h.Count) || *values[len(values)-1] != h.Max {
		t.Errorf("from %g to %g, %g ms", c.At[0], c.At[len(c.At)-1], *values[len(values)-1])
	}
	found := 0
	for i, x := range c.At {
		if i > 0 && *values[i] < *values[i-1] {
			t.Errorf("at %g it falls to %g ms", x, *values[i])
		}
		want, known := map[float64]float64{10: h.Percentiles.P90, 100: h.Percentiles.P99, 1000: h.Percentiles.P999}[x]
		if known {
			found++
			if math.Abs(*values[i]-want) > 0.001*want {
				t.Errorf("1-1/%g: got %g ms, want %g", x, *values[i], want)
			}
		}
	}
	if found != 3 {
		t.Errorf("%d of the three nines are on the axis", found)
	}
}

func TestACurveEndsWhereThereAreTooFewRequests(t *testing.T) {
	p := recorded(1)
	few := p.Operations[2].Response
	c, err := newCurves([]named{{"all", p.All.Response}, {"few", few}})
	if err != nil {
		t.Fatal(err)
	}
	for i, x := range c.At {
		if shown := c.Lines[1].Values[i] != nil; shown != (x <= float64(few.Count)) {
			t.Errorf("1-1/%g of %d requests: shown %t", x, few.Count, shown)
		}
	}
}
