package walk

import (
	"errors"
	"testing"
)

// failing returns a runner that fails in these turns, whatever is sent; the last turn repeats.
func failing(turns ...bool) (Runner, *int) {
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

// A flaky walk is reported with its rate, and not shortened.
func TestInvestigateAFlakyWalk(t *testing.T) {
	for _, tt := range []struct {
		turns  []bool
		failed int
	}{{[]bool{false, false}, 1}, {[]bool{true, false}, 2}, {[]bool{false, true}, 2}} {
		run, runs := failing(tt.turns...)
		f := Investigate(run, func(int) bool { return true }, ops(10), Violation{Kind: WrongTags, Step: 15})
		if !f.Flaky() || f.Failed != tt.failed || f.Runs != 3 || *runs != 2 || len(f.Ops) != 16 {
			t.Errorf("%v: failed %d of %d, %d runs, %d steps", tt.turns, f.Failed, f.Runs, *runs, len(f.Ops))
		}
	}
}

func TestInvestigateShortensAWalk(t *testing.T) {
	run, _ := failing(true)
	f := Investigate(run, func(int) bool { return true }, ops(10), Violation{Kind: WrongTags, Step: 15})
	if f.Flaky() || f.Failed != 3 || len(f.Ops) != 1 || f.Original != 16 || f.Violation.Step != 0 {
		t.Errorf("%+v", f)
	}
}

// A walk that cannot be repeated is a finding, too.
func TestInvestigateAWalkThatCannotBeRepeated(t *testing.T) {
	run := func([]Op) (*Violation, error) { return nil, errors.New("the target throttles") }
	f := Investigate(run, func(int) bool { return true }, ops(10), Violation{Kind: WrongTags, Step: 3})
	if f.RepeatError != "the target throttles" || f.Runs != 1 || f.Failed != 1 || len(f.Ops) != 4 {
		t.Errorf("%+v", f)
	}
}

func TestReplay(t *testing.T) {
	for name, tt := range map[string]struct {
		turns        []bool
		flaky        bool
		failed, runs int
	}{
		"passes":                         {[]bool{false}, false, 0, 1},
		"fails":                          {[]bool{true}, false, 3, 3},
		"flaky, and fails":               {[]bool{false, false, true}, true, 1, 3},
		"flaky, and passes":              {[]bool{false}, true, 0, 3},
		"failed each time, and once now": {[]bool{true, false, false}, false, 1, 3},
	} {
		run, runs := failing(tt.turns...)
		f, err := Replay(run, ops(2), tt.flaky)
		if err != nil || *runs != tt.runs || (f != nil) != (tt.failed > 0) || f != nil && f.Failed != tt.failed {
			t.Errorf("%s: %+v after %d runs, %v", name, f, *runs, err)
		}
	}
	unreachable := func([]Op) (*Violation, error) { return nil, errors.New("unreachable") }
	if _, err := Replay(unreachable, ops(1), false); err == nil {
		t.Error("a response that cannot be judged counts as a pass")
	}
}
