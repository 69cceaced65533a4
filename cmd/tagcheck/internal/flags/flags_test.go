package flags

import (
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"tagcheck/cmd/tagcheck/internal/build"
)

func TestBounds(t *testing.T) {
	for want, err := range map[string]error{
		"--n must be at least 1 (got 0)":    AtLeast("--n", 0, 1),
		"--n must be from 1 to 3 (got 4)":   Within("--n", 4, 1, 3),
		"--n must be from 2 to 3 (got 1)":   Within("--n", 1, 2, 3),
		"--d must be positive (got 0s)":     Positive("--d", 0),
		"--d must be positive (got -1s)":    Positive("--d", -time.Second),
		"--d must be at least 1s (got 2ms)": AtLeast("--d", 2*time.Millisecond, time.Second),
	} {
		if err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	for _, err := range []error{
		AtLeast("--n", 1, 1), Within("--n", 1, 1, 3), Within("--n", 3, 1, 3), Positive("--d", 1),
	} {
		if err != nil {
			t.Error(err)
		}
	}
}

func TestChoice(t *testing.T) {
	c := NewChoice("text", "json")
	if c.String() != "text" || c.Type() != "text|json" {
		t.Errorf("got %s, %s", c, c.Type())
	}
	if err := c.Set("xml"); err == nil || err.Error() != "must be text or json" || c.String() != "text" {
		t.Errorf("got %v, %s", err, c)
	}
	if err := c.Set("json"); err != nil || c.String() != "json" {
		t.Errorf("got %v, %s", err, c)
	}
}

// parsed parses a command line of a command with these flags.
func parsed(t *testing.T, args []string, register ...func(*cobra.Command)) *cobra.Command {
	t.Helper()
	cmd := &cobra.Command{}
	for _, r := range register {
		r(cmd)
	}
	if err := cmd.Flags().Parse(args); err != nil {
		t.Fatal(err)
	}
	return cmd
}

func TestRefuseEmptyLists(t *testing.T) {
	var f Selection
	if err := RefuseEmptyLists(parsed(t, []string{"--level="}, f.Register)); err == nil ||
		err.Error() != "--level: the value is empty" {
		t.Errorf("got %v", err)
	}
	f = Selection{}
	if err := RefuseEmptyLists(parsed(t, []string{"--level=MUST"}, f.Register)); err != nil {
		t.Error(err)
	}
}

func TestSelection(t *testing.T) {
	var f Selection
	cmd := parsed(
		t, []string{"--select", "add.length", "--level", "MUST", "--exclude", "add.length.accepted"}, f.Register,
	)
	selected, err := f.Requirements()
	if err != nil || len(selected) == 0 || !f.Given(cmd) {
		t.Fatalf("got %v, %v", selected, err)
	}
	for _, r := range selected {
		if !strings.HasPrefix(r.ID, "add.length.") || r.Level != "MUST" || r.ID == "add.length.accepted" {
			t.Errorf("got %s, %s", r.ID, r.Level)
		}
	}
	var all Selection
	cmd = parsed(t, nil, all.Register)
	if everything, err := all.Requirements(); err != nil || all.Given(cmd) || len(everything) <= len(selected) {
		t.Errorf("got %d, %v", len(everything), err)
	}
}

func TestSelectionOfNothing(t *testing.T) {
	for args, want := range map[string]string{
		"--select add.store":         "the selection: ",
		"--level must --source rfc1": "the selection: ",
		"--select remove.possible.500": "the selection: no selected requirement can be judged from outside " +
			"('tagcheck explain remove.possible.500' says why)",
	} {
		var f Selection
		parsed(t, strings.Fields(args), f.Register)
		if selected, err := f.Requirements(); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: got %v, %v", args, selected, err)
		}
	}
}

func TestThresholds(t *testing.T) {
	for args, want := range map[string]string{
		"":                                  "errors==0",
		"--slo response.p99<5ms":            "response.p99<5ms errors==0",
		"--slo errors<1%":                   "errors<1%",
		"--slo add.errors<1% --slo rate>=5": "add.errors<1% rate>=5",
	} {
		var f SLO
		parsed(t, strings.Fields(args), f.Register)
		thresholds, err := f.Thresholds()
		var texts []string
		for _, threshold := range thresholds {
			texts = append(texts, threshold.String())
		}
		if got := strings.Join(texts, " "); err != nil || got != want {
			t.Errorf("%q: got %q, %v, want %q", args, got, err, want)
		}
	}
	var f SLO
	parsed(t, []string{"--slo", "p99<3", "--abort-on", "errors>5%"}, f.Register)
	if _, err := f.Thresholds(); err == nil || !strings.HasPrefix(err.Error(), "--slo: ") {
		t.Errorf("got %v", err)
	}
	if abort, err := f.AbortOn(); err != nil || len(abort) != 1 {
		t.Errorf("got %v, %v", abort, err)
	}
	parsed(t, []string{"--abort-on", "much"}, f.Register)
	if _, err := f.AbortOn(); err == nil || !strings.HasPrefix(err.Error(), "--abort-on: ") {
		t.Errorf("got %v", err)
	}
}

func TestWorkload(t *testing.T) {
	var f Workload
	cmd := parsed(
		t,
		strings.Fields(
			"--scenario hot --images 3 --rate max --duration 4s --warm-up 0s --workers 7 --seed 9 --transport net/http",
		),
		f.Register,
		f.RegisterSchedule,
	)
	o, err := f.Options(cmd, build.Info{Version: "v", Commit: "c"})
	if err != nil || len(o.Phases) != 1 {
		t.Fatalf("got %+v, %v", o, err)
	}
	p := o.Phases[0]
	if p.Name != "steady" || p.Plan.Name != "hot" || p.Plan.Images != 3 || p.Arrivals != "max" ||
		p.Duration != 4*time.Second {
		t.Errorf("got %+v", p)
	}
	if o.WarmUp != 0 || o.Workers != 7 || o.Seed != 9 || !o.NetHTTP || o.Version != "v" || o.Commit != "c" {
		t.Errorf("got %+v", o)
	}
	slos := SLO{}
	parsed(t, []string{"--slo", "show.errors==0"}, slos.Register)
	thresholds, err := slos.Thresholds()
	if err != nil {
		t.Fatal(err)
	}
	if err := KnownOperations(o.Phases, thresholds); err == nil {
		t.Error("the scenario hot sends no show")
	}
}

func TestWorkloadThatIsWrong(t *testing.T) {
	for args, want := range map[string]string{
		"--workers 0":               "--workers must be from 1 to 10000 (got 0)",
		"--workers 10001":           "--workers must be from 1 to 10000 (got 10001)",
		"--duration 0s":             "--duration must be positive (got 0s)",
		"--warm-up -1s":             "--warm-up must be at least 0s (got -1s)",
		"--images -1":               "--images must be at least 0 (got -1)",
		"--scenario hott":           `--scenario: unknown scenario "hott" (see tagcheck help scenarios)`,
		"--rate fast":               "--rate: ",
		"--phases x --rate 5/s":     "--rate cannot be combined with --phases: the file sets it",
		"--phases /nonexistent/x.y": "--phases: ",
	} {
		var f Workload
		cmd := parsed(t, strings.Fields(args), f.Register, f.RegisterSchedule)
		if _, err := f.Options(cmd, build.Info{}); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s:\ngot  %v\nwant %s", args, err, want)
		}
	}
}
