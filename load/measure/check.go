package measure

import "fmt"

// Check says whether p contradicts itself, as a file may that was cut or
// edited: each histogram must be readable and hold as many values as there
// were requests, and sums must be sums.
func (p Phase) Check() error {
	var sum Operation
	for _, o := range p.Operations {
		if err := o.check(); err != nil {
			return fmt.Errorf("phase %q: operation %q: %w", p.Name, o.Name, err)
		}
		sum.Requests += o.Requests
		sum.Errors += o.Errors
	}
	if err := p.All.check(); err != nil {
		return fmt.Errorf("phase %q: %w", p.Name, err)
	}
	var seconds Second
	for _, s := range p.Seconds {
		seconds.Offered += s.Offered
		seconds.Requests += s.Requests
		seconds.Errors += s.Errors
	}
	var failed uint64
	for _, c := range p.Classes {
		failed += c.Count
	}
	for _, s := range []struct {
		what      string
		got, want uint64
	}{
		{"requests of its operations", sum.Requests, p.All.Requests},
		{"errors of its operations", sum.Errors, p.All.Errors},
		{"errors of its classes", failed, p.All.Errors},
		{"requests of its seconds", seconds.Requests, p.All.Requests},
		{"errors of its seconds", seconds.Errors, p.All.Errors},
		{"requests offered in its seconds", seconds.Offered, p.Offered},
		{"requests sent and unsent", p.All.Requests + p.Unsent, p.Offered},
	} {
		if s.got != s.want {
			return fmt.Errorf("phase %q: the %s are %d, not %d", p.Name, s.what, s.got, s.want)
		}
	}
	return nil
}

func (o Operation) check() error {
	if o.Errors > o.Requests {
		return fmt.Errorf("%d errors of %d requests", o.Errors, o.Requests)
	}
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
