// Package traffic judges what holds for every exchange of a run, whichever
// check it belonged to: each rule is one check, and is judged once.
package traffic

import (
	"fmt"

	"github.com/onsi/ginkgo/v2"

	"tagcheck/fixtures/imageapi"
	"tagcheck/suites/requirement"
	"tagcheck/suites/verdict"
)

// evidenceLimit is how many of the deviating exchanges are named as evidence;
// all of them are counted.
const evidenceLimit = 20

// rule looks at one exchange. What it gives is "" for an exchange that is as
// it should be; applies says whether the rule has anything to say of it.
type rule struct {
	cited   ginkgo.Labels
	title   string
	applies func(x *imageapi.Exchange) bool
	deviant func(x *imageapi.Exchange) string
}

// Cited gives the IDs of the requirements that this package judges.
func Cited() []string {
	var ids []string
	for _, r := range rules() {
		ids = append(ids, requirement.Cited(r.cited)...)
	}
	return append(ids, requirement.Cited(requirement.IsolationBystander)[0])
}

// Judge gives one check for each rule. A rule that met no exchange it applies
// to proves nothing and is unseen.
func Judge(exchanges []*imageapi.Exchange) []verdict.Check {
	var checks []verdict.Check
	for _, r := range rules() {
		checks = append(checks, r.judge(exchanges))
	}
	return checks
}

func (r rule) judge(exchanges []*imageapi.Exchange) verdict.Check {
	ids := requirement.Cited(r.cited)
	c := New(ids[0], r.title)
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
		c.Outcome, c.Reason = verdict.Unseen, "no exchange of the run tells"
	case deviant > 0:
		c.Outcome = verdict.Failed
		c.Reason = fmt.Sprintf("%d of %d exchanges: %s", deviant, seen, c.Deviations[0])
	}
	return c
}

// New makes a check about all traffic that has passed so far.
func New(id, title string) verdict.Check {
	return verdict.Check{ID: "traffic: " + title, Area: "traffic", Title: title, Requirements: []string{id}, Outcome: verdict.Passed}
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
