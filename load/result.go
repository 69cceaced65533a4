package load

import (
	"fmt"
	"runtime"
	"slices"
	"time"

	"tagcheck/fixtures/target"
	"tagcheck/load/attack"
	"tagcheck/load/measure"
	"tagcheck/load/scenario"
	"tagcheck/load/slo"
	"tagcheck/load/transport"
)

// Schema and Version name the form of a Result in JSON.
const (
	Schema  = "https://tagcheck.dev/schema/load/v1"
	Version = 1
)

// Conclusion is what is said of a load as a whole.
type Conclusion string

// The conclusions. A load that could not be measured well is Invalid: it neither
// passes nor fails.
const (
	Passed      Conclusion = "passed"
	Failed      Conclusion = "failed"
	Invalid     Conclusion = "invalid"
	Interrupted Conclusion = "interrupted"
)

// Result is what came of a load. It holds no secrets.
type Result struct {
	Schema      string             `json:"schema"`
	Version     int                `json:"version"`
	Generator   Generator          `json:"generator"`
	Started     time.Time          `json:"started"`
	Ended       time.Time          `json:"ended"`
	Target      target.Description `json:"target"`
	Seed        uint64             `json:"seed"`
	Workers     int                `json:"workers"`
	Phases      []PhaseResult      `json:"phases"`
	Thresholds  []Judged           `json:"thresholds"`
	Conclusion  Conclusion         `json:"conclusion"`
	Reasons     []string           `json:"reasons"`           // of a conclusion that is not Passed
	Aborted     string             `json:"aborted,omitempty"` // by which threshold
	Broken      string             `json:"broken,omitempty"`  // why it could not be done
	Interrupted bool               `json:"interrupted,omitempty"`
	Leftovers   []string           `json:"leftovers"` // images that could not be given back
}

// Generator is what sent the load, and from what: figures of two loads can only
// be compared where it is the same.
type Generator struct {
	Version    string `json:"version"` // of tagcheck
	Commit     string `json:"commit"`
	Go         string `json:"go"`
	Platform   string `json:"platform"`   // GOOS/GOARCH
	Processors int    `json:"processors"` // of the machine
	InUse      int    `json:"in_use"`     // of these, by the load
}

func generatorOf(o Options) Generator {
	return Generator{
		Version: o.Version, Commit: o.Commit, Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH,
		Processors: runtime.NumCPU(), InUse: runtime.GOMAXPROCS(0),
	}
}

// Judged is what came of a threshold in a phase.
type Judged struct {
	Phase string `json:"phase"`
	slo.Result
}

// PhaseResult is what came of a phase.
type PhaseResult struct {
	measure.Phase
	Scenario    string          `json:"scenario"`
	Arrivals    string          `json:"arrivals"`
	Health      attack.Health   `json:"generator"`
	Waited      scenario.Waited `json:"waited"`
	Verified    scenario.Result `json:"verified"`
	Connections transport.Stats `json:"connections"` // of the load so far
}

// Lost is how many acknowledged changes were lost in all phases.
func (r Result) Lost() uint64 {
	var lost uint64
	for _, p := range r.Phases {
		lost += p.Verified.Lost()
	}
	return lost
}

// conclude comes to the conclusion. What was lost was lost, however the
// measurement was, and so is a tag that nobody added; after that only a valid one
// counts.
func (r *Result) conclude(o Options) {
	var failed, invalid []string
	wrong := false
	for _, p := range r.Phases {
		losses := p.losses()
		wrong = wrong || len(losses) > 0
		failed = append(failed, losses...)
		invalid = append(invalid, p.invalid()...)
		if p.Health.Sent == 0 {
			continue // it was interrupted before
		}
		for _, judged := range slo.Evaluate(p.thresholds(o.SLOs), slo.Measurements{Phase: p.Phase, Lost: p.Verified.Lost()}) {
			r.Thresholds = append(r.Thresholds, Judged{p.Name, judged})
			switch judged.Outcome {
			case slo.Invalid:
				invalid = append(invalid, p.Name+": "+judged.String())
			case slo.Missed:
				failed = append(failed, p.Name+": "+judged.String())
			}
		}
	}
	if r.Aborted != "" {
		failed = append(failed, "ended early: "+r.Aborted)
	}
	if r.Broken != "" {
		invalid = append(invalid, r.Broken)
	}
	switch {
	case wrong:
		r.Conclusion, r.Reasons = Failed, append(failed, invalid...)
	case r.Interrupted:
		r.Conclusion, r.Reasons = Interrupted, []string{"it was interrupted"}
	case len(invalid) > 0:
		r.Conclusion, r.Reasons = Invalid, invalid
	case len(failed) > 0:
		r.Conclusion, r.Reasons = Failed, failed
	default:
		r.Conclusion, r.Reasons = Passed, []string{}
	}
}

// thresholds are those that are about operations of the phase.
func (p PhaseResult) thresholds(all []slo.Threshold) []slo.Threshold {
	var operations []string
	for _, o := range p.Operations {
		operations = append(operations, o.Name)
	}
	return slices.DeleteFunc(slices.Clone(all), func(t slo.Threshold) bool { return t.CheckOperation(operations) != nil })
}

// losses says what the target lost, or has and should not.
func (p PhaseResult) losses() []string {
	v := p.Verified
	var why []string
	if v.Lost() > 0 {
		why = append(why, fmt.Sprintf("%s: %d acknowledged changes are lost: %d tags that were added are missing, %d that were removed are back", p.Name, v.Lost(), v.LostAdditions, v.ReturnedRemovals))
	}
	if v.Unexpected > 0 {
		why = append(why, fmt.Sprintf("%s: %d tags are there that nobody added", p.Name, v.Unexpected))
	}
	return why
}
