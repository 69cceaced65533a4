package selfcheck

import "math"

// Score is how good the judge is, in numbers.
type Score struct {
	Caught     int `json:"caught"`   // faults
	Intended   int `json:"intended"` // of those, by the requirement that ought to
	Faults     int `json:"faults"`   // with those that are equivalent
	Equivalent int `json:"equivalent"`
	Variants   int `json:"variants"`
	Alarms     int `json:"alarms"` // about servers that are right or can't be told from those
}

// Score counts the rows.
func (m Matrix) Score() Score {
	s := Score{Faults: len(m.Faults), Variants: len(m.Variants), Alarms: len(m.With(Alarm))}
	for _, r := range m.Faults {
		if r.Equivalent != "" {
			s.Equivalent++
		}
	}
	s.Intended = len(m.With(Intended))
	s.Caught = s.Intended + len(m.With(Other))
	return s
}

// Catchable is how many faults can be told from outside.
func (s Score) Catchable() int { return s.Faults - s.Equivalent }

// Share is the part of the faults that can be caught which was, from 0 to 1,
// rounded down to four digits; 1 where there is none to be caught.
func (s Score) Share() float64 {
	if s.Catchable() == 0 {
		return 1
	}
	return math.Floor(float64(s.Caught)/float64(s.Catchable())*1e4) / 1e4
}
