package load

import (
	"slices"
	"testing"
	"time"
)

// Each bound is exact: at the bound the phase is valid, a moment beyond it is not.
func TestValidityOfAPhase(t *testing.T) {
	const (
		ms        = time.Millisecond
		slow      = " while workers were idle: this machine is too slow for this rate; latency figures are not valid"
		processor = " of its processors, so that it may be the bottleneck: " +
			"lower the rate, or use a machine with faster processors"
		images = " for images to be created: lower the rate, or choose a scenario that needs fewer images"
	)
	for _, tt := range []struct {
		name   string
		change func(*PhaseResult)
		want   string
	}{
		{"good", func(*PhaseResult) {}, ""},
		{"lag at its bound", func(p *PhaseResult) { p.Health.Lag = MaxLag }, ""},
		{"lag above its bound", func(p *PhaseResult) { p.Health.Lag = MaxLag + 10*time.Microsecond },
			"steady: p99 send delay 2.01ms" + slow},
		{"lag of a fast server", func(p *PhaseResult) { p.Health.Lag = 6_803_999 },
			"steady: p99 send delay 6.8ms" + slow},
		{"lag at 10 % of the response time",
			func(p *PhaseResult) { p.All.Response.Percentiles.P99, p.Health.Lag = 100, 10*ms }, ""},
		{"lag above 10 % of the response time",
			func(p *PhaseResult) { p.All.Response.Percentiles.P99, p.Health.Lag = 100, 10*ms+10*time.Microsecond },
			"steady: p99 send delay 10.01ms" + slow},
		{"lag above 10 % of a short response time",
			func(p *PhaseResult) { p.All.Response.Percentiles.P99, p.Health.Lag = 0.1, 2*ms }, ""},

		{"processors at their bound", func(p *PhaseResult) { p.Health.CPU = MaxCPUShare }, ""},
		{"processors above their bound", func(p *PhaseResult) { p.Health.CPU = 0.86 },
			"steady: the load generator used 86 %" + processor},

		{"waiting for images at its bound", func(p *PhaseResult) { p.Waited.Images = 40 * ms }, ""}, // 4 workers for a second
		{"waiting for images above its bound", func(p *PhaseResult) { p.Waited.Images = 41 * ms },
			"steady: workers waited 41ms" + images},
		{"waiting for tags", func(p *PhaseResult) { p.Waited.Keys = time.Hour }, ""},
		{"waiting for images in no time", func(p *PhaseResult) { p.Waited.Images, p.Health.Elapsed = ms, 0 }, ""},
		{"waiting for images all the time", func(p *PhaseResult) {
			p.Waited.Images, p.Health.Elapsed, p.Health.Workers = 1, 1, 1
		}, "steady: workers waited 0s" + images},
		{"waiting without workers", func(p *PhaseResult) { p.Waited.Images, p.Health.Workers = ms, 0 }, ""},

		{"unread image", func(p *PhaseResult) { p.Verified.Unread, p.Verified.WhyUnread = 1, "answered 503" },
			"steady: 1 image could not be read back, so that lost updates may be unnoticed: answered 503"},

		{"unread images", func(p *PhaseResult) { p.Verified.Unread, p.Verified.WhyUnread = 2, "answered 503" },
			"steady: 2 images could not be read back, so that lost updates may be unnoticed: answered 503"},

		{"login", func(p *PhaseResult) { p.Health.Lapsed = "the token expired" }, "steady: the token expired"},
	} {
		p := steady()
		tt.change(&p)
		var want []string
		if tt.want != "" {
			want = []string{tt.want}
		}
		if got := p.whyInvalid(); !slices.Equal(got, want) {
			t.Errorf("%s: %q, expected %q", tt.name, got, want)
		}
	}
}

func TestAllReasonsForInvalidityAreNamed(t *testing.T) {
	p := steady()
	p.Health.Lag, p.Health.CPU, p.Health.Lapsed = time.Second, 1, "the token expired"
	p.Waited.Images, p.Verified.Unread = time.Minute, 2
	if got := p.whyInvalid(); len(got) != 5 {
		t.Errorf("%q", got)
	}
}
