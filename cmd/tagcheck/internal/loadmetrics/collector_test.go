package loadmetrics

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"tagcheck/load/measure"
	"tagcheck/load/slo"
)

// fixed is a collector whose figures do not change.
type fixed slo.Measurements

func (fixed) Describe(to chan<- *prometheus.Desc)   { (&collector{}).Describe(to) }
func (f fixed) Collect(to chan<- prometheus.Metric) { collect(to, "steady", slo.Measurements(f)) }

// scraped is what a client gets of the figures.
func scraped(t *testing.T, f slo.Measurements) string {
	t.Helper()
	registry := prometheus.NewPedanticRegistry()
	registry.MustRegister(fixed(f))
	r := httptest.NewRequest("GET", "/metrics", nil)
	r.Header.Set("Accept", "application/openmetrics-text; version=1.0.0")
	w := httptest.NewRecorder()
	promhttp.HandlerFor(registry, promhttp.HandlerOpts{EnableOpenMetrics: true}).ServeHTTP(w, r)
	return w.Body.String()
}

func TestTheMetricsAreTheFigures(t *testing.T) {
	classes := &measure.Classes{}
	r := measure.NewRecorder("steady", time.Now(), []string{"add", "show"}, classes)
	for i, took := range []time.Duration{
		400 * time.Microsecond, 2 * time.Millisecond, 2 * time.Millisecond, 20 * time.Second,
	} {
		s := measure.Sample{Done: took}
		if i == 3 {
			s.Class = classes.ClassOf("timeout \"\\\n")
		}
		r.Record(s)
	}
	got := scraped(t, slo.Measurements{Phase: r.Current(time.Minute), Lost: 7})
	for _, want := range []string{
		`tagcheck_load_requests_total{operation="add",phase="steady"} 4.0`,
		`tagcheck_load_requests_total{operation="show",phase="steady"} 0.0`,
		`tagcheck_load_failed_requests_total{operation="add",phase="steady"} 1.0`,
		`tagcheck_load_offered_total{phase="steady"} 4.0`,
		`tagcheck_load_errors_total{class="timeout \"\\\n",phase="steady"} 1.0`,
		`tagcheck_load_lost_total{phase="steady"} 7.0`,
		`tagcheck_load_response_seconds_bucket{operation="add",phase="steady",le="0.0005"} 1`,
		`tagcheck_load_response_seconds_bucket{operation="add",phase="steady",le="0.001"} 1`,
		`tagcheck_load_response_seconds_bucket{operation="add",phase="steady",le="0.0025"} 3`,
		`tagcheck_load_response_seconds_bucket{operation="add",phase="steady",le="10.0"} 3`,
		`tagcheck_load_response_seconds_bucket{operation="add",phase="steady",le="+Inf"} 4`,
		`tagcheck_load_response_seconds_sum{operation="add",phase="steady"} 20.0044`,
		`tagcheck_load_service_seconds_count{operation="add",phase="steady"} 4`, "# EOF\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%s is missing", want)
		}
	}
	if t.Failed() {
		t.Log(got)
	}
}

// However many kinds of errors there are, there are few label values.
func TestLabelValuesAreBounded(t *testing.T) {
	classes := &measure.Classes{}
	r := measure.NewRecorder("steady", time.Now(), []string{"add"}, classes)
	for i := range 1000 {
		r.Record(measure.Sample{Class: classes.ClassOf(strings.Repeat("x", i+1))})
	}
	got := scraped(t, slo.Measurements{Phase: r.Current(time.Second)})
	if n := strings.Count(got, "tagcheck_load_errors_total{"); n != 33 {
		t.Errorf("%d classes", n)
	}
}
