// Package report renders the result of a run: for a person at a terminal, for
// CI (JUnit, Markdown, annotations), for programs (JSON), and for the tools of
// a browser (HAR). It judges nothing; every word on a requirement comes from
// the result. The same result always renders to the same bytes.
package report

import (
	"cmp"
	"slices"
	"time"

	"tagcheck/cmd/tagcheck/internal/selfcheck"
	"tagcheck/fixtures/imageapi"
	"tagcheck/suites"
	"tagcheck/suites/requirement"
	"tagcheck/suites/verdict"
)

// Build names the tagcheck that made a report.
type Build struct {
	Version string `json:"version"`
	Commit  string `json:"commit"`
}

// Totals counts what a result holds. Every verdict, level and outcome has its
// key, so that a count of zero is told apart from a word that is not known.
type Totals struct {
	Requirements int                                           `json:"requirements"`
	Checks       int                                           `json:"checks"`
	Exchanges    int                                           `json:"exchanges"`
	Verdicts     map[verdict.Verdict]int                       `json:"verdicts"`
	Levels       map[requirement.Level]map[verdict.Verdict]int `json:"levels"`
	Outcomes     map[verdict.Outcome]int                       `json:"outcomes"`
}

// Document is what every format renders. New makes it.
type Document struct {
	Build  Build
	Result suites.Result // ordered: requirements and checks by ID, exchanges by number
	Totals Totals
	Judge  *selfcheck.Standing // how good the judge is; nil to leave it out

	requirements map[string]verdict.Requirement
	checks       map[string]verdict.Check
	exchanges    map[int]*imageapi.Exchange
}

// New makes a document of a result; r itself is left as it is.
func New(build Build, r suites.Result) Document {
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
	d := Document{Build: build, Result: r}
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

// columns gives the verdicts in the order in which tables show them.
func columns() []verdict.Verdict {
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
	for _, v := range columns() {
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
	for _, l := range []requirement.Level{requirement.Must, requirement.Should, requirement.May} {
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

// with gives the requirements of which v is said.
func (d Document) with(v ...verdict.Verdict) []verdict.Requirement {
	var found []verdict.Requirement
	for _, r := range d.Result.Requirements {
		if slices.Contains(v, r.Verdict) {
			found = append(found, r)
		}
	}
	return found
}

// checksOf gives the checks that judged r and ended in one of the outcomes.
func (d Document) checksOf(r verdict.Requirement, ended ...verdict.Outcome) []verdict.Check {
	var found []verdict.Check
	for _, id := range sorted(r.Checks) {
		if c, ok := d.checks[id]; ok && slices.Contains(ended, c.Outcome) {
			found = append(found, c)
		}
	}
	return found
}

// evidence gives the exchanges that prove the failure of c.
func (d Document) evidence(c verdict.Check) []*imageapi.Exchange {
	var found []*imageapi.Exchange
	for _, id := range c.Evidence {
		if x, ok := d.exchanges[id]; ok {
			found = append(found, x)
		}
	}
	return found
}

// shownInTurn is how many exchanges are shown that are needed together; longer
// sequences are in the files.
const shownInTurn = 30

// shownOf is how much of the evidence of c is shown where usual is enough of
// what needs no other.
func shownOf(c verdict.Check, usual int) int {
	if c.InTurn {
		return shownInTurn
	}
	return usual
}

func (d Document) duration() time.Duration { return max(0, d.Result.Ended.Sub(d.Result.Started)) }

// row is one line of the table by area.
type row struct {
	area   string
	counts map[verdict.Verdict]int
}

// areas gives the table by area, ordered by its name.
func (d Document) areas() []row {
	var rows []row
	for _, r := range d.Result.Requirements { // ordered by ID, and an ID begins with its area
		i := slices.IndexFunc(rows, func(have row) bool { return have.area == r.Area() })
		if i < 0 {
			i = len(rows)
			rows = append(rows, row{r.Area(), noVerdicts()})
		}
		rows[i].counts[r.Verdict]++
	}
	slices.SortFunc(rows, func(a, b row) int { return cmp.Compare(a.area, b.area) })
	return rows
}

// shownColumns leaves out the column of obsolete waivers where there are none:
// most runs have no waivers at all.
func (d Document) shownColumns() []verdict.Verdict {
	all := columns()
	if d.Totals.Verdicts[verdict.WaiverObsolete] == 0 {
		return all[:len(all)-1]
	}
	return all
}
