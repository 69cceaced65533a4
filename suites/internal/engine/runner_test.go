package engine

import (
	"slices"
	"strings"
	"testing"

	"github.com/onsi/ginkgo/v2"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/target"
	"tagcheck/suites/check"
	"tagcheck/suites/requirement"
)

// A spec that cites no requirement keeps every other from being run, also where
// the selection leaves it out.
func TestASpecThatCitesNothingIsRefused(t *testing.T) {
	for name, o := range map[string]Options{
		"of all":      {},
		"of one area": {Requirements: []requirement.Requirement{{ID: requirement.Cited(requirement.AddStores)[0]}}},
	} {
		ran, told := false, false
		o.Ready = func(_ target.Description, checks int) { told = true }
		_, err := runSpecs(t.Context(), &check.Env{Recorder: imageapi.NewRecorder()}, o.withDefaults(), func(*check.Env) {
			ginkgo.Describe("area", func() {
				ginkgo.It("cites", requirement.AddStores, func() { ran = true })
				ginkgo.Context("that cites", requirement.AddStores, func() { ginkgo.It("holds one", func() { ran = true }) })
				ginkgo.It("cites nothing", ginkgo.Label("slow"), func() { ran = true })
			})
		})
		if err == nil || !strings.Contains(err.Error(), `"cites nothing"`) || ran || told {
			t.Errorf("%s: %v; a check ran: %v; the number of checks was told: %v", name, err, ran, told)
		}
	}
}

// A seed that is fixed must not decide which group comes first.
func TestGroupsRunOneAfterTheOther(t *testing.T) {
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
	_, err := runSpecs(t.Context(), &check.Env{Recorder: imageapi.NewRecorder()}, Options{}.withDefaults(), register...)
	if err != nil || !slices.Equal(order, groups) {
		t.Errorf("%q, %v", order, err)
	}
}

func TestTheNumberOfChecksIsTold(t *testing.T) {
	said := 0
	o := Options{
		Requirements: []requirement.Requirement{{ID: requirement.Cited(requirement.AddStores)[0]}},
		Ready:        func(_ target.Description, checks int) { said = checks },
	}
	_, err := runSpecs(t.Context(), &check.Env{Recorder: imageapi.NewRecorder()}, o.withDefaults(), func(*check.Env) {
		ginkgo.Describe("area", func() {
			ginkgo.It("is selected", requirement.AddStores, func() {})
			ginkgo.Context("that is", requirement.AddStores, func() { ginkgo.It("is selected too", func() {}) })
			ginkgo.It("is not", requirement.RemoveDeletes, func() {})
		})
	})
	if err != nil || said != 2 {
		t.Errorf("%d checks, %v", said, err)
	}
}

func TestWhatACheckAttachesIsReportedWithoutSecrets(t *testing.T) {
	env := &check.Env{Recorder: imageapi.NewRecorder()}
	env.Recorder.Secret("s3cr3t-token")
	checks, err := runSpecs(t.Context(), env, Options{}.withDefaults(), func(env *check.Env) {
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
	if a := checks[0].Attachments[0]; a.Name != "one.html" || a.MediaType != "text/html" || string(a.Content) != "<p>"+imageapi.Redacted+"</p>" {
		t.Errorf("came %s (%s): %s", a.Name, a.MediaType, a.Content)
	}
}

func TestWhatProvesAFailureIsReportedInOrder(t *testing.T) {
	env := &check.Env{Recorder: imageapi.NewRecorder()}
	checks, err := runSpecs(t.Context(), env, Options{}.withDefaults(), func(env *check.Env) {
		ginkgo.Describe("area", func() {
			ginkgo.AfterEach(func() { env.Prove([]int{7, 3}, "because of this") })
			ginkgo.It("fails", requirement.AddStores, func() { ginkgo.Fail("what\nit is") })
			ginkgo.It("passes", requirement.AddStores, func() {})
		})
	})
	if err != nil || len(checks) != 2 {
		t.Fatalf("%+v, %v", checks, err)
	}
	if c := checks[0]; c.Reason != "it is" || !slices.Equal(c.Deviations, []string{"what", "it is", "because of this"}) || !slices.Equal(c.Evidence, []int{7, 3}) {
		t.Errorf("came %q because of %q, %v", c.Reason, c.Deviations, c.Evidence)
	}
	if c := checks[1]; c.Deviations != nil || c.Evidence != nil {
		t.Errorf("a check that passes has %q, %v", c.Deviations, c.Evidence)
	}
}
