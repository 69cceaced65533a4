package scenario

import (
	"fmt"
	"time"

	"tagcheck/load/model"
)

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

// FileError is one mistake in a file.
type FileError struct {
	Origin  string // the file and the line
	Problem string
}

// Error names the place, then the problem.
func (e *FileError) Error() string { return e.Origin + ": " + e.Problem }

// maxDuration bounds a phase: a number beyond is a slip.
const maxDuration = 30 * 24 * time.Hour

// phase reads one phase; what is wrong with it is refused.
func (d *document) phase(e entry) (p Phase) {
	p.Origin = d.origin(e.at)
	read := map[string]func(entry){
		"name":     func(v entry) { p.Name = d.name(v) },
		"duration": func(v entry) { p.Duration = d.duration(v) },
		"rate":     func(v entry) { p.Rate, p.RateOrigin = d.text(v), d.origin(v.at) },
		"scenario": func(v entry) { p.Plan = d.scenario(v) },
		"weights":  func(v entry) { p.Plan.Weights = d.weights(v) },
		"images":   func(v entry) { p.Plan.Images = d.number(v, 1, MaxImages) },
		"tags":     func(v entry) { p.Plan.Tags = d.kinds(v) },
	}
	given := map[string]entry{}
	for _, v := range d.entries(e.value, e.at) {
		if read[v.name] == nil {
			d.refuse(v.at, "unknown key %q; the keys of a phase are name, duration, rate, scenario, weights, images, tags", v.name)
			continue
		}
		given[v.name] = v
	}
	// The scenario comes first: the others change it.
	for _, key := range []string{"scenario", "weights", "name", "duration", "rate", "images", "tags"} {
		if v, ok := given[key]; ok {
			read[key](v)
		}
	}
	d.complete(e, given)
	if _, named := given["scenario"]; !named {
		p.Plan.Name, p.Plan.Text = p.Name, "operations by weights of their own"
		if p.Plan.Images == 0 {
			p.Plan.Images = DefaultImages
		}
		if len(p.Plan.Tags) == 0 {
			p.Plan.Tags = []TagKind{Short}
		}
	}
	return p
}

// complete refuses a phase that lacks something, or says it twice.
func (d *document) complete(e entry, given map[string]entry) {
	for _, key := range []string{"name", "duration", "rate"} {
		if _, ok := given[key]; !ok && len(given) > 0 {
			d.refuse(e.at, "the phase has no %s", key)
		}
	}
	_, named := given["scenario"]
	weights, weighed := given["weights"]
	switch {
	case named && weighed:
		d.refuse(weights.at, "the phase has a scenario and weights; leave out one of the two")
	case !named && !weighed && len(given) > 0:
		d.refuse(e.at, "the phase has neither a scenario nor weights")
	}
}

func (d *document) scenario(v entry) Plan {
	text := d.text(v)
	p, ok := ByName(text)
	if !ok && text != "" {
		d.refuse(v.at, "there is no scenario %q; the scenarios are %s", text, planNames())
	}
	return p
}

func (d *document) weights(v entry) (weights Weights) {
	sum, before, entries := 0, len(d.problems), d.entries(v.value, v.at)
	for _, w := range entries {
		o, ok := model.OperationNamed(w.name)
		if !ok {
			d.refuse(w.at, "unknown operation %q; the operations are %s", w.name, operationList())
			return weights
		}
		weights[o] = d.number(w, 0, MaxWeight)
		sum += weights[o]
	}
	if sum == 0 && len(d.problems) == before {
		d.refuse(v.at, "the weights are all 0; at least one operation needs a positive one")
	}
	return weights
}

func (d *document) duration(v entry) time.Duration {
	text := d.text(v)
	duration, err := time.ParseDuration(text)
	switch {
	case text == "":
	case err != nil:
		d.refuse(v.at, "%q is no duration; write one such as 30s, 5m or 1h30m", text)
	case duration <= 0 || duration > maxDuration:
		d.refuse(v.at, "a phase must last more than 0 and at most %s", fmt.Sprint(maxDuration))
	}
	return duration
}
