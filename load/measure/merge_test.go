package measure

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

func recorded(samples []Sample, texts ...string) Phase {
	r := newTestRecorder("add", "remove")
	for _, text := range texts {
		r.classes.Of(text)
	}
	for _, s := range samples {
		r.Record(s)
	}
	return r.Result(8 * time.Second)
}

// means are sums of floats, whose order shows in the last digits.
func withoutMeans(p Phase) Phase {
	p.Operations = append([]Operation{}, p.Operations...)
	for _, o := range []*Operation{&p.All, &p.Operations[0], &p.Operations[1]} {
		for _, h := range []*Histogram{&o.Response, &o.Service, &o.Lag} {
			h.Mean = math.Round(h.Mean * 1e6)
		}
	}
	return p
}

func TestMergedPhasesAreAsIfOneHadRecordedAll(t *testing.T) {
	samples := traffic(6, 8000, 1, 2, 3)
	samples = append(samples, Sample{Due: 8 * time.Second, Sent: 9 * time.Second, Done: 9*time.Second + Limit*2})
	var even, odd []Sample
	for i, s := range samples {
		if i%3 == 0 {
			even = append(even, s)
		} else {
			odd = append(odd, s)
		}
	}
	want := recorded(samples, "timeout", "status 500", "reset")
	for _, parts := range [][2][]Sample{{even, odd}, {odd, even}, {samples, nil}, {nil, samples}} {
		a, b := recorded(parts[0], "timeout", "status 500", "reset"), recorded(parts[1], "timeout", "status 500", "reset")
		b.Begin = b.Begin.Add(time.Hour) // a clock that is wrong
		got, err := Merge(a, b)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(withoutMeans(got), withoutMeans(want)) {
			t.Errorf("of %d and %d: the whole differs", len(parts[0]), len(parts[1]))
		}
		if err := got.Check(); err != nil {
			t.Error(err)
		}
	}
}

func TestWhatDoesNotFitIsNotMerged(t *testing.T) {
	sound := recorded(traffic(7, 2000, 1), "timeout")
	of := func(change func(*Phase)) Phase {
		p := sound
		p.Operations, p.Seconds = slices.Clone(p.Operations), slices.Clone(p.Seconds)
		change(&p)
		return p
	}
	for says, other := range map[string]Phase{
		`phases "steady" and "warm-up"`:         of(func(p *Phase) { p.Name = "warm-up" }),
		`has the operations ["add" "remove"]`:   of(func(p *Phase) { p.Operations[1].Name = "show" }),
		`took 8.0 s and 9.1 s`:                  of(func(p *Phase) { p.Duration = 9100 }),
		`1999 values of 1000 requests`:          of(func(p *Phase) { p.Operations[0].Lag.Count = 1999 }),
		`requests of its operations are 1000`:   of(func(p *Phase) { p.Operations = p.Operations[:1] }),
		`errors of its classes are 0, not 200`:  of(func(p *Phase) { p.Classes = nil }),
		`requests of its seconds are`:           of(func(p *Phase) { p.Seconds = p.Seconds[:1] }),
		`requests sent and unsent are 2001`:     of(func(p *Phase) { p.Unsent++ }),
		`2001 errors of 2000 requests`:          of(func(p *Phase) { p.All.Errors = 2001 }),
		`service: the histogram can't be read`:  of(func(p *Phase) { p.All.Service.Encoded = "AAAA" }),
		`the histogram holds 2000 values`:       of(func(p *Phase) { p.Operations[0].Lag.Encoded = p.All.Lag.Encoded }),
		`second 1: the histogram can't be read`: of(func(p *Phase) { p.Seconds[1].Service.Encoded = "AAAA" }),
		`second 0: 995 values of 996 requests`:  of(func(p *Phase) { p.Seconds[0].Requests++ }),
		`"remove": second 1: the histogram can't`: of(func(p *Phase) {
			p.Operations[1].Seconds = slices.Clone(p.Operations[1].Seconds)
			p.Operations[1].Seconds[1].Response.Encoded = "AAAA"
		}),
		`"add": the requests of its seconds are 0`: of(func(p *Phase) { p.Operations[0].Seconds = nil }),
		`the histogram is of 1 to 60000000000 ns `: of(func(p *Phase) { p.All.Lag.Encoded = foreign }),
	} {
		if _, err := Merge(other, sound); err == nil {
			t.Errorf("%q is no error the other way round", says)
		}
		if _, err := Merge(sound, other); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("expected %q, came %v", says, err)
		}
	}
}

func TestMergedErrorsAreBoundedToo(t *testing.T) {
	var a, b []ErrorCount
	for i := range uint64(maxClasses) {
		a = append(a, ErrorCount{fmt.Sprintf("a%02d", i), 100 + i})
		b = append(b, ErrorCount{fmt.Sprintf("b%02d", i), 1})
	}
	b = append(b, ErrorCount{"a00", 7}, ErrorCount{otherErrors, 5000})
	got := mergeCounts(a, b)
	if len(got) != maxClasses+1 || got[0] != (ErrorCount{"a31", 131}) || got[maxClasses] != (ErrorCount{otherErrors, 5032}) {
		t.Errorf("%v", got)
	}
	var sum uint64
	for _, c := range got {
		sum += c.Count
	}
	if sum != 3200+31*16+32+7+5000 {
		t.Errorf("%d errors", sum)
	}
}
