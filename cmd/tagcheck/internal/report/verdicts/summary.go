package report

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"tagcheck/fixtures/imageapi"
	"tagcheck/suites/verdict"
)

// summary writes a document on a page.
type summary struct {
	*page
	Document
	all   bool            // leave nothing out
	shown map[string]bool // checks whose failure is on the page already
}

func (s summary) quiet() {
	for _, r := range s.with(verdict.Fail, verdict.WaiverObsolete) {
		s.text(0, red, r.ID)
	}
}

func (s summary) whole() {
	if s.all {
		s.everyCheck()
	}
	for _, r := range s.with(verdict.Fail) {
		s.failure(r)
	}
	s.waivers("WAIVER TO REMOVE", verdict.WaiverObsolete)
	s.warnings()
	s.reasons("BLOCKED", is(verdict.Block))
	s.waivers("WAIVED", verdict.Waived)
	s.reasons("UNDECIDED", func(r verdict.Requirement) bool { return r.Undecided })
	if s.Result.Conclusion == verdict.NotFullyVerified || s.all {
		s.reasons("NOT VERIFIED", func(r verdict.Requirement) bool { return open(r) && !undecided(r) })
	} else {
		s.reasons("UNSUPPORTED", func(r verdict.Requirement) bool { return r.Verdict == verdict.NotSupported && !r.Declared })
	}
	s.undecidedChecks()
	s.table()
	s.findings()
	s.leftovers()
	s.blank()
	s.text(0, plain, s.counts())
	if s.Judge != nil {
		s.text(0, dim, "judge: "+s.judge())
	}
}

func (s summary) conclusion() {
	line := strings.Join(plainLines(s.sentence()), " ") // one line, however long
	s.WriteString(s.paint(bold+";"+colorOfConclusion(s.Result.Conclusion), defused(line)) + "\n")
}

func (s summary) everyCheck() {
	area := ""
	for _, c := range s.Result.Checks {
		if c.Area != area {
			area = c.Area
			s.blank()
			s.text(0, bold, area)
		}
		outcome := fmt.Sprintf("%-11s", c.Outcome)
		s.item(2, s.paint(colorOfOutcome(c.Outcome), outcome)+" ", plain, c.Title)
		if c.Outcome != verdict.Passed && c.Outcome != verdict.Failed && c.Reason != "" {
			s.text(14, dim, c.Reason)
		}
	}
}

func (s summary) failure(r verdict.Requirement) {
	s.blank()
	s.text(0, bold+";"+red, fmt.Sprintf("FAIL %s (%s)", r.ID, r.Level))
	s.text(5, dim, basis(r))
	s.text(5, plain, r.Statement)
	failed := s.checksOf(r, verdict.Failed)
	if reason := ownReason(r, failed); reason != "" {
		s.text(5, plain, reason)
	}
	for _, c := range s.some(failed) {
		s.failedCheck(c)
	}
	if more := len(failed) - len(s.some(failed)); more > 0 {
		s.text(5, dim, fmt.Sprintf("and %s that failed", plural(more, "more check")))
	}
}

// some is what is shown of the failing checks of one requirement.
func (s summary) some(checks []verdict.Check) []verdict.Check {
	if s.all {
		return checks
	}
	return first(checks, shownChecks)
}

func (s summary) failedCheck(c verdict.Check) {
	if s.shown[c.ID] {
		s.item(5, "x ", dim, c.Title+" (as above)")
		return
	}
	s.shown[c.ID] = true
	s.item(5, "x ", plain, c.Title)
	for _, d := range deviations(c) {
		s.item(7, "- ", red, d)
	}
	for _, name := range attached(c) {
		s.text(7, dim, "see "+name+" in the folder of --report")
	}
	evidence := s.evidence(c)
	limit := shownOf(c, 1)
	if s.all {
		limit = len(evidence)
	}
	for _, x := range first(evidence, limit) {
		s.exchange(x, deviations(c))
	}
	if more := len(evidence) - limit; more > 0 {
		s.text(7, dim, fmt.Sprintf("and %s as evidence", plural(more, "more exchange")))
	}
}

// exchange leaves its own line out where what was wrong names it already.
func (s summary) exchange(x *imageapi.Exchange, said []string) {
	name := fmt.Sprintf("(exchange %d)", x.ID)
	if !slices.ContainsFunc(said, func(text string) bool { return strings.Contains(text, name) }) {
		s.text(7, dim, requestLine(x))
	}
	s.command(7, Curl(x))
}

// warnings are briefer than failures: they don't gate.
func (s summary) warnings() {
	for _, r := range s.with(verdict.Warn) {
		s.blank()
		s.text(0, yellow, fmt.Sprintf("WARN %s (%s)", r.ID, r.Level))
		s.text(5, dim, basis(r))
		s.text(5, plain, r.Statement)
		failed := s.checksOf(r, verdict.Failed)
		if reason := ownReason(r, failed); reason != "" {
			s.text(5, plain, reason)
		}
		for _, c := range first(failed, 1) {
			s.failedCheck(c)
		}
		if more := len(failed) - 1; more > 0 {
			s.text(5, dim, fmt.Sprintf("and %s that did not pass", plural(more, "more check")))
		}
	}
}

