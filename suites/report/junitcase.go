package report

import (
	"fmt"
	"slices"
	"strings"

	"tagcheck/suites/report/escape"
	"tagcheck/suites/verdict"
)

// junitCase is one check in the test view.
func (d Document) junitCase(c verdict.Check) junitCase {
	out := junitCase{Class: escape.XML(c.Area), Name: escape.XML(c.Title), Time: junitTime(c.Duration)}
	switch c.Outcome {
	case verdict.Failed:
		d.junitFailed(&out, c)
	case verdict.Blocked, verdict.Undecided:
		d.junitUndecided(&out, c)
	case verdict.Unsupported, verdict.Unseen, verdict.NotRun:
		out.skip(string(c.Outcome) + ": " + c.Reason)
	default:
		d.junitPassed(&out, c)
	}
	return out
}

func (c *junitCase) skip(why string) { c.Skipped = &junitSkipped{escape.XMLLine(why)} }

// judged gives the requirements that c judges and that were selected for the
// run: a check may judge others too.
func (d Document) judged(c verdict.Check) []verdict.Requirement {
	var all []verdict.Requirement
	for _, id := range c.Requirements {
		if r, selected := d.requirements[id]; selected {
			all = append(all, r)
		}
	}
	return all
}

// junitFailed decides what a failed check is: a failure where it makes the run
// non-conformant, a pass with a note where it only warns, skipped where all of
// it is waived. A check of no known requirement is a failure.
func (d Document) junitFailed(out *junitCase, c verdict.Check) {
	var warned, waived []string
	gating := len(d.judged(c)) == 0
	for _, r := range d.judged(c) {
		switch {
		case r.Verdict == verdict.Warn && (!d.Result.Strict || !Gates(r)):
			warned = append(warned, "warning: "+r.ID)
		case r.Verdict == verdict.Waived:
			waived = append(waived, "waived: "+r.ID+": "+WaiverText(r.Waiver))
		default:
			gating = true
		}
	}
	switch {
	case gating:
		out.Failure = d.junitProblem(c, strings.Join(Deviations(c), "; "), d.junitBody(c))
	case len(warned) > 0:
		notes := strings.Join(append(warned, waived...), "\n")
		out.Note = &junitText{escape.XML(notes + "\n" + d.junitBody(c))}
	default:
		out.skip(strings.Join(waived, "; "))
	}
}

// junitUndecided decides what a check is that came to no outcome: an error
// where it leaves a requirement without a verdict that the run needs, else
// skipped.
func (d Document) junitUndecided(out *junitCase, c verdict.Check) {
	needed := func(r verdict.Requirement) bool {
		return Gates(r) && (Undecided(r) || r.Verdict == verdict.Fail)
	}
	if judged := d.judged(c); len(judged) > 0 && !slices.ContainsFunc(judged, needed) {
		out.skip(string(c.Outcome) + ": " + c.Reason)
		return
	}
	out.Error = &junitProblem{escape.XMLLine(c.Reason), string(c.Outcome), d.junitBody(c)}
}

// junitPassed fails a check whose waiver must be removed: that alone makes a run
// non-conformant in which every check passes.
func (d Document) junitPassed(out *junitCase, c verdict.Check) {
	var notes []string
	for _, r := range d.judged(c) {
		if r.Verdict == verdict.WaiverObsolete && Gates(r) {
			notes = append(notes, r.ID+": "+RemoveWaiver(r))
		}
	}
	if len(notes) > 0 {
		out.Failure = d.junitProblem(c, strings.Join(notes, "; "), escape.XML(strings.Join(notes, "\n")))
	}
}

// junitProblem has the requirements as its type: test views group by it.
func (d Document) junitProblem(c verdict.Check, message, body string) *junitProblem {
	return &junitProblem{escape.XMLLine(message), escape.XMLLine(strings.Join(c.Requirements, " ")), body}
}

// junitConclusion is the case of a run that is red although no check is.
func (d Document) junitConclusion() junitCase {
	lines := []string{d.Sentence()}
	for _, l := range d.Result.Leftovers {
		lines = append(lines, "left behind on the target: "+l)
	}
	return junitCase{
		Class: "tagcheck", Name: "the run is conformant and leaves nothing behind", Time: junitTime(0),
		Error: &junitProblem{
			escape.XMLLine(strings.Join(lines, "; ")), escape.XML(string(d.Result.Conclusion)),
			escape.XML(strings.Join(escape.Lines(strings.Join(lines, "\n")), "\n")),
		},
	}
}

// junitBody is what a person needs to understand the outcome of c.
func (d Document) junitBody(c verdict.Check) string {
	var b strings.Builder
	for _, r := range d.judged(c) {
		fmt.Fprintf(&b, "%s %s (%s)\n  %s\n", r.Level, r.ID, Basis(r), r.Statement)
	}
	for _, text := range Deviations(c) {
		fmt.Fprintf(&b, "- %s\n", strings.Join(escape.Lines(text), "\n  "))
	}
	for _, name := range AttachedTo(c) {
		fmt.Fprintf(&b, "see %s\n", name)
	}
	evidence := d.Evidence(c)
	for _, x := range evidence[:min(len(evidence), EvidenceLimit(c, evidenceInPage))] {
		fmt.Fprintf(&b, "%s\n%s\n", escape.Visible(RequestLine(x)), Curl(x))
	}
	if c.Location != "" {
		fmt.Fprintf(&b, "checked at %s\n", c.Location)
	}
	return escape.XML(b.String())
}
