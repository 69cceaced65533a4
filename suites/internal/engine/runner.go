package engine

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/extensions/globals"
	"github.com/onsi/ginkgo/v2/types"

	"tagcheck/fixtures/grace"
	"tagcheck/fixtures/imageapi"
	"tagcheck/suites/check"
	"tagcheck/suites/requirement"
	"tagcheck/suites/verdict"
)

// runner builds the tree of specs and turns Ginkgo's reports into checks.
type runner struct {
	env     *check.Env
	plan    Plan
	part    *Part // nil for a run of one process
	index   int   // of the next spec
	seen    int   // exchanges of the checks that ended
	check   imageapi.Check
	uncited error // names a check that cites no requirement
	checks  []verdict.Check
}

// build builds the tree of specs, of groups that run one after the other.
func (r *runner) build(run context.Context, groups ...func(*check.Env)) (types.SuiteConfig, types.ReporterConfig) {
	globals.Reset()
	suite, reporter := ginkgo.GinkgoConfiguration()
	suite.RandomSeed = 1
	suite.Timeout = 0                                       // each request has its own limit
	suite.GracePeriod = grace.Outage + 500*time.Millisecond // for a check that a signal interrupts
	suite.LabelFilter = labelFilter(r.plan.Requirements)
	ginkgo.ReportBeforeSuite(r.ready)
	for i, register := range groups {
		r.group(run, -i, register)
	}
	return suite, reporter
}

// group builds a part of the tree. Groups of a higher priority run first.
func (r *runner) group(run context.Context, priority int, register func(*check.Env)) {
	around := ginkgo.AroundNode(func(node context.Context, body func(context.Context)) { r.around(run, node, body) })
	ginkgo.Describe("", func() {
		defer ginkgo.AddTreeConstructionNodeArgsTransformer(r.requireCitation)()
		ginkgo.BeforeEach(func(sc ginkgo.SpecContext) { r.start(run, sc.SpecReport()) })
		ginkgo.AfterEach(r.end)
		// In the container, since Ginkgo copies a suite without its top-level hooks.
		ginkgo.ReportAfterEach(r.report)
		register(r.env)
	}, ginkgo.SpecPriority(priority), around)
}

// requireCitation records a spec that cites no requirement, neither itself nor by a
// container.
func (r *runner) requireCitation(
	kind types.NodeType, _ ginkgo.Offset, text string, args []any,
) (string, []any, []error) {
	if kind != types.NodeTypeIt || r.uncited != nil {
		return text, args, nil
	}
	labels := ginkgo.CurrentTreeConstructionNodeReport().Labels()
	for _, arg := range args {
		if own, ok := arg.(ginkgo.Labels); ok {
			labels = append(labels, own...)
		}
	}
	if len(requirement.Cited(labels)) == 0 {
		r.uncited = fmt.Errorf("the check %q cites no requirement", text)
	}
	return text, args, nil
}

// ready aborts a suite with a spec that cites no requirement, and else reports the number
// of selected specs.
func (r *runner) ready(tree ginkgo.Report) {
	if r.uncited != nil {
		ginkgo.AbortSuite(r.uncited.Error())
	}
	if r.plan.Ready != nil {
		r.plan.Ready(r.env.Found, tree.PreRunStats.SpecsThatWillRun)
	}
}

// around marks the requests of a node as those of its check, and cancels them when the run
// ends.
func (r *runner) around(run, node context.Context, body func(context.Context)) {
	node, cancel := context.WithCancel(node)
	defer cancel()
	defer context.AfterFunc(run, cancel)()
	body(imageapi.WithCheck(node, r.check))
}

// start comes before all other nodes of a spec.
func (r *runner) start(run context.Context, spec types.SpecReport) {
	r.check = imageapi.Check{ID: idOf(&spec), Requirements: requirement.Cited(spec.Labels())}
	r.env.StartCheck()
	index := r.index
	r.index++
	switch {
	case run.Err() != nil:
		r.env.NotRun("interrupted")
	case r.env.Gone() != "":
		r.env.NotRun("%s", r.env.Gone())
	case r.part != nil && !r.part.Claim(index):
		r.env.NotRun(elsewhere)
	}
}

// end compares the bystander after a check that ran, and releases the check's images.
func (r *runner) end(sc ginkgo.SpecContext) {
	defer r.env.Cleanup(sc)
	if r.env.Record().Outcome != verdict.NotRun {
		r.env.CompareBystander(sc, r.check.ID)
	}
}

