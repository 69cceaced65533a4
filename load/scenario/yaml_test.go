package scenario

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tagcheck/load/model"
)

func TestTheExampleIsRead(t *testing.T) {
	c, err := Load(filepath.Join("testdata", "day.yaml"))
	if err != nil || len(c.Phases) != 3 {
		t.Fatalf("%+v, %v", c, err)
	}
	warmUp, day, crowd := c.Phases[0], c.Phases[1], c.Phases[2]
	if warmUp.Name != "warm-up" || warmUp.Duration != 10*time.Second || warmUp.Rate != "200/s" ||
		warmUp.Plan.Name != "churn" || warmUp.Plan.Images != DefaultImages || !warmUp.Plan.InOrder {
		t.Errorf("%+v", warmUp)
	}
	want := Weights{
		model.Add: 30, model.Remove: 30, model.AddAgain: 10, model.RemoveAbsent: 10, model.Show: 20,
	}
	if day.Plan.Weights != want || day.Plan.Images != 50 || len(day.Plan.Tags) != 2 || day.Plan.InOrder {
		t.Errorf("%+v", day)
	}
	if day.Origin != filepath.Join("testdata", "day.yaml")+":8" ||
		day.RateOrigin != filepath.Join("testdata", "day.yaml")+":10" {
		t.Errorf("the second phase is at %s, its rate at %s", day.Origin, day.RateOrigin)
	}
	if crowd.Plan.Images != 1 || crowd.Plan.Name != "hot" {
		t.Errorf("%+v", crowd)
	}
}

func TestProblemsNameTheirLine(t *testing.T) {
	const phase = "phases:\n  - name: a\n    duration: 1s\n    rate: x\n"
	const hot = "    scenario: hot\n"
	instead := func(old, replacement string) string { return strings.Replace(phase, old, replacement, 1) + hot }
	for name, tt := range map[string]struct{ text, says string }{
		"empty": {"", "load.yaml: there are no phases; the file needs the key phases with a list of them"},
		"comments": {
			"# phases:\n", "load.yaml: there are no phases; the file needs the key phases with a list of them",
		},
		"not YAML":        {"phases: [", "load.yaml:1: this is not YAML: did not find expected node content"},
		"not UTF-8":       {"\xff", "load.yaml:1: this is not UTF-8 text"},
		"not a mapping":   {"- a\n", "load.yaml:1: expected keys with values here"},
		"another key":     {"phase: 1\n", `load.yaml:1: unknown key "phase"; the keys here are phases`},
		"not a list":      {"phases: 1\n", "load.yaml:1: expected a list here"},
		"an empty list":   {"phases: []\n", "load.yaml:1: expected a list here"},
		"a phase of text": {"phases:\n  - a\n", "load.yaml:2: expected keys with values here"},
		"an empty phase":  {"phases:\n  - {}\n", "load.yaml:2: the phase has no name"},
		"two documents":   {phase + hot + "---\nphases: 1\n", "load.yaml:6: a second document begins here"},
		"unknown key": {
			phase + hot + "    image: 1\n", `load.yaml:6: unknown key "image"; the keys here are name, duration,`,
		},
		"key twice": {
			phase + hot + "    rate: y\n", `load.yaml:6: the key "rate" is given twice; it is in line 4 already`,
		},
		"name twice": {
			phase + hot + strings.TrimPrefix(phase, "phases:\n") + hot,
			"load.yaml:6: the phase at load.yaml:2 has the name a already",
		},
		"bad name": {
			instead("name: a", "name: a b"),
			`load.yaml:2: the name of a phase must be letters, digits and hyphens, at most 40 (got "a b")`,
		},
		"no name":     {instead("name: a", "images: 3"), "load.yaml:2: the phase has no name"},
		"no duration": {instead("duration: 1s", "images: 3"), "load.yaml:2: the phase has no duration"},
		"no rate":     {instead("rate: x", "images: 3"), "load.yaml:2: the phase has no rate"},
		"rate empty":  {instead("rate: x", "rate:"), "load.yaml:4: the value is missing"},
		"duration wrong": {
			instead("1s", "1"), `load.yaml:3: "1" is not a duration; write one such as 30s, 5m or 1h30m`,
		},
		"duration 0": {
			instead("1s", "0s"), "load.yaml:3: a phase must last more than 0 and at most 720h0m0s (got 0s)",
		},
		"duration negative": {instead("1s", "-1s"), "load.yaml:3: a phase must last more than 0"},
		"duration too long": {instead("1s", "720h1s"), "load.yaml:3: a phase must last more than 0"},
		"nothing to do":     {phase, "load.yaml:2: the phase has neither a scenario nor weights; add one of the two"},
		"both": {
			phase + hot + "    weights: {add: 1}\n",
			"load.yaml:6: the phase has a scenario and weights; remove one of the two",
		},
		"unknown scenario": {
			phase + "    scenario: cold\n", `load.yaml:5: unknown scenario "cold"; the scenarios are add, add-again`,
		},
		"unknown operation": {
			phase + "    weights:\n      put: 1\n",
			`load.yaml:6: unknown operation "put"; the operations are add, add-again`,
		},
		"negative weight": {
			phase + "    weights:\n      add: -1\n",
			`load.yaml:6: add must be a whole number from 0 to 1000 (got "-1")`,
		},
		"part of a weight": {
			phase + "    weights:\n      add: 0.5\n",
			`load.yaml:6: add must be a whole number from 0 to 1000 (got "0.5")`,
		},
		"large weight": {
			phase + "    weights:\n      add: 1001\n",
			`load.yaml:6: add must be a whole number from 0 to 1000 (got "1001")`,
		},
		"weight missing":  {phase + "    weights:\n      add:\n", "load.yaml:6: the value is missing"},
		"weights of 0":    {phase + "    weights:\n      add: 0\n", "load.yaml:5: the weights are all 0"},
		"no weights":      {phase + "    weights: {}\n", "load.yaml:5: the weights are all 0"},
		"weights of text": {phase + "    weights: add\n", "load.yaml:5: expected keys with values here"},
		"no images": {
			phase + hot + "    images: 0\n", `load.yaml:6: images must be a whole number from 1 to 10000 (got "0")`,
		},
		"too many images": {
			phase + hot + "    images: 10001\n",
			`load.yaml:6: images must be a whole number from 1 to 10000 (got "10001")`,
		},
		"unknown tags": {
			phase + hot + "    tags: odd\n",
			`load.yaml:6: unknown kind of tags "odd"; the kinds are short, long, multi-byte`,
		},
		"tags twice": {phase + hot + "    tags: [long, long]\n", "load.yaml:6: the kind long is given twice"},
		"no tags":    {phase + hot + "    tags: []\n", "load.yaml:6: expected a list here"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse("load.yaml", []byte(tt.text))
			first, _, _ := strings.Cut(fmt.Sprint(err), "\n")
			if err == nil || !strings.HasPrefix(first, tt.says) {
				t.Errorf("got  %v\nwant %s", err, tt.says)
			}
			if lines := strings.Count(fmt.Sprint(err), "\n"); lines > 0 && name != "an empty phase" {
				t.Errorf("one problem is reported as several: %v", err)
			}
		})
	}
}

