package suites

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/extensions/globals"
	"github.com/onsi/ginkgo/v2/types"

	"tagcheck/fixtures/imageapi"
	"tagcheck/suites/access"
	"tagcheck/suites/add"
	"tagcheck/suites/check"
	"tagcheck/suites/concurrent"
	"tagcheck/suites/durable"
	"tagcheck/suites/isolation"
	"tagcheck/suites/method"
	"tagcheck/suites/observe"
	"tagcheck/suites/remove"
	"tagcheck/suites/requirement"
	"tagcheck/suites/robust"
	"tagcheck/suites/sequence"
	"tagcheck/suites/traffic"
	"tagcheck/suites/verdict"
	"tagcheck/suites/wire"
)

// areas registers the suites, in the order in which Ginkgo runs them: that of
// their files. Any other order would be sorted into it at some expense.
func areas(env *check.Env) {
	access.Register(env)
	add.Register(env)
	concurrent.Register(env)
	durable.Register(env)
	isolation.Register(env)
	method.Register(env)
	observe.Register(env)
	remove.Register(env)
	robust.Register(env)
	sequence.Register(env)
	wire.Register(env)
}

// outages registers what kills the target: it comes last, since a target that
// forgets everything would else fail whatever follows.
func outages(env *check.Env) { durable.RegisterCrash(env) }

// runner turns what Ginkgo reports into checks.
type runner struct {
	env     *check.Env
	options Options
	index   int
	seen    int            // exchanges of the checks that have ended
	check   imageapi.Check // that runs
	uncited error          // names a check that cites no requirement
	checks  []verdict.Check
}

// build makes the tree of specs anew, of groups that run one after the other.
func (r *runner) build(run context.Context, groups ...func(*check.Env)) (types.SuiteConfig, types.ReporterConfig) {
	globals.Reset()
	suite, reporter := ginkgo.GinkgoConfiguration()
	suite.RandomSeed = 1
	suite.Timeout = 0 // each request has its own limit
	suite.GracePeriod = 10 * time.Second
	suite.LabelFilter = r.filter()
	ginkgo.ReportBeforeSuite(r.ready)
	for i, register := range groups {
		r.group(run, -i, register)
	}
	return suite, reporter
}

// group makes a part of the tree. Those of a higher priority run first.
func (r *runner) group(run context.Context, priority int, register func(*check.Env)) {
	ginkgo.Describe("", func() {
		defer ginkgo.AddTreeConstructionNodeArgsTransformer(r.cites)()
		ginkgo.BeforeEach(func(sc ginkgo.SpecContext) { r.begin(run, sc.SpecReport()) })
		ginkgo.AfterEach(r.end)
		ginkgo.ReportAfterEach(r.report) // in the container: Ginkgo copies a suite without its top-level hooks
		register(r.env)
	}, ginkgo.SpecPriority(priority), ginkgo.AroundNode(func(node context.Context, body func(context.Context)) { r.around(run, node, body) }))
}

