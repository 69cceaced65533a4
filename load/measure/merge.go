package measure

import (
	"fmt"
	"slices"
)

// apart is by how many milliseconds the durations of two phases that belong
// together may differ.
const apart = 1000

// Merge puts the same phase of two processes that shared its load together:
// as if one had recorded all. Seconds are counted from the beginning of each,
// since clocks of two machines may differ. It is an error if the phases differ
// in name, operations or duration, or contradict themselves.
func Merge(a, b Phase) (Phase, error) {
	if err := fit(a, b); err != nil {
		return Phase{}, err
	}
	p := Phase{Name: a.Name, Begin: a.Begin, Offered: a.Offered + b.Offered, Unsent: a.Unsent + b.Unsent}
	if b.Begin.Before(a.Begin) {
		p.Begin = b.Begin
	}
	var err error
	if p.All, err = mergeOperation(a.All, b.All); err != nil {
		return Phase{}, err
	}
	for i := range a.Operations {
		o, err := mergeOperation(a.Operations[i], b.Operations[i])
		if err != nil {
			return Phase{}, err
		}
		p.Operations = append(p.Operations, o)
	}
	if p.Seconds, err = mergeSeconds(a.Seconds, b.Seconds, ofAll); err != nil {
		return Phase{}, err
	}
	p.Classes = mergeCounts(a.Classes, b.Classes)
	p.took(max(a.Duration, b.Duration), max(a.Sending, b.Sending))
	return p, nil
}

func fit(a, b Phase) error {
	for _, p := range []Phase{a, b} {
		if err := p.Check(); err != nil {
			return err
		}
	}
	names := func(p Phase) (names []string) {
		for _, o := range p.Operations {
			names = append(names, o.Name)
		}
		return names
	}
	difference := max(a.Duration, b.Duration) - min(a.Duration, b.Duration)
	switch {
	case a.Name != b.Name:
		return fmt.Errorf("phases %q and %q are not the same", a.Name, b.Name)
	case !slices.Equal(names(a), names(b)):
		return fmt.Errorf("phase %q has the operations %q and %q", a.Name, names(a), names(b))
	case difference > apart:
		return fmt.Errorf("phase %q took %.1f s and %.1f s", a.Name, a.Duration/1000, b.Duration/1000)
	}
	return nil
}

func mergeOperation(a, b Operation) (Operation, error) {
	o := Operation{
		Name: a.Name, Requests: a.Requests + b.Requests, Errors: a.Errors + b.Errors,
		BytesIn: a.BytesIn + b.BytesIn, BytesOut: a.BytesOut + b.BytesOut,
	}
	for _, h := range []struct {
		into       *Histogram
		from, with Histogram
	}{{&o.Response, a.Response, b.Response}, {&o.Service, a.Service, b.Service}, {&o.Lag, a.Lag, b.Lag}} {
		merged, err := mergeHistogram(h.from, h.with)
		if err != nil {
			return Operation{}, err
		}
		*h.into = merged
	}
	var err error
	o.Seconds, err = mergeSeconds(a.Seconds, b.Seconds, ofOne)
	return o, err
}

func mergeHistogram(a, b Histogram) (Histogram, error) {
	sum := newDistribution()
	for _, h := range []Histogram{a, b} {
		d, err := h.distribution()
		if err != nil {
			return Histogram{}, err
		}
		sum.add(d)
	}
	return sum.result(), nil
}

func mergeSeconds(a, b []Second, kinds int) ([]Second, error) {
	if len(a) < len(b) {
		a, b = b, a
	}
	merged := slices.Clone(a)
	for i := range b {
		if err := merged[i].merge(b[i], kinds); err != nil {
			return nil, fmt.Errorf("second %d: %w", i, err)
		}
	}
	return merged, nil
}

func (s *Second) merge(with Second, kinds int) error {
	s.Offered += with.Offered
	s.Requests += with.Requests
	s.Errors += with.Errors
	if with.Requests == 0 {
		return nil
	}
	for kind := range kinds {
		sum, err := s.times(kind).distribution()
		if err != nil {
			return err
		}
		other, err := with.times(kind).distribution()
		if err != nil {
			return err
		}
		sum.add(other)
		s.times(kind).fill(&sum)
	}
	return nil
}

// mergeCounts keeps the most frequent texts and counts the rest as others.
func mergeCounts(a, b []ErrorCount) []ErrorCount {
	byText := map[string]uint64{}
	for _, c := range slices.Concat(a, b) {
		byText[c.Text] += c.Count
	}
	merged, other := []ErrorCount{}, byText[otherErrors]
	delete(byText, otherErrors)
	for text, n := range byText {
		merged = append(merged, ErrorCount{text, n})
	}
	merged = sorted(merged)
	for len(merged) > maxClasses {
		other += merged[len(merged)-1].Count
		merged = merged[:len(merged)-1]
	}
	if other > 0 {
		merged = append(merged, ErrorCount{otherErrors, other})
	}
	return merged
}
