package loadreport

import (
	"fmt"
	"math"
	"slices"

	"tagcheck/load/measure"
)

// perDecade is how many points a curve has from one nine to the next.
const perDecade = 20

// curve is a distribution as a line: Values[i] is the time in milliseconds that
// the share 1-1/At[i] of the requests did not exceed. It is null where there are
// too few requests.
type curve struct {
	Name   string     `json:"name"`
	Values []*float64 `json:"values"`
}

// curves are distributions on one axis, which is 1/(1-p) for the quantile p, as
// plots of HDR histograms have it.
type curves struct {
	At    []float64 `json:"at"`
	Lines []curve   `json:"lines"`
}

// named is a histogram with the name of what it counts.
type named struct {
	name string
	of   measure.Histogram
}

// newCurves leaves out histograms that are empty.
func newCurves(histograms []named) (curves, error) {
	histograms = slices.DeleteFunc(slices.Clone(histograms), func(n named) bool { return n.of.Count == 0 })
	c := curves{At: axis(histograms), Lines: []curve{}}
	for _, n := range histograms {
		values, err := along(c.At, n.of)
		if err != nil {
			return curves{}, fmt.Errorf("the distribution of %s: %w", n.name, err)
		}
		c.Lines = append(c.Lines, curve{n.name, values})
	}
	return c, nil
}

// axis goes from the shortest time to the longest of the largest histogram, and
// has the end of each.
func axis(histograms []named) []float64 {
	var ends []float64
	for _, n := range histograms {
		ends = append(ends, float64(n.of.Count))
	}
	if len(ends) == 0 {
		return []float64{}
	}
	at := ends
	last := slices.Max(ends)
	for i := 0; ; i++ {
		x := math.Pow(10, float64(i)/perDecade)
		if x > last {
			break
		}
		at = append(at, x)
	}
	slices.Sort(at)
	return slices.Compact(at)
}

func along(at []float64, h measure.Histogram) ([]*float64, error) {
	hdr, err := h.Decode()
	if err != nil {
		return nil, err
	}
	count := float64(h.Count)
	values := make([]*float64, len(at))
	for i, x := range at {
		switch {
		case x > count:
			return values, nil // there are too few requests for more
		case x == count:
			values[i] = &h.Max
		default:
			v := min(float64(hdr.ValueAtPercentile(100*(1-1/x)))/1e6, h.Max)
			values[i] = &v
		}
	}
	return values, nil
}
