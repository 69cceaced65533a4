package scenario

import (
	"os"
	"path/filepath"
	"reflect"
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
	churn, _ := ByName("churn")
	if warmUp.Name != "warm-up" || warmUp.Duration != 10*time.Second || warmUp.Rate != "200/s" ||
		!reflect.DeepEqual(warmUp.Plan, churn) {
		t.Errorf("%+v", warmUp)
	}
	want := Plan{
		Name: "day", Text: "operations by weights of their own", Images: 50, Tags: []TagKind{Short, Long},
		Weights: Weights{model.Add: 30, model.Remove: 30, model.AddAgain: 10, model.RemoveAbsent: 10, model.Show: 20},
	}
	if !reflect.DeepEqual(day.Plan, want) {
		t.Errorf("%+v", day)
	}
	if day.Origin != filepath.Join("testdata", "day.yaml")+":8" || day.RateOrigin != filepath.Join("testdata", "day.yaml")+":10" {
		t.Errorf("the second phase is at %s, its rate at %s", day.Origin, day.RateOrigin)
	}
	if crowd.Plan.Images != 1 || crowd.Plan.Name != "hot" {
		t.Errorf("%+v", crowd)
	}
}

func TestMistakesNameTheirLine(t *testing.T) {
	const phase = "phases:\n  - name: a\n    duration: 1s\n    rate: x\n"
	for name, tt := range map[string]struct{ text, says string }{
		"empty":             {"", "load.yaml: there are no phases"},
		"no YAML":           {"phases: [", "this is not YAML"},
		"no UTF-8":          {"\xff", "not UTF-8"},
		"not a mapping":     {"- a\n", "load.yaml:1: keys with values"},
		"another key":       {"phase: 1\n", `load.yaml:1: unknown key "phase"`},
		"no list":           {"phases: 1\n", "load.yaml:1: a list of phases"},
		"an empty list":     {"phases: []\n", "load.yaml:1: a list of phases"},
		"a phase of text":   {"phases:\n  - a\n", "load.yaml:2: keys with values"},
		"two documents":     {phase + "    scenario: hot\n---\nphases: 1\n", "load.yaml:7: there must be a single document"},
		"unknown key":       {phase + "    scenario: hot\n    image: 1\n", `load.yaml:6: unknown key "image"`},
		"key twice":         {phase + "    scenario: hot\n    rate: y\n", `load.yaml:6: the key "rate" is already there in line 4`},
		"name twice":        {phase + "    scenario: hot\n" + strings.TrimPrefix(phase, "phases:\n") + "    scenario: hot\n", "is called a already"},
		"bad name":          {strings.Replace(phase, "name: a", "name: a b", 1) + "    scenario: hot\n", "load.yaml:2: \"a b\" is no name"},
		"no name":           {strings.Replace(phase, "name: a", "images: 3", 1) + "    scenario: hot\n", "the phase has no name"},
		"no duration":       {strings.Replace(phase, "duration: 1s", "images: 3", 1) + "    scenario: hot\n", "the phase has no duration"},
		"no rate":           {strings.Replace(phase, "rate: x", "images: 3", 1) + "    scenario: hot\n", "the phase has no rate"},
		"rate empty":        {strings.Replace(phase, "rate: x", "rate:", 1) + "    scenario: hot\n", "load.yaml:4: a value is needed"},
		"duration wrong":    {strings.Replace(phase, "1s", "1", 1) + "    scenario: hot\n", `load.yaml:3: "1" is no duration`},
		"duration 0":        {strings.Replace(phase, "1s", "0s", 1) + "    scenario: hot\n", "load.yaml:3: a phase must last"},
		"nothing to do":     {phase, "neither a scenario nor weights"},
		"both":              {phase + "    scenario: hot\n    weights: {add: 1}\n", "load.yaml:6: the phase has a scenario and weights"},
		"unknown scenario":  {phase + "    scenario: cold\n", `load.yaml:5: there is no scenario "cold"; the scenarios are add, add-again`},
		"unknown operation": {phase + "    weights:\n      put: 1\n", `load.yaml:6: unknown operation "put"; the operations are add, add-again`},
		"negative weight":   {phase + "    weights:\n      add: -1\n", `load.yaml:6: "-1" is no whole number`},
		"part of a weight":  {phase + "    weights:\n      add: 0.5\n", `load.yaml:6: "0.5" is no whole number`},
		"large weight":      {phase + "    weights:\n      add: 1001\n", `load.yaml:6: "1001" is no whole number`},
		"weights of 0":      {phase + "    weights:\n      add: 0\n", "load.yaml:5: the weights are all 0"},
		"no weights":        {phase + "    weights: {}\n", "load.yaml:5: the weights are all 0"},
		"no images":         {phase + "    scenario: hot\n    images: 0\n", `load.yaml:6: "0" is no whole number from 1`},
		"unknown tags":      {phase + "    scenario: hot\n    tags: odd\n", `load.yaml:6: there are no "odd" tags`},
		"tags twice":        {phase + "    scenario: hot\n    tags: [long, long]\n", "load.yaml:6: the kind long is there twice"},
		"no tags":           {phase + "    scenario: hot\n    tags: []\n", "load.yaml:6: a kind of tags is needed"},
		"an anchor":         {phase + "    scenario: &a hot\n", "load.yaml:5: a plain value is needed"},
	} {
		t.Run(name, func(t *testing.T) {
			if c, err := Parse("load.yaml", []byte(tt.text)); err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("%v, %+v; it must say %q", err, c, tt.says)
			}
		})
	}
}

func TestAllMistakesAreToldAtOnce(t *testing.T) {
	_, err := Parse("load.yaml", []byte("phases:\n  - name: a\n    duration: 1\n    rate: x\n    images: 0\n    weights: {add: 0}\n"))
	if err == nil || strings.Count(err.Error(), "load.yaml:") != 3 {
		t.Errorf("%v", err)
	}
}

func TestFilesThatCanNotBeRead(t *testing.T) {
	dir := t.TempDir()
	large := filepath.Join(dir, "large.yaml")
	if err := os.WriteFile(large, make([]byte, maxFile+1), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{filepath.Join(dir, "none.yaml"), dir, large} {
		if _, err := Load(file); err == nil || !strings.HasPrefix(err.Error(), file+": ") {
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
			if p.Name == "" || p.Duration <= 0 || p.Rate == "" || len(p.Plan.cycle(1)) == 0 || p.Plan.Images < 1 || len(p.Plan.Tags) == 0 {
				t.Errorf("%+v", p)
			}
		}
	})
}
