package measure

import (
	"errors"
	"fmt"
	"math"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// Histogram is a distribution of times, in milliseconds.
type Histogram struct {
	Count       uint64      `json:"count"`
	Clamped     uint64      `json:"clamped,omitempty"` // were longer than Limit; Max, Min and Mean are of the true values
	Min         float64     `json:"min_ms"`
	Mean        float64     `json:"mean_ms"`
	Max         float64     `json:"max_ms"`
	Percentiles Percentiles `json:"percentiles_ms"`
	Encoded     string      `json:"hdr,omitempty"` // HDR histogram in nanoseconds, V2 compressed, base64; none where nothing was counted

	// live stands in for Encoded in figures of a phase that still runs.
	live *hdrhistogram.Histogram
}

// Percentiles are in milliseconds. Each is at most 0.1 % or 64 ns above the
// true value, and never below it.
type Percentiles struct {
	P50   float64 `json:"p50"`
	P75   float64 `json:"p75"`
	P90   float64 `json:"p90"`
	P95   float64 `json:"p95"`
	P99   float64 `json:"p99"`
	P999  float64 `json:"p99.9"`
	P9999 float64 `json:"p99.99"`
}

// ErrNoSamples says that a figure was asked for of which there is no sample.
var ErrNoSamples = errors.New("there are no samples")

// Percentile gives the p-th percentile (0 to 100) in milliseconds.
func (h Histogram) Percentile(p float64) (float64, error) {
	d, err := h.distribution()
	switch {
	case err != nil:
		return 0, err
	case h.Count == 0:
		return 0, ErrNoSamples
	}
	return d.percentiles(p)[0], nil
}

// Decode gives the histogram as the library has it, in nanoseconds.
func (h Histogram) Decode() (*hdrhistogram.Histogram, error) {
	if h.live != nil {
		return h.live, nil
	}
	hdr, err := decode(h.Encoded)
	switch {
	case err != nil:
		return nil, err
	case uint64(hdr.TotalCount()) != h.Count:
		return nil, fmt.Errorf("the histogram holds %d values, its count is %d", hdr.TotalCount(), h.Count)
	}
	return hdr, nil
}

func (h Histogram) distribution() (distribution, error) {
	hdr, err := h.Decode()
	if err != nil {
		return distribution{}, err
	}
	d := distribution{hdr: hdr, min: math.MaxInt64, max: nanoseconds(h.Max), sum: h.Mean * float64(h.Count) * 1e6, clamped: h.Clamped}
	if h.Count > 0 {
		d.min = nanoseconds(h.Min)
	}
	return d, nil
}

// figures is the result without the histogram.
func (d *distribution) figures() Histogram {
	n := d.count()
	if n == 0 {
		return Histogram{}
	}
	p := d.percentiles(50, 75, 90, 95, 99, 99.9, 99.99)
	return Histogram{
		Count: n, Clamped: d.clamped,
		Min: milliseconds(d.min), Mean: d.sum / float64(n) / 1e6, Max: milliseconds(d.max),
		Percentiles: Percentiles{P50: p[0], P75: p[1], P90: p[2], P95: p[3], P99: p[4], P999: p[5], P9999: p[6]},
	}
}

func (d *distribution) result() Histogram {
	h := d.figures()
	h.Encoded = encode(d.hdr)
	return h
}

// sofar is a result that needs no encoding, which is what costs time.
func (d *distribution) sofar() Histogram {
	h := d.figures()
	h.live = d.hdr.Clone()
	return h
}

func encode(hdr *hdrhistogram.Histogram) string {
	if hdr.TotalCount() == 0 {
		return ""
	}
	text, err := hdr.Encode(hdrhistogram.V2CompressedEncodingCookieBase)
	if err != nil {
		panic("a histogram can't be written to memory: " + err.Error())
	}
	return string(text)
}

func decode(encoded string) (*hdrhistogram.Histogram, error) {
	if encoded == "" {
		return hdrhistogram.New(lowest, highest, digits), nil
	}
	hdr, err := hdrhistogram.Decode([]byte(encoded))
	switch {
	case err != nil:
		return nil, fmt.Errorf("the histogram can't be read: %w", err)
	case hdr.LowestTrackableValue() != lowest || hdr.HighestTrackableValue() != highest || hdr.SignificantFigures() != digits:
		return nil, fmt.Errorf("the histogram is of %d to %d ns with %d digits, not of %d to %d ns with %d",
			hdr.LowestTrackableValue(), hdr.HighestTrackableValue(), hdr.SignificantFigures(), lowest, highest, digits)
	}
	return hdr, nil
}