// elsewhere is the reason of a check that another process of the run runs.
const elsewhere = "done by another process"

// report records how a check ended.
func (r *runner) report(spec types.SpecReport) {
	if spec.NumAttempts == 0 && spec.State == types.SpecStateSkipped && spec.Failure.IsZero() && !r.isSelected(&spec) {
		return
	}
	record := r.env.Record()
	c := verdict.Check{
		ID: idOf(&spec), Area: areaOf(&spec), Title: titleOf(&spec), Requirements: requirement.Cited(spec.Labels()),
		Started: spec.StartTime, Duration: spec.RunTime, Location: location(&spec), Attachments: record.Attachments,
	}
	r.setOutcome(&c, &spec, record)
	if c.Reason == elsewhere {
		return
	}
	r.setEvidence(&c)
	if c.Outcome == verdict.Failed && record.Evidence != nil {
		c.Evidence, c.InTurn = record.Evidence, record.InTurn
	}
	r.checks = append(r.checks, c)
	if r.plan.Done != nil {
		r.plan.Done(c)
	}
}

func (r *runner) setOutcome(c *verdict.Check, spec *types.SpecReport, record check.Record) {
	switch {
	case spec.NumAttempts == 0:
		c.Outcome, c.Reason = verdict.NotRun, "interrupted"
	case record.Outcome != "":
		c.Outcome, c.Reason, c.Declared = record.Outcome, record.Reason, record.Declared
	case spec.State == types.SpecStatePassed:
		c.Outcome = verdict.Passed
	case spec.State == types.SpecStateFailed:
		c.Outcome = verdict.Failed
		c.Deviations = strings.Split(r.env.Recorder.Redact(strings.TrimSpace(spec.Failure.Message)), "\n")
		c.Reason = c.Deviations[min(1, len(c.Deviations)-1)]
		c.Deviations = append(c.Deviations, record.Details...)
	case spec.State == types.SpecStateInterrupted, spec.State == types.SpecStateTimedout:
		c.Outcome, c.Reason = verdict.NotRun, "interrupted"
	default:
		c.Outcome = verdict.Undecided
		c.Reason = fmt.Sprintf("internal error of the check (%s): %s%s",
			spec.State, spec.Failure.Message, spec.Failure.ForwardedPanic)
	}
}

// isSelected returns whether a check that did not start was selected, and so should have.
func (r *runner) isSelected(spec *types.SpecReport) bool {
	return selects(r.plan.Requirements, spec.Labels()) || labelFilter(r.plan.Requirements) == ""
}

// setEvidence sets the exchanges of a check, and those that prove its failure: those that a
// matcher objected to, or else the last change and the last read.
func (r *runner) setEvidence(c *verdict.Check) {
	var changes, reads []int
	recent := r.env.Recorder.Since(r.seen)
	r.seen += len(recent)
	for _, x := range recent {
		if x.Check != c.ID {
			continue
		}
		c.Exchanges = append(c.Exchanges, x.ID)
		switch {
		case len(x.Deviations) > 0:
			c.Evidence = append(c.Evidence, x.ID)
		case x.Operation == imageapi.Show || x.Operation == imageapi.List:
			reads = append(reads, x.ID)
		case x.Operation != imageapi.Create && x.Operation != imageapi.Delete:
			changes = append(changes, x.ID)
		}
	}
	if c.Outcome != verdict.Failed {
		c.Evidence = nil
	} else if c.Evidence == nil {
		c.Evidence = append(last(changes), last(reads)...)
	}
}

func last(ids []int) []int { return ids[max(0, len(ids)-1):] }

// The hierarchy of a spec starts with the container of its group and that of its area.

func areaOf(spec *types.SpecReport) string {
	if len(spec.ContainerHierarchyTexts) < 2 {
		return ""
	}
	return spec.ContainerHierarchyTexts[1]
}

func titleOf(spec *types.SpecReport) string {
	if len(spec.ContainerHierarchyTexts) < 2 {
		return spec.LeafNodeText
	}
	return strings.Join(append(slices.Clone(spec.ContainerHierarchyTexts[2:]), spec.LeafNodeText), ": ")
}

func idOf(spec *types.SpecReport) string { return areaOf(spec) + ": " + titleOf(spec) }

func location(spec *types.SpecReport) string {
	at := spec.LeafNodeLocation
	if i := strings.LastIndex(at.FileName, "suites/"); i >= 0 {
		at.FileName = at.FileName[i:]
	}
	return fmt.Sprintf("%s:%d", at.FileName, at.LineNumber)
}
