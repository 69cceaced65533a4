package measure

import "fmt"

// Check says whether p contradicts itself, as a file may that was cut or
// edited: each histogram must be readable and hold as many values as there
// were requests, and sums must be sums.
func (p Phase) Check() error {
	if err := p.check(); err != nil {
		return fmt.Errorf("phase %q: %w", p.Name, err)
	}
	return nil
}

func (p Phase) check() error {
	var sum Operation
	for _, o := range p.Operations {
		if err := o.check(); err != nil {
			return fmt.Errorf("operation %q: %w", o.Name, err)
		}
		sum.Requests += o.Requests
		sum.Errors += o.Errors
		if len(p.Operations) == 1 {
			continue // its seconds are those of the phase
		}
		if err := o.checkSeconds(); err != nil {
			return fmt.Errorf("operation %q: %w", o.Name, err)
		}
	}
	if err := p.All.check(); err != nil {
		return err
	}
	seconds, err := sumOf(p.Seconds, ofAll)
	if err != nil {
		return err
	}
	var failed uint64
	for _, c := range p.Classes {
		failed += c.Count
	}
	return same(
		figure{"requests of its operations", sum.Requests, p.All.Requests},
		figure{"errors of its operations", sum.Errors, p.All.Errors},
		figure{"errors of its classes", failed, p.All.Errors},
		figure{"requests of its seconds", seconds.Requests, p.All.Requests},
		figure{"errors of its seconds", seconds.Errors, p.All.Errors},
		figure{"requests offered in its seconds", seconds.Offered, p.Offered},
		figure{"requests sent and unsent", p.All.Requests + p.Unsent, p.Offered},
	)
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

func (o Operation) checkSeconds() error {
	sum, err := sumOf(o.Seconds, ofOne)
	if err != nil {
		return err
	}
	return same(figure{"requests of its seconds", sum.Requests, o.Requests}, figure{"errors of its seconds", sum.Errors, o.Errors})
}

// sumOf adds up seconds that are sound.
func sumOf(seconds []Second, kinds int) (sum Second, err error) {
	for i, s := range seconds {
		if err := s.check(kinds); err != nil {
			return sum, fmt.Errorf("second %d: %w", i, err)
		}
		sum.Offered += s.Offered
		sum.Requests += s.Requests
		sum.Errors += s.Errors
	}
	return sum, nil
}

// figure is a number that follows from others.
type figure struct {
	what      string
	got, want uint64
}

func same(figures ...figure) error {
	for _, f := range figures {
		if f.got != f.want {
			return fmt.Errorf("the %s are %d, not %d", f.what, f.got, f.want)
		}
	}
	return nil
}
