package measure

import (
	"errors"
	"fmt"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// Histogram is a distribution of times, in milliseconds.
type Histogram struct {
	Count       uint64      `json:"count"`
	Clamped     uint64      `json:"clamped,omitempty"` // values above MaxTime; Min, Mean and Max use their true values
	Min         float64     `json:"min_ms"`
	Mean        float64     `json:"mean_ms"`
	Max         float64     `json:"max_ms"`
	Percentiles Percentiles `json:"percentiles_ms"`
	// Encoded is an HDR histogram in nanoseconds, V2 compressed, in base64; "" if
	// Count is 0.
	Encoded string `json:"hdr,omitempty"`

	// live takes the place of Encoded while the phase is running.
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

// ErrNoSamples is the error of a percentile of an empty histogram.
var ErrNoSamples = errors.New("there are no samples")

// Percentile returns the p-th percentile (0 to 100) in milliseconds. The error
// is ErrNoSamples, or that of Decode.
func (h Histogram) Percentile(p float64) (float64, error) {
	hdr, err := h.Decode()
	switch {
	case err != nil:
		return 0, err
	case h.Count == 0:
		return 0, ErrNoSamples
	}
	d := distribution{hdr: hdr, max: nanoseconds(h.Max)}
	return d.percentiles(p)[0], nil
}

// Decode returns the HDR histogram, in nanoseconds. It is an error if Encoded is
// damaged, has another geometry, or does not hold Count values.
func (h Histogram) Decode() (*hdrhistogram.Histogram, error) {
	if h.live != nil {
		return h.live, nil
	}
	hdr, err := decode(h.Encoded)
	switch {
	case err != nil:
		return nil, err
	case uint64(hdr.TotalCount()) != h.Count:
		return nil, fmt.Errorf("the histogram holds %d values, but its count is %d", hdr.TotalCount(), h.Count)
	}
	return hdr, nil
}

// figures returns the histogram without its buckets.
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

// encoded returns the histogram in the form that can be written to a file.
func (d *distribution) encoded() Histogram {
	h := d.figures()
	h.Encoded = encode(d.hdr)
	return h
}

// copied returns the histogram with a copy of its buckets. It is faster than
// encoded.
func (d *distribution) copied() Histogram {
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
		panic("measure: cannot encode a histogram in memory: " + err.Error())
	}
	return string(text)
}

func decode(encoded string) (*hdrhistogram.Histogram, error) {
	if encoded == "" {
		return newHDR(), nil
	}
	hdr, err := hdrhistogram.Decode([]byte(encoded))
	if err != nil {
		return nil, fmt.Errorf("cannot decode the histogram: %w", err)
	}
	low, high, precision := hdr.LowestTrackableValue(), hdr.HighestTrackableValue(), hdr.SignificantFigures()
	if low != lowestValue || high != highestValue || precision != digits {
		return nil, fmt.Errorf("the histogram has %d to %d ns with %d digits; expected %d to %d ns with %d",
			low, high, precision, lowestValue, highestValue, digits)
	}
	return hdr, nil
}
