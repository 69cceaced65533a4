package scenario

import "time"

// Composition is a load of several phases, one after the other, as a YAML file
// describes it:
//
//	phases:
//	  - name: warm-up          # of letters, digits and hyphens; each its own
//	    duration: 10s
//	    rate: 200/s      # how requests arrive, kept as text
//	    scenario: churn        # one of Plans, or else weights
//	  - name: day
//	    duration: 2m
//	    rate: 500/s
//	    weights:               # of operations: whole numbers, 0 to 1000, not all 0
//	      add: 30
//	      remove: 30
//	      add-again: 10
//	      remove-absent: 10
//	      show: 20
//	    images: 50             # at a time; the scenario's own number, or 32
//	    tags: [short, long]    # one kind or several: short, long, multi-byte
//
// A phase needs name, duration, rate, and scenario or weights; the rest may be
// left out. Nothing else may be there.
type Composition struct {
	Phases []Phase
}

// Phase is one part of a composition.
type Phase struct {
	Name     string
	Duration time.Duration
	Rate     string // how requests arrive; what it means is not looked at
	Plan     Plan
	// Origin and RateOrigin say where the phase and its rate stand, such as
	// load.yaml:3, for messages of whoever reads the rate.
	Origin, RateOrigin string
}
