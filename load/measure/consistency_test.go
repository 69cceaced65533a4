package measure

import "fmt"

// consistent returns an error if p contradicts itself: every histogram must be
// readable and hold one value for each request, and totals must be sums.
func consistent(p Phase) error {
	var sum Operation
	for _, o := range p.Operations {
		if err := consistentOperation(o); err != nil {
			return fmt.Errorf("operation %q: %w", o.Name, err)
		}
		sum.Requests += o.Requests
		sum.Errors += o.Errors
		if len(p.Operations) == 1 {
			continue // its seconds are those of the phase
		}
		s, err := sumOf(o.Seconds, operationTimes)
		if err != nil || s.Requests != o.Requests || s.Errors != o.Errors {
			return fmt.Errorf("operation %q: %w; seconds %+v", o.Name, err, s)
		}
	}
	if err := consistentOperation(p.All); err != nil {
		return err
	}
	s, err := sumOf(p.Seconds, phaseTimes)
	if err != nil {
		return err
	}
	var failed uint64
	for _, c := range p.Classes {
		failed += c.Count
	}
	for what, pair := range map[string][2]uint64{
		"requests of the operations": {sum.Requests, p.All.Requests},
		"errors of the operations":   {sum.Errors, p.All.Errors},
		"errors of the classes":      {failed, p.All.Errors},
		"requests of the seconds":    {s.Requests, p.All.Requests},
		"errors of the seconds":      {s.Errors, p.All.Errors},
		"offered in the seconds":     {s.Offered, p.Offered},
		"requests sent and unsent":   {p.All.Requests + p.Unsent, p.Offered},
	} {
		if pair[0] != pair[1] {
			return fmt.Errorf("%s: %d, expected %d", what, pair[0], pair[1])
		}
	}
	return nil
}

func consistentOperation(o Operation) error {
	for name, h := range map[string]Histogram{"response": o.Response, "service": o.Service, "lag": o.Lag} {
		if h.Count != o.Requests {
			return fmt.Errorf("%s: %d values of %d requests", name, h.Count, o.Requests)
		}
		if _, err := h.Decode(); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

func sumOf(seconds []Second, kinds int) (sum Second, err error) {
	for i, s := range seconds {
		for kind := range kinds {
			hdr, err := decode(s.times(kind).Encoded)
			if err != nil || uint64(hdr.TotalCount()) != s.Requests {
				return sum, fmt.Errorf("second %d, kind %d: %v, %d requests", i, kind, err, s.Requests)
			}
		}
		sum.Offered += s.Offered
		sum.Requests += s.Requests
		sum.Errors += s.Errors
	}
	return sum, nil
}
