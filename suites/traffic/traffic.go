// Package traffic judges rules that hold for every exchange of a run, whatever check it belongs to.
// Each rule is one check of the result.
package traffic

import (
	"fmt"

	"github.com/onsi/ginkgo/v2"

	"tagcheck/fixtures/imageapi"
	"tagcheck/suites/requirement"
	"tagcheck/suites/verdict"
)

// evidenceLimit is the maximum number of deviating exchanges that are evidence. All are counted.
const evidenceLimit = 20

// rule judges one exchange.
type rule struct {
	cited   ginkgo.Labels
	title   string
	applies func(x *imageapi.Exchange) bool   // whether the rule judges the exchange
	deviant func(x *imageapi.Exchange) string // how the exchange deviates, or ""
}

// Cited returns the IDs of the requirements that are judged over all traffic.
func Cited() []string {
	var ids []string
	for _, r := range rules() {
		ids = append(ids, requirement.Cited(r.cited)...)
	}
	return append(ids, requirement.Cited(requirement.IsolationBystander)[0])
}

// Judge returns a check for each rule. A rule that applies to no exchange is unseen.
func Judge(exchanges []*imageapi.Exchange) []verdict.Check {
	var checks []verdict.Check
	for _, r := range rules() {
		checks = append(checks, r.judge(exchanges))
	}
	return checks
}

func (r rule) judge(exchanges []*imageapi.Exchange) verdict.Check {
	ids := requirement.Cited(r.cited)
	c := NewCheck(ids[0], r.title)
	seen, deviant := 0, 0
	kinds := map[string]bool{}
	for _, x := range exchanges {
		if !r.applies(x) {
			continue
		}
		seen++
		deviation := r.deviant(x)
		if deviation == "" {
			continue
		}
		deviant++
		if text := fmt.Sprintf("%s %s", x.Sent.Method, deviation); !kinds[text] && len(kinds) < evidenceLimit {
			kinds[text] = true
			c.Deviations = append(c.Deviations, text)
			c.Evidence = append(c.Evidence, x.ID)
		}
	}
	switch {
	case seen == 0:
		c.Outcome, c.Reason = verdict.Unseen, "the rule applies to no exchange of the run"
	case deviant > 0:
		c.Outcome = verdict.Failed
		c.Reason = fmt.Sprintf("%d of %d exchanges: %s", deviant, seen, c.Deviations[0])
	}
	return c
}

// NewCheck returns a check over all traffic that passed.
func NewCheck(id, title string) verdict.Check {
	return verdict.Check{
		ID: "traffic: " + title, Area: "traffic", Title: title, Requirements: []string{id}, Outcome: verdict.Passed,
	}
}

func tagOperation(x *imageapi.Exchange) bool {
	return x.Operation == imageapi.Add || x.Operation == imageapi.Remove
}

func answered(x *imageapi.Exchange) bool { return x.Outcome == imageapi.Answered && !x.Inconclusive() }

func operation(op imageapi.Operation) func(*imageapi.Exchange) bool {
	return func(x *imageapi.Exchange) bool { return x.Operation == op && answered(x) }
}

func class(hundreds int, of func(*imageapi.Exchange) bool) func(*imageapi.Exchange) bool {
	return func(x *imageapi.Exchange) bool { return of(x) && answered(x) && x.Status()/100 == hundreds }
}
