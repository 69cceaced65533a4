package report

import (
	"cmp"
	"regexp"
	"slices"

	"tagcheck/fixtures/imageapi"
	"tagcheck/suites/requirement"
	"tagcheck/suites/verdict"
)

// ByVerdict gives the requirements with one of the verdicts, ordered by ID.
func (d Document) ByVerdict(v ...verdict.Verdict) []verdict.Requirement {
	var found []verdict.Requirement
	for _, r := range d.Result.Requirements {
		if slices.Contains(v, r.Verdict) {
			found = append(found, r)
		}
	}
	return found
}

// Requirement gives a requirement of the result by its ID. It is false where
// the requirement was not selected for the run.
func (d Document) Requirement(id string) (verdict.Requirement, bool) {
	r, known := d.requirements[id]
	return r, known
}

// ChecksOf gives the checks that judged r and ended in one of the outcomes,
// ordered by ID.
func (d Document) ChecksOf(r verdict.Requirement, ended ...verdict.Outcome) []verdict.Check {
	var found []verdict.Check
	for _, id := range sorted(r.Checks) {
		if c, known := d.checks[id]; known && slices.Contains(ended, c.Outcome) {
			found = append(found, c)
		}
	}
	return found
}

// Evidence gives the exchanges that prove the failure of c, in the order in
// which the check lists them.
func (d Document) Evidence(c verdict.Check) []*imageapi.Exchange {
	var found []*imageapi.Exchange
	for _, id := range c.Evidence {
		if x, known := d.exchanges[id]; known {
			found = append(found, x)
		}
	}
	return found
}

// maxInTurn is how many exchanges a page shows of a sequence that only together
// proves a failure; longer sequences are in the files.
const maxInTurn = 30

// EvidenceLimit is how many exchanges a page shows of the evidence of c: usual,
// or 30 where the evidence is one sequence in which each request is needed.
func EvidenceLimit(c verdict.Check, usual int) int {
	if c.InTurn {
		return maxInTurn
	}
	return usual
}

// Undecided reports whether another run may come to a verdict on r: its checks
// were blocked, throttled, unreachable or not run.
func Undecided(r verdict.Requirement) bool { return r.Verdict == verdict.Block || r.Undecided }

// Unverified reports whether r makes a certification incomplete: it is
// [Undecided], or was not verified although it can be observed and the target
// does not declare that it lacks what r needs.
func Unverified(r verdict.Requirement) bool {
	return Undecided(r) || r.Verdict == verdict.NotVerified && r.Unobservable == "" ||
		r.Verdict == verdict.NotSupported && !r.Declared
}

// Gates reports whether the verdict on r counts for the conclusion of the run:
// that on a MAY does not.
func Gates(r verdict.Requirement) bool { return r.Level != requirement.May }

// ReasonGroup is the requirements that have one verdict for the same reason:
// where a target dies, a hundred share one.
type ReasonGroup struct {
	Reason string   // of the first of them
	IDs    []string // ordered
}

// what differs in reasons that are the same: the image and the exchange.
var runSpecific = regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|exchange [0-9]+`)

// GroupByReason groups the chosen requirements by their reasons. Reasons that
// differ only in the image or the exchange count as the same.
func (d Document) GroupByReason(chosen func(verdict.Requirement) bool) []ReasonGroup {
	var groups []ReasonGroup
	at := map[string]int{}
	for _, r := range d.Result.Requirements {
		if !chosen(r) {
			continue
		}
		reason := cmp.Or(r.Reason, NoReason)
		key := runSpecific.ReplaceAllString(reason, "")
		i, known := at[key]
		if !known {
			i = len(groups)
			at[key] = i
			groups = append(groups, ReasonGroup{Reason: reason})
		}
		groups[i].IDs = append(groups[i].IDs, r.ID)
	}
	return groups
}

// AreaCounts is one line of the table of verdicts by area.
type AreaCounts struct {
	Area   string
	Counts map[verdict.Verdict]int // every verdict has its key
}

// Areas counts the verdicts by area, ordered by the name of the area.
func (d Document) Areas() []AreaCounts {
	var rows []AreaCounts
	for _, r := range d.Result.Requirements {
		i := slices.IndexFunc(rows, func(row AreaCounts) bool { return row.Area == r.Area() })
		if i < 0 {
			i = len(rows)
			rows = append(rows, AreaCounts{r.Area(), noVerdicts()})
		}
		rows[i].Counts[r.Verdict]++
	}
	slices.SortFunc(rows, func(a, b AreaCounts) int { return cmp.Compare(a.Area, b.Area) })
	return rows
}

// Columns gives the verdicts that a table of this document shows, in their
// order. Obsolete waivers have no column where there are none: most runs have
// no waivers at all.
func (d Document) Columns() []verdict.Verdict {
	all := verdicts()
	if d.Totals.Verdicts[verdict.WaiverObsolete] == 0 {
		return all[:len(all)-1]
	}
	return all
}
