package engine

import (
	"context"
	"flag"
	"io"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/formatter"
	"github.com/onsi/gomega"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/target"
	"tagcheck/suites/check"
	"tagcheck/suites/requirement"
	"tagcheck/suites/verdict"
)

func newEnvForTest() *check.Env { return &check.Env{Recorder: imageapi.NewRecorder()} }

// runTree runs a tree of specs with a plan.
func runTree(ctx context.Context, env *check.Env, p Plan, groups ...func(*check.Env)) ([]verdict.Check, error) {
	if p.Requirements == nil {
		p.Requirements = requirement.All()
	}
	return (&runner{env: env, plan: p}).run(ctx, groups...)
}

var addStores = requirement.ByIDs([]string{"add.stores"})

// A spec that cites no requirement prevents all others from running, also if it is not selected.
func TestASpecWithoutACitationIsRefused(t *testing.T) {
	for name, p := range map[string]Plan{"all": {}, "one requirement": {Requirements: addStores}} {
		ran, ready := false, false
		p.Ready = func(target.Description, int) { ready = true }
		_, err := runTree(t.Context(), newEnvForTest(), p, func(*check.Env) {
			ginkgo.Describe("area", func() {
				ginkgo.It("cites", requirement.AddStores, func() { ran = true })
				ginkgo.Context("that cites", requirement.AddStores, func() {
					ginkgo.It("has a spec", func() { ran = true })
				})
				ginkgo.It("cites nothing", ginkgo.Label("slow"), func() { ran = true })
			})
		})
		if err == nil || !strings.Contains(err.Error(), `"cites nothing"`) || ran || ready {
			t.Errorf("%s: %v; a check ran: %v; Ready was called: %v", name, err, ran, ready)
		}
	}
}

// The seed of Ginkgo must not decide which group comes first.
func TestGroupsRunInOrder(t *testing.T) {
	var order, groups []string
	var register []func(*check.Env)
	for n := range 9 {
		name := string(rune('a' + n))
		groups = append(groups, name)
		register = append(register, func(*check.Env) {
			ginkgo.Describe("area", func() {
				ginkgo.It(name, requirement.AddStores, func() { order = append(order, name) })
			})
		})
	}
	_, err := runTree(t.Context(), newEnvForTest(), Plan{}, register...)
	if err != nil || !slices.Equal(order, groups) {
		t.Errorf("%q, %v", order, err)
	}
}

func TestReadyGetsTheNumberOfSelectedChecks(t *testing.T) {
	number := 0
	p := Plan{Requirements: addStores, Ready: func(_ target.Description, checks int) { number = checks }}
	checks, err := runTree(t.Context(), newEnvForTest(), p, func(*check.Env) {
		ginkgo.Describe("area", func() {
			ginkgo.It("is selected", requirement.AddStores, func() {})
			ginkgo.Context("container", requirement.AddStores, func() { ginkgo.It("is selected too", func() {}) })
			ginkgo.It("is not selected", requirement.RemoveDeletes, func() {})
		})
	})
	if err != nil || number != 2 || len(checks) != 2 {
		t.Errorf("%d checks announced, %d ran, %v", number, len(checks), err)
	}
}

func TestOutcomesOfChecks(t *testing.T) {
	var done []string
	p := Plan{Done: func(c verdict.Check) { done = append(done, c.Title) }}
	checks, err := runTree(t.Context(), newEnvForTest(), p, func(env *check.Env) {
		ginkgo.Describe("area", func() {
			ginkgo.It("passes", requirement.AddStores, func() {})
			ginkgo.It("fails", requirement.AddStores, func() { ginkgo.Fail("PUT\nexpected 204; got 500") })
			ginkgo.It("is blocked", requirement.AddStores, func() { env.Blocked("no %s", "image") })
			ginkgo.It("is declared absent", requirement.AddStores, func() { env.DeclaredAbsent("no quota") })
			ginkgo.It("panics", requirement.AddStores, func() { panic("oh") })
			ginkgo.Context("in a", func() { ginkgo.It("container", requirement.RemoveDeletes, func() {}) })
		})
	})
	if err != nil || len(checks) != 6 || len(done) != 6 {
		t.Fatalf("%d checks, %d done, %v", len(checks), len(done), err)
	}
	for i, want := range []verdict.Check{
		{Title: "passes", Outcome: verdict.Passed},
		{Title: "fails", Outcome: verdict.Failed, Reason: "expected 204; got 500"},
		{Title: "is blocked", Outcome: verdict.Blocked, Reason: "no image"},
		{Title: "is declared absent", Outcome: verdict.Unsupported, Reason: "no quota", Declared: true},
		{Title: "panics", Outcome: verdict.Undecided},
		{Title: "in a: container", Outcome: verdict.Passed},
	} {
		c := checks[i]
		if c.Title != want.Title || c.Outcome != want.Outcome || c.Declared != want.Declared ||
			want.Title != "panics" && c.Reason != want.Reason {
			t.Errorf("got %+v, want %+v", c, want)
		}
		if c.ID != "area: "+want.Title || c.Area != "area" ||
			!strings.HasPrefix(c.Location, "suites/internal/engine/") {
			t.Errorf("ID %q, area %q, location %q", c.ID, c.Area, c.Location)
		}
	}
	if reason := checks[4].Reason; !strings.Contains(reason, "internal error of the check (panicked)") ||
		!strings.Contains(reason, "oh") {
		t.Errorf("a panic: %q", reason)
	}
	if ids := checks[5].Requirements; !slices.Equal(ids, []string{"remove.deletes"}) {
		t.Errorf("requirements %v", ids)
	}
}