func TestAliasesStandForPhasesAndValues(t *testing.T) {
	c, err := Parse("load.yaml", []byte(
		"phases:\n- {name: a, duration: 1s, rate: &r 10/s, weights: &w {add: 1}}\n"+
			"- {name: b, duration: 2s, rate: *r, weights: *w}\n",
	))
	if err != nil || len(c.Phases) != 2 || c.Phases[1].Rate != "10/s" || c.Phases[1].Plan.Weights[model.Add] != 1 {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestAllProblemsAreReportedAtOnce(t *testing.T) {
	_, err := Parse("load.yaml", []byte(
		"phases:\n  - name: a\n    duration: 1\n    rate: x\n    images: 0\n    weights: {add: 0}\n",
	))
	if err == nil || strings.Count(err.Error(), "load.yaml:") != 3 {
		t.Errorf("%v", err)
	}
}

func TestFilesThatCannotBeRead(t *testing.T) {
	dir := t.TempDir()
	for _, file := range []string{filepath.Join(dir, "none.yaml"), dir, os.DevNull} {
		if _, err := Load(file); err == nil || !strings.HasPrefix(err.Error(), file+": cannot read the file: ") {
			t.Errorf("%s: %v", file, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	example, err := os.ReadFile(filepath.Join("testdata", "day.yaml"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(example)
	f.Fuzz(func(t *testing.T, content []byte) {
		c, err := Parse("load.yaml", content)
		if err != nil {
			return
		}
		for _, p := range c.Phases {
			if p.Name == "" || p.Duration <= 0 || p.Rate == "" || len(p.Plan.cycle(1)) == 0 || p.Plan.Images < 1 ||
				len(p.Plan.Tags) == 0 {
				t.Errorf("%+v", p)
			}
		}
	})
}
