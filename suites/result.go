package suites

import (
	"time"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/target"
	"tagcheck/suites/check"
	"tagcheck/suites/verdict"
)

// Result is everything that a run found out. It contains no secrets.
type Result struct {
	Started      time.Time             `json:"started"`
	Ended        time.Time             `json:"ended"`
	Target       target.Description    `json:"target"`
	Profile      string                `json:"profile"`            // name of the profile
	Strict       bool                  `json:"strict,omitempty"`   // a warning fails the run
	Catalogue    string                `json:"catalogue"`          // digest, see requirement.Digest
	Effort       check.Effort          `json:"effort"`             // of the checks that search
	Replayed     string                `json:"replayed,omitempty"` // what was sent again instead of all checks
	Conclusion   verdict.Conclusion    `json:"conclusion"`
	Reason       string                `json:"reason,omitempty"` // for a conclusion other than conformant
	Requirements []verdict.Requirement `json:"requirements"`
	Checks       []verdict.Check       `json:"checks"`
	Findings     []string              `json:"findings,omitempty"` // about the target, besides the verdicts
	Broken       string                `json:"broken,omitempty"`   // why the run could not be done
	Interrupted  bool                  `json:"interrupted,omitempty"`
	Gone         string                `json:"gone,omitempty"` // why no check could start from some point on
	// images that could not be released, with the reason
	Leftovers []string             `json:"leftovers,omitempty"`
	Exchanges []*imageapi.Exchange `json:"-"`
}
