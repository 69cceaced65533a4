package suites

import (
	"time"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/target"
	"tagcheck/suites/check"
	"tagcheck/suites/verdict"
)

// Result is everything that a run found out. It holds no secrets.
type Result struct {
	Started      time.Time             `json:"started"`
	Ended        time.Time             `json:"ended"`
	Target       target.Description    `json:"target"`
	Profile      string                `json:"profile"`
	Strict       bool                  `json:"strict,omitempty"`   // a warning fails the run
	Catalogue    string                `json:"catalogue"`          // digest of the catalogue, see requirement.Digest
	Effort       check.Effort          `json:"effort"`             // how far the checks went that search
	Replayed     string                `json:"replayed,omitempty"` // what was sent again instead of all checks
	Conclusion   verdict.Conclusion    `json:"conclusion"`
	Reason       string                `json:"reason,omitempty"` // why it ended early or without a verdict
	Requirements []verdict.Requirement `json:"requirements"`
	Checks       []verdict.Check       `json:"checks"`
	Findings     []string              `json:"findings,omitempty"` // what was noticed of the target besides the verdicts
	Broken       string                `json:"broken,omitempty"`   // why the run could not be done
	Interrupted  bool                  `json:"interrupted,omitempty"`
	Gone         string                `json:"gone,omitempty"`      // why checks had to be left out from some point on
	Leftovers    []string              `json:"leftovers,omitempty"` // images that could not be given back
	Exchanges    []*imageapi.Exchange  `json:"-"`
}
