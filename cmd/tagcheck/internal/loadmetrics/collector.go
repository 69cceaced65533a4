// Package loadmetrics serves the figures of a running load as OpenMetrics, so
// that Prometheus can watch a soak test.
//
//	s, err := loadmetrics.Listen("127.0.0.1:9100")
//	...
//	defer s.Close()
//	options.Measuring = s.Measuring // of load.Run
package loadmetrics

import (
	"sync"

	"github.com/prometheus/client_golang/prometheus"

	"tagcheck/load"
	"tagcheck/load/measure"
	"tagcheck/load/slo"
)

// bounds are the upper ends of the buckets of times, in seconds.
var bounds = []float64{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10}

// The number of label values is bounded: phases and operations are those of the
// plan, and there are at most 33 classes of errors.
var (
	offered  = describe("offered_total", "Requests that were due and are finished.", "phase")
	requests = describe("requests_total", "Requests that were sent and finished.", "phase", "operation")
	failed   = describe("failed_requests_total", "Requests that were not answered as expected.", "phase", "operation")
	byClass  = describe("errors_total", "Requests that were not answered as expected, by class.", "phase", "class")
	lost     = describe("lost_total", "Acknowledged changes known to be lost.", "phase")
	response = describe("response_seconds", "Time from when a request was due to its answer.", "phase", "operation")
	service  = describe("service_seconds", "Time from when a request was sent to its answer.", "phase", "operation")
)

func describe(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("tagcheck_load_"+name, help, labels, nil)
}

// collector reads the figures of a load when they are scraped: sending costs
// nothing more.
type collector struct {
	mu     sync.Mutex
	phases []load.Live
}

func (c *collector) add(phase load.Live) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.phases = append(c.phases, phase)
}

// Describe implements [prometheus.Collector].
func (c *collector) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{offered, requests, failed, byClass, lost, response, service} {
		to <- d
	}
}

// Collect implements [prometheus.Collector]: it sends the figures so far.
func (c *collector) Collect(to chan<- prometheus.Metric) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, phase := range c.phases {
		collect(to, phase.Phase, phase.Measurements())
	}
}

func collect(to chan<- prometheus.Metric, phase string, f slo.Measurements) {
	count := func(d *prometheus.Desc, n uint64, labels ...string) {
		to <- prometheus.MustNewConstMetric(
			d, prometheus.CounterValue, float64(n), append([]string{phase}, labels...)...,
		)
	}
	count(offered, f.Phase.Offered)
	count(lost, f.Lost)
	for _, class := range f.Phase.Classes {
		count(byClass, class.Count, class.Text)
	}
	for _, o := range f.Phase.Operations {
		count(requests, o.Requests, o.Name)
		count(failed, o.Errors, o.Name)
		to <- histogram(response, o.Response, phase, o.Name)
		to <- histogram(service, o.Service, phase, o.Name)
	}
}

// histogram gives the distribution by the fixed bounds. HDR histograms hold times
// to 0.1 %, so a time at a bound may be counted above it.
func histogram(d *prometheus.Desc, h measure.Histogram, labels ...string) prometheus.Metric {
	hdr, err := h.Decode()
	if err != nil {
		return prometheus.NewInvalidMetric(d, err)
	}
	buckets := map[float64]uint64{}
	for _, bound := range bounds {
		buckets[bound] = 0
	}
	for _, bar := range hdr.Distribution() {
		for _, bound := range bounds {
			if float64(bar.To) <= bound*1e9 {
				buckets[bound] += uint64(bar.Count)
			}
		}
	}
	return prometheus.MustNewConstHistogram(d, h.Count, h.Mean*float64(h.Count)/1e3, buckets, labels...)
}