func (s summary) waivers(head string, v verdict.Verdict) {
	for i, r := range s.with(v) {
		if i == 0 {
			s.blank()
		}
		s.text(0, colorOf(v), head+" "+r.ID+": "+waiverText(r.Waiver))
	}
}

func (s summary) reasons(head string, chosen func(verdict.Requirement) bool) {
	for _, g := range s.grouped(chosen) {
		s.blank()
		s.text(0, yellow, fmt.Sprintf("%s %s: %s", head, plural(len(g.ids), "requirement"), g.reason))
		s.text(5, plain, strings.Join(g.ids, ", "))
	}
}

// undecidedChecks tells of the checks that could not judge although others
// gave their requirements a verdict.
func (s summary) undecidedChecks() {
	var untold []verdict.Check
	for _, c := range s.Result.Checks {
		if (c.Outcome == verdict.Undecided || c.Outcome == verdict.Blocked) && !s.told(c) {
			untold = append(untold, c)
		}
	}
	for i, c := range s.some(untold) {
		if i == 0 {
			s.blank()
		}
		s.text(0, plain, fmt.Sprintf("%s check: %s: %s", strings.ToUpper(string(c.Outcome)), c.Title,
			cmp.Or(c.Reason, "no reason was recorded")))
	}
	if more := len(untold) - len(s.some(untold)); more > 0 {
		s.text(0, dim, fmt.Sprintf("and %s that could not judge", plural(more, "more check")))
	}
}

// told says that the page has one of c's requirements as not judged.
func (s summary) told(c verdict.Check) bool {
	return slices.ContainsFunc(c.Requirements, func(id string) bool { return undecided(s.requirements[id]) })
}

func (s summary) table() {
	if len(s.Result.Requirements) == 0 {
		return
	}
	shown := s.shownColumns()
	t := table.NewWriter()
	t.SetStyle(table.StyleLight)
	t.Style().Options = table.OptionsNoBordersAndSeparators
	t.Style().Format.Header, t.Style().Format.Footer = text.FormatDefault, text.FormatDefault
	header, configs := table.Row{"area"}, []table.ColumnConfig{}
	for i, v := range shown {
		header = append(header, label(v))
		configs = append(configs, table.ColumnConfig{
			Number: i + 2, Align: text.AlignRight, AlignHeader: text.AlignRight, AlignFooter: text.AlignRight,
		})
	}
	t.SetColumnConfigs(configs)
	t.AppendHeader(header)
	for _, r := range s.areas() {
		t.AppendRow(s.cells(Visible(r.area), r.counts, shown))
	}
	t.AppendFooter(s.cells("all", s.Totals.Verdicts, shown))
	s.blank()
	for line := range strings.SplitSeq(t.Render(), "\n") {
		s.WriteString(strings.TrimRight(strings.TrimPrefix(line, " "), " ") + "\n")
	}
}

// cells leaves a count of zero out: the eye finds the others.
func (s summary) cells(name string, counts map[verdict.Verdict]int, shown []verdict.Verdict) table.Row {
	cells := table.Row{name}
	for _, v := range shown {
		cell := ""
		if n := counts[v]; n > 0 {
			cell = s.paint(colorOf(v), strconv.Itoa(n))
		}
		cells = append(cells, cell)
	}
	return cells
}

func (s summary) findings() {
	for i, f := range s.Result.Findings {
		if i == 0 {
			s.blank()
			s.text(0, bold, "Findings")
		}
		s.item(2, "- ", plain, f)
	}
}

// leftovers says how to delete by hand what could not be given back.
func (s summary) leftovers() {
	for i, l := range s.Result.Leftovers {
		if i == 0 {
			s.blank()
			s.text(0, bold+";"+yellow, "Left behind on the target; give it back with tagcheck cleanup, or by hand:")
		}
		s.item(2, "- ", plain, l)
		if command := s.giveBack(l); command != "" {
			s.command(4, command)
		}
	}
}

// giveBack is a command for a leftover, which is an image and what went wrong
// with it. A borrowed image is not to be deleted.
func (s summary) giveBack(leftover string) string {
	image, _, _ := strings.Cut(leftover, ": ")
	target := s.Result.Target
	if image == "" || strings.ContainsAny(image, " /") || image == target.BorrowedImage {
		return ""
	}
	send, at := "-X DELETE", "/images/"+imageapi.Segment(image)
	if strings.HasPrefix(image, "tagcheck-") { // the name: nobody knows the ID of an image whose creation was not answered
		send, at = "-X GET", "/images?name="+imageapi.Escape(image)
	}
	if target.Authentication {
		send += ` -H "X-Auth-Token: $OWNER_TOKEN"`
	}
	return "curl --path-as-is -i " + send + " " + word(strings.TrimSuffix(target.URL, "/")+at)
}
