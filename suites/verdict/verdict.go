package verdict

import (
	"time"

	"tagcheck/suites/requirement"
)

// Outcome is how one check ended.
type Outcome string

// The outcomes of a check.
const (
	Passed      Outcome = "passed"
	Failed      Outcome = "failed"
	Blocked     Outcome = "blocked"     // its set-up failed, so it judged nothing
	Unsupported Outcome = "unsupported" // the target lacks what it needs
	Undecided   Outcome = "undecided"   // throttled or unreachable: another run may decide it
	Unseen      Outcome = "unseen"      // the target does not show what it judges
	NotRun      Outcome = "not-run"     // the run ended before
)

// Check is the result of one check: a spec, or a rule over all traffic.
type Check struct {
	ID           string        `json:"id"` // area and title; stable from run to run
	Area         string        `json:"area"`
	Title        string        `json:"title"`
	Requirements []string      `json:"requirements"` // IDs
	Outcome      Outcome       `json:"outcome"`
	Reason       string        `json:"reason,omitempty"`     // for another outcome than passed
	Deviations   []string      `json:"deviations,omitempty"` // every expectation that was not met
	Declared     bool          `json:"declared,omitempty"`   // unsupported because the target declares so
	Started      time.Time     `json:"started"`
	Duration     time.Duration `json:"duration_ns"`
	Exchanges    []int         `json:"exchanges,omitempty"` // IDs, in order
	Evidence     []int         `json:"evidence,omitempty"`  // IDs of the exchanges that prove a failure
	InTurn       bool          `json:"in_turn,omitempty"`   // the evidence is one sequence, each exchange needed
	Location     string        `json:"location,omitempty"`  // file and line in the suites
	Attachments  []Attachment  `json:"attachments,omitempty"`
}

// Attachment is a file that explains the outcome of a check.
type Attachment struct {
	Name      string `json:"name"` // without a folder
	MediaType string `json:"media_type"`
	Content   []byte `json:"content"`
}

// Verdict is the verdict on a requirement.
type Verdict string

// The verdicts.
const (
	Pass           Verdict = "pass"
	Fail           Verdict = "fail"
	Warn           Verdict = "warn"            // a SHOULD or a MAY is not met
	Block          Verdict = "blocked"         // the set-up of a check failed
	NotSupported   Verdict = "unsupported"     // the target lacks what all checks need
	Waived         Verdict = "waived"          // an expected failure
	NotVerified    Verdict = "not-verified"    // no check judged it
	WaiverObsolete Verdict = "waiver-obsolete" // waived, but it passes: the waiver must be removed
)

// Requirement is a requirement with its verdict.
type Requirement struct {
	requirement.Requirement
	Verdict  Verdict `json:"verdict"`
	Reason   string  `json:"reason,omitempty"`   // for another verdict than pass
	Declared bool    `json:"declared,omitempty"` // unsupported because the target declares so
	// Undecided means that another run may verify the requirement: the target was throttling,
	// unreachable or gone, or the run was interrupted.
	Undecided bool     `json:"undecided,omitempty"`
	Checks    []string `json:"checks"` // IDs of the checks that judged it
	Waiver    *Waiver  `json:"waiver,omitempty"`
}

// Conclusion is the conclusion of a run.
type Conclusion string

// The conclusions.
const (
	Conformant       Conclusion = "conformant"
	NonConformant    Conclusion = "non-conformant"
	Inconclusive     Conclusion = "inconclusive"
	NotFullyVerified Conclusion = "not fully verified"
	Interrupted      Conclusion = "interrupted"
)

// Gate is what a run accepts. The zero value is the strictest: a warning makes a run non-conformant,
// and a requirement that was not verified makes it not fully verified.
type Gate struct {
	AllowWarnings   bool // a SHOULD that is not met does not fail the run
	AllowUnverified bool // a requirement that was not verified does not fail the run
}