// cites takes note of a spec that cites no requirement, neither itself nor by
// a container that it is in.
func (r *runner) cites(kind types.NodeType, _ ginkgo.Offset, text string, args []any) (string, []any, []error) {
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

// ready keeps a tree with a spec that cites nothing from being run, and else
// tells how many specs the selection leaves.
func (r *runner) ready(tree ginkgo.Report) {
	if r.uncited != nil {
		ginkgo.AbortSuite(r.uncited.Error())
	}
	if r.options.Ready != nil {
		r.options.Ready(r.env.Found, tree.PreRunStats.SpecsThatWillRun)
	}
}

// filter selects the specs that judge what was asked for. A rule over all
// traffic needs the traffic of every check.
func (r *runner) filter() string {
	var ids []string
	for _, q := range r.options.Requirements {
		if slices.Contains(traffic.Cited(), q.ID) {
			return ""
		}
		ids = append(ids, q.ID)
	}
	return requirement.Filter(ids)
}

// around marks the requests of a node as those of its check, and ends them
// with the run.
func (r *runner) around(run, node context.Context, body func(context.Context)) {
	node, cancel := context.WithCancel(node)
	defer cancel()
	defer context.AfterFunc(run, cancel)()
	body(imageapi.WithCheck(node, r.check))
}

// begin comes before all else of a spec.
func (r *runner) begin(run context.Context, spec types.SpecReport) {
	r.check = imageapi.Check{ID: idOf(&spec), Requirements: requirement.Cited(spec.Labels())}
	r.env.Begin()
	index := r.index
	r.index++
	switch {
	case run.Err() != nil:
		r.env.NotRun("interrupted")
	case r.env.Gone() != "":
		r.env.NotRun("%s", r.env.Gone())
	case r.options.Claim != nil && !r.options.Claim(index):
		r.env.NotRun(elsewhere)
	}
}

// end compares the bystander after a check that did something, and gives back
// what the check was lent.
func (r *runner) end(sc ginkgo.SpecContext) {
	defer r.env.GiveBack(sc)
	if r.env.Tape().Outcome != verdict.NotRun {
		r.env.LookAtCanary(sc, r.check.ID)
	}
}

// elsewhere marks a check that another process of the same run does.
const elsewhere = "done by another process"

// report takes down how a check ended.
func (r *runner) report(spec types.SpecReport) {
	if spec.NumAttempts == 0 && spec.State == types.SpecStateSkipped && spec.Failure.IsZero() && !r.wasCut(&spec) {
		return // left out by the selection
	}
	c := verdict.Check{
		ID: idOf(&spec), Area: areaOf(&spec), Title: titleOf(&spec), Requirements: requirement.Cited(spec.Labels()),
		Started: spec.StartTime, Duration: spec.RunTime, Location: location(&spec),
	}
	tape := r.env.Tape()
	c.Attachments = tape.Attached
	switch {
	case spec.NumAttempts == 0:
		c.Outcome, c.Reason = verdict.NotRun, "interrupted"
	case tape.Outcome != "":
		c.Outcome, c.Reason, c.Declared = tape.Outcome, tape.Reason, tape.Declared
	case spec.State == types.SpecStatePassed:
		c.Outcome = verdict.Passed
	case spec.State == types.SpecStateFailed:
		c.Outcome = verdict.Failed
		c.Deviations = strings.Split(r.env.Recorder.Redact(strings.TrimSpace(spec.Failure.Message)), "\n")
		c.Reason = c.Deviations[min(1, len(c.Deviations)-1)]
		c.Deviations = append(c.Deviations, tape.Said...)
	case spec.State == types.SpecStateInterrupted, spec.State == types.SpecStateTimedout:
		c.Outcome, c.Reason = verdict.NotRun, "interrupted"
	default:
		c.Outcome, c.Reason = verdict.Undecided, fmt.Sprintf("the check itself broke (%s): %s", spec.State, spec.Failure.Message+spec.Failure.ForwardedPanic)
	}
	if c.Reason == elsewhere {
		return
	}
	r.evidence(&c)
	if c.Outcome == verdict.Failed && tape.Proof != nil {
		c.Evidence, c.InTurn = tape.Proof, tape.InTurn
	}
	r.checks = append(r.checks, c)
	if r.options.Done != nil {
		r.options.Done(c)
	}
}

// wasCut says that a check was selected and never began.
func (r *runner) wasCut(spec *types.SpecReport) bool {
	for _, q := range r.options.Requirements {
		if slices.Contains(requirement.Cited(spec.Labels()), q.ID) {
			return true
		}
	}
	return r.filter() == ""
}

// evidence names the exchanges of a check, and which of them prove a failure:
// those that a matcher objected to, or else the last change and the look at it.
func (r *runner) evidence(c *verdict.Check) {
	var changes, looks []int
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
			looks = append(looks, x.ID)
		case x.Operation != imageapi.Create && x.Operation != imageapi.Delete:
			changes = append(changes, x.ID)
		}
	}
	if c.Outcome != verdict.Failed {
		c.Evidence = nil
	} else if c.Evidence == nil {
		c.Evidence = append(last(changes), last(looks)...)
	}
}

func last(ids []int) []int { return ids[max(0, len(ids)-1):] }

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
