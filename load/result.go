package load

import (
	"runtime"
	"time"

	"tagcheck/fixtures/target"
	"tagcheck/load/attack"
	"tagcheck/load/measure"
	"tagcheck/load/model"
	"tagcheck/load/scenario"
	"tagcheck/load/slo"
	"tagcheck/load/transport"
)

// Schema and Version identify the JSON form of a Result.
const (
	Schema  = "https://tagcheck.dev/schema/load/v1"
	Version = 1
)

// Conclusion is the outcome of a load in one word.
type Conclusion string

// The conclusions. A load that could not be measured is Invalid: it neither passes nor
// fails.
const (
	Passed      Conclusion = "passed"
	Failed      Conclusion = "failed"
	Invalid     Conclusion = "invalid"
	Interrupted Conclusion = "interrupted"
)

// Result is the outcome of a load. It holds no secrets.
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
	Thresholds  []ThresholdResult  `json:"thresholds"`
	Conclusion  Conclusion         `json:"conclusion"`
	Reasons     []string           `json:"reasons"`           // of a conclusion other than Passed
	Aborted     string             `json:"aborted,omitempty"` // the threshold of Options.AbortOn that ended the load
	Broken      string             `json:"broken,omitempty"`  // the error that ended the load
	Interrupted bool               `json:"interrupted,omitempty"`
	Leftovers   []string           `json:"leftovers"` // images that could not be released
}

// Generator is the program and the machine that sent the load. Latencies of two loads can
// only be compared if it is the same.
type Generator struct {
	Version    string `json:"version"` // of tagcheck
	Commit     string `json:"commit"`
	Go         string `json:"go"`
	Platform   string `json:"platform"`   // GOOS/GOARCH
	Processors int    `json:"processors"` // of the machine
	InUse      int    `json:"in_use"`     // processors that the load may use
}

// ThresholdResult is the result of a threshold in a phase.
type ThresholdResult struct {
	Phase string `json:"phase"`
	slo.Result
}

// PhaseResult is the result of a phase.
type PhaseResult struct {
	measure.Phase
	Scenario    string          `json:"scenario"`
	Arrivals    string          `json:"arrivals"`
	Health      attack.Health   `json:"generator"`
	Waited      scenario.Waited `json:"waited"`
	Verified    model.Findings  `json:"verified"`
	Connections transport.Stats `json:"connections"` // of the load up to the end of the phase
}

func newResult(t target.Target, o Options) Result {
	return Result{
		Schema: Schema, Version: Version, Started: time.Now().UTC(), Target: t.Describe(), Seed: o.Seed, Workers: o.Workers,
		Generator: Generator{
			Version: o.Version, Commit: o.Commit, Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH,
			Processors: runtime.NumCPU(), InUse: runtime.GOMAXPROCS(0),
		},
		Phases: []PhaseResult{}, Thresholds: []ThresholdResult{}, Leftovers: []string{},
	}
}

// Lost returns the number of lost updates of all phases.
func (r Result) Lost() uint64 {
	var lost uint64
	for _, p := range r.Phases {
		lost += p.Verified.Lost()
	}
	return lost
}
