package report

import (
	"cmp"
	"slices"
	"time"

	"tagcheck/fixtures/imageapi"
	"tagcheck/suites"
	"tagcheck/suites/requirement"
	"tagcheck/suites/verdict"
)

// Document is the result of a run, ordered and counted: what every format
// writes. [New] makes it.
type Document struct {
	Build  Build         // the tagcheck that made the report; New fills it in
	Result suites.Result // ordered: requirements and checks by ID, exchanges by number
	Totals Totals        // the counts of Result
	Score  *Score        // how good the checks are, for whoever has measured it; nil to leave it out

	requirements map[string]verdict.Requirement
	checks       map[string]verdict.Check
	exchanges    map[int]*imageapi.Exchange
}

// Totals counts what a result holds. Every verdict, level and outcome has its
// key, so that a count of zero differs from a word that is not known.
type Totals struct {
	Requirements int                                           `json:"requirements"`
	Checks       int                                           `json:"checks"`
	Exchanges    int                                           `json:"exchanges"`
	Verdicts     map[verdict.Verdict]int                       `json:"verdicts"`
	Levels       map[requirement.Level]map[verdict.Verdict]int `json:"levels"`
	Outcomes     map[verdict.Outcome]int                       `json:"outcomes"`
}

// New makes a document of a result. It leaves r as it is.
func New(r suites.Result) Document {
	r.Requirements = slices.Clone(r.Requirements)
	slices.SortStableFunc(r.Requirements, func(a, b verdict.Requirement) int { return cmp.Compare(a.ID, b.ID) })
	r.Checks = slices.Clone(r.Checks)
	slices.SortStableFunc(r.Checks, func(a, b verdict.Check) int {
		return cmp.Or(cmp.Compare(a.Area, b.Area), cmp.Compare(a.ID, b.ID))
	})
	r.Exchanges = slices.Clone(r.Exchanges)
	slices.SortStableFunc(r.Exchanges, func(a, b *imageapi.Exchange) int { return cmp.Compare(a.ID, b.ID) })
	r.Findings = sorted(r.Findings)
	r.Leftovers = sorted(r.Leftovers)
	d := Document{Build: ThisBuild(), Result: r}
	d.index()
	d.Totals = d.count()
	return d
}

func sorted(s []string) []string {
	s = slices.Clone(s)
	slices.Sort(s)
	return s
}

func (d *Document) index() {
	d.requirements = map[string]verdict.Requirement{}
	for _, r := range d.Result.Requirements {
		d.requirements[r.ID] = r
	}
	d.checks = map[string]verdict.Check{}
	for _, c := range d.Result.Checks {
		d.checks[c.ID] = c
	}
	d.exchanges = map[int]*imageapi.Exchange{}
	for _, x := range d.Result.Exchanges {
		d.exchanges[x.ID] = x
	}
}

// verdicts gives the verdicts in the order in which tables show them.
func verdicts() []verdict.Verdict {
	return []verdict.Verdict{
		verdict.Pass, verdict.Fail, verdict.Warn, verdict.Waived,
		verdict.Block, verdict.NotSupported, verdict.NotVerified, verdict.WaiverObsolete,
	}
}

func outcomes() []verdict.Outcome {
	return []verdict.Outcome{
		verdict.Passed, verdict.Failed, verdict.Blocked,
		verdict.Unsupported, verdict.Undecided, verdict.Unseen, verdict.NotRun,
	}
}

func noVerdicts() map[verdict.Verdict]int {
	counts := map[verdict.Verdict]int{}
	for _, v := range verdicts() {
		counts[v] = 0
	}
	return counts
}

func (d *Document) count() Totals {
	t := Totals{
		Requirements: len(d.Result.Requirements),
		Checks:       len(d.Result.Checks),
		Exchanges:    len(d.Result.Exchanges),
		Verdicts:     noVerdicts(),
		Levels:       map[requirement.Level]map[verdict.Verdict]int{},
		Outcomes:     map[verdict.Outcome]int{},
	}
	for _, l := range requirement.Levels() {
		t.Levels[l] = noVerdicts()
	}
	for _, r := range d.Result.Requirements {
		t.Verdicts[r.Verdict]++
		if t.Levels[r.Level] != nil {
			t.Levels[r.Level][r.Verdict]++
		}
	}
	for _, o := range outcomes() {
		t.Outcomes[o] = 0
	}
	for _, c := range d.Result.Checks {
		t.Outcomes[c.Outcome]++
	}
	return t
}

// Duration is how long the run took.
func (d Document) Duration() time.Duration { return max(0, d.Result.Ended.Sub(d.Result.Started)) }