// A check that an ending run did not start is not run, and so is one that another process runs.
func TestChecksThatDoNotRun(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	ran := 0
	three := func(*check.Env) {
		ginkgo.Describe("area", func() {
			ginkgo.It("one", requirement.AddStores, func() { ran++ })
			ginkgo.It("two", requirement.AddStores, func() { ran++; cancel() })
			ginkgo.It("three", requirement.AddStores, func() { ran++ })
		})
	}
	checks, err := runTree(ctx, newEnvForTest(), Plan{}, three)
	if err != nil || ran != 2 || len(checks) != 3 || checks[2].Outcome != verdict.NotRun ||
		checks[2].Reason != "interrupted" {
		t.Errorf("%d ran, %+v, %v", ran, checks, err)
	}
	ran = 0
	var asked []int
	r := &runner{env: newEnvForTest(), plan: Plan{Requirements: requirement.All()}, part: &Part{
		Claim: func(index int) bool { asked = append(asked, index); return index == 1 },
	}}
	checks, err = r.run(t.Context(), three)
	if err != nil || ran != 1 || len(checks) != 1 || checks[0].Title != "two" || !slices.Equal(asked, []int{0, 1, 2}) {
		t.Errorf("%d ran, asked for %v, %+v, %v", ran, asked, checks, err)
	}
}

func TestAttachmentsAreReportedWithoutSecrets(t *testing.T) {
	env := newEnvForTest()
	env.Recorder.Secret("s3cr3t-token")
	checks, err := runTree(t.Context(), env, Plan{}, func(env *check.Env) {
		ginkgo.Describe("area", func() {
			ginkgo.It("attaches", requirement.AddStores, func() {
				env.Attach("one.html", "text/html", []byte("<p>s3cr3t-token</p>"))
				ginkgo.Fail("and fails")
			})
			ginkgo.It("attaches nothing", requirement.AddStores, func() {})
		})
	})
	if err != nil || len(checks) != 2 || len(checks[0].Attachments) != 1 || len(checks[1].Attachments) != 0 {
		t.Fatalf("%+v, %v", checks, err)
	}
	a := checks[0].Attachments[0]
	if a.Name != "one.html" || a.MediaType != "text/html" || string(a.Content) != "<p>"+imageapi.Redacted+"</p>" {
		t.Errorf("got %s (%s): %s", a.Name, a.MediaType, a.Content)
	}
}

func TestTheEvidenceOfAFailureIsReportedInOrder(t *testing.T) {
	env := newEnvForTest()
	checks, err := runTree(t.Context(), env, Plan{}, func(env *check.Env) {
		ginkgo.Describe("area", func() {
			ginkgo.AfterEach(func() { env.ProveBySequence([]int{7, 3}, "an explanation") })
			ginkgo.It("fails", requirement.AddStores, func() { ginkgo.Fail("what\nit is") })
			ginkgo.It("passes", requirement.AddStores, func() {})
		})
	})
	if err != nil || len(checks) != 2 {
		t.Fatalf("%+v, %v", checks, err)
	}
	deviations := []string{"what", "it is", "an explanation"}
	if c := checks[0]; c.Reason != "it is" || !slices.Equal(c.Deviations, deviations) ||
		!slices.Equal(c.Evidence, []int{7, 3}) || !c.InTurn {
		t.Errorf("got %q: %q, %v", c.Reason, c.Deviations, c.Evidence)
	}
	if c := checks[1]; c.Deviations != nil || c.Evidence != nil || c.InTurn {
		t.Errorf("a check that passes has %q, %v", c.Deviations, c.Evidence)
	}
}

// A run restores what it changed in Ginkgo and Gomega.
func TestARunRestoresTheStateOfTheProcess(t *testing.T) {
	out, err, expect := formatter.ColorableStdOut, formatter.ColorableStdErr, gomega.Default
	silent := false
	_, failed := runTree(t.Context(), newEnvForTest(), Plan{}, func(*check.Env) {
		ginkgo.Describe("area", func() {
			ginkgo.It("fails", requirement.AddStores, func() {
				silent = formatter.ColorableStdOut == io.Discard
				gomega.Expect(1).To(gomega.Equal(2))
			})
		})
	})
	if failed != nil || !silent {
		t.Errorf("%v; silent during the run: %v", failed, silent)
	}
	if formatter.ColorableStdOut != out || formatter.ColorableStdErr != err || gomega.Default != expect {
		t.Error("the output of Ginkgo, or the default of Gomega, is not restored")
	}
}

func TestFlagsOfGoTestThatGinkgoRefuses(t *testing.T) {
	for args, want := range map[string]string{
		"":                            "",
		"-test.count=1":               "",
		"-test.count=2":               "-count=2",
		"-test.parallel=4":            "-parallel",
		"-test.run=x -test.count=100": "-count=100",
	} {
		flags := flag.NewFlagSet("test", flag.ContinueOnError)
		flags.Int("test.count", 1, "")
		flags.Int("test.parallel", 8, "")
		flags.String("test.run", "", "")
		if err := flags.Parse(strings.Fields(args)); err != nil {
			t.Fatal(err)
		}
		err := vetTestFlags(flags)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", args, err)
		}
	}
	if err := vetTestFlags(flag.NewFlagSet("program", flag.ContinueOnError)); err != nil {
		t.Errorf("a program without flags of go test: %v", err)
	}
}

// A run waits for another one, but not longer than its context.
func TestARunWaitsForAnother(t *testing.T) {
	ginkgoIsFree <- struct{}{}
	defer func() { <-ginkgoIsFree }()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	root := &url.URL{Scheme: "http", Host: "127.0.0.1:1", Path: "/v2"}
	out, err := Run(ctx, target.Target{Root: root}, Plan{Requirements: addStores})
	if err != nil || !out.Interrupted || out.Target.URL != root.String() || len(out.Exchanges) > 0 {
		t.Errorf("%+v, %v", out, err)
	}
}
