package score

import "math"

// Counts is what a self-check counts.
type Counts struct {
	Caught     int `json:"caught"`     // faults
	Intended   int `json:"intended"`   // of those, by the requirement that the fault names
	Faults     int `json:"faults"`     // with those that are equivalent
	Equivalent int `json:"equivalent"` // that no request can distinguish from a correct server
	Variants   int `json:"variants"`
	Alarms     int `json:"alarms"` // complaints about correct servers, or equivalent to one
}

// Catchable is the number of faults that can be caught.
func (c Counts) Catchable() int { return c.Faults - c.Equivalent }

// Share is the part of the faults that can be caught which was caught, from 0 to
// 1 and rounded down to four digits; 1 where there is none to catch.
func (c Counts) Share() float64 {
	if c.Catchable() == 0 {
		return 1
	}
	return math.Floor(float64(c.Caught)/float64(c.Catchable())*1e4) / 1e4
}
