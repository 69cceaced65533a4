package walk

import (
	"errors"
	"testing"
)

// flaky fails where its turn says so, whatever is sent.
func flaky(turns ...bool) (Runner, *int) {
	runs := 0
	return func(ops []Op) (*Violation, error) {
		fails := turns[min(runs, len(turns)-1)]
		runs++
		if !fails {
			return nil, nil
		}
		return &Violation{Kind: WrongTags, Step: len(ops) - 1, Op: ops[len(ops)-1]}, nil
	}, &runs
}

func ops(n int) []Op {
	var list []Op
	for range n {
		list = append(list, Op{Do: Add, Image: "A", Tag: "a"}, Op{Do: Remove, Image: "A", Tag: "a"})
	}
	return list
}

// What does not fail each time is told with its rate, and left as it is.
func TestWhatComesAndGoesIsToldWithItsRate(t *testing.T) {
	for _, tt := range []struct {
		turns  []bool
		failed int
	}{{[]bool{false, false}, 1}, {[]bool{true, false}, 2}, {[]bool{false, true}, 2}} {
		run, runs := flaky(tt.turns...)
		f := Investigate(run, func(int) bool { return true }, ops(10), Violation{Kind: WrongTags, Step: 15})
		if !f.Intermittent() || f.Failed != tt.failed || f.Runs != 3 || *runs != 2 || len(f.Ops) != 16 {
			t.Errorf("%v: failed %d of %d, %d runs, %d steps", tt.turns, f.Failed, f.Runs, *runs, len(f.Ops))
		}
	}
}

func TestWhatFailsEachTimeIsMadeSmaller(t *testing.T) {
	run, _ := flaky(true)
	f := Investigate(run, func(int) bool { return true }, ops(10), Violation{Kind: WrongTags, Step: 15})
	if f.Intermittent() || f.Failed != 3 || len(f.Ops) != 1 || f.Drawn != 16 || f.Violation.Step != 0 {
		t.Errorf("%+v", f)
	}
}

// What can't be repeated is a failure all the same.
func TestWhatCanNotBeRepeatedIsTold(t *testing.T) {
	run := func([]Op) (*Violation, error) { return nil, errors.New("the target throttles") }
	f := Investigate(run, func(int) bool { return true }, ops(10), Violation{Kind: WrongTags, Step: 3})
	if f.Untold != "the target throttles" || f.Runs != 1 || f.Failed != 1 || len(f.Ops) != 4 {
		t.Errorf("%+v", f)
	}
}

func TestAgain(t *testing.T) {
	for name, tt := range map[string]struct {
		turns        []bool
		comesAndGoes bool
		failed, runs int
	}{
		"passes":                             {[]bool{false}, false, 0, 1},
		"fails":                              {[]bool{true}, false, 3, 3},
		"comes and goes, and came":           {[]bool{false, false, true}, true, 1, 3},
		"comes and goes, and did not come":   {[]bool{false}, true, 0, 3},
		"fails each time and then no longer": {[]bool{true, false, false}, false, 1, 3},
	} {
		run, runs := flaky(tt.turns...)
		f, err := Again(run, ops(2), tt.comesAndGoes)
		if err != nil || *runs != tt.runs || (f != nil) != (tt.failed > 0) || f != nil && f.Failed != tt.failed {
			t.Errorf("%s: %+v after %d runs, %v", name, f, *runs, err)
		}
	}
	if _, err := Again(func([]Op) (*Violation, error) { return nil, errors.New("unreachable") }, ops(1), false); err == nil {
		t.Error("what can't be judged is taken for a pass")
	}
}
