// Package verdict turns the outcomes of checks into what is said of each
// requirement and of the whole run: profile and waivers in, verdicts out.
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
	Blocked     Outcome = "blocked"     // its set-up failed: nothing was judged
	Unsupported Outcome = "unsupported" // the target lacks what it needs
	Undecided   Outcome = "undecided"   // throttled or unreachable: another run may tell
	Unseen      Outcome = "unseen"      // the target shows too little to judge it
	NotRun      Outcome = "not-run"     // interrupted before it began
)

// Check is one executable spec, or one rule over all traffic, as it ended.
type Check struct {
	ID           string        `json:"id"` // area and title; stable from run to run
	Area         string        `json:"area"`
	Title        string        `json:"title"`
	Requirements []string      `json:"requirements"`
	Outcome      Outcome       `json:"outcome"`
	Reason       string        `json:"reason,omitempty"`     // why it did not pass
	Deviations   []string      `json:"deviations,omitempty"` // every expectation that was not met
	Declared     bool          `json:"declared,omitempty"`   // unsupported because the target declares so
	Started      time.Time     `json:"started"`
	Duration     time.Duration `json:"duration_ns"`
	Exchanges    []int         `json:"exchanges,omitempty"` // IDs, in order
	Evidence     []int         `json:"evidence,omitempty"`  // IDs of the exchanges that prove a failure
	InTurn       bool          `json:"in_turn,omitempty"`   // the evidence is one sequence of requests, of which each is needed
	Location     string        `json:"location,omitempty"`  // file and line in the suites
	Attachments  []Attachment  `json:"attachments,omitempty"`
}

// Attachment is a file that says more of how a check ended.
type Attachment struct {
	Name      string `json:"name"` // without a folder
	MediaType string `json:"media_type"`
	Content   []byte `json:"content"`
}

// Verdict is what is said of a requirement.
type Verdict string

// The verdicts.
const (
	Pass           Verdict = "pass"
	Fail           Verdict = "fail"
	Warn           Verdict = "warn" // a SHOULD that is not met
	Block          Verdict = "blocked"
	NotSupported   Verdict = "unsupported"
	Waived         Verdict = "waived"
	NotVerified    Verdict = "not-verified"
	WaiverObsolete Verdict = "waiver-obsolete" // waived, yet it passes: the waiver must go
)

// Requirement is a requirement with its verdict.
type Requirement struct {
	requirement.Requirement
	Verdict  Verdict `json:"verdict"`
	Reason   string  `json:"reason,omitempty"`
	Declared bool    `json:"declared,omitempty"` // unsupported because the target declares so
	// Undecided says that a requirement which is not verified might be in
	// another run: the target was throttling, unreachable or interrupted.
	Undecided bool     `json:"undecided,omitempty"`
	Checks    []string `json:"checks"` // IDs of the checks that judged it
	Waiver    *Waiver  `json:"waiver,omitempty"`
}

// Conclusion is what is said of the whole run.
type Conclusion string

// The conclusions.
const (
	Conformant       Conclusion = "conformant"
	NonConformant    Conclusion = "non-conformant"
	Inconclusive     Conclusion = "inconclusive"
	NotFullyVerified Conclusion = "not fully verified"
	Interrupted      Conclusion = "interrupted"
)
