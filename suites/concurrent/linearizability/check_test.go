package linearizability

import (
	"context"
	"strconv"
	"strings"
	"testing"
	"time"
)

// verdictOf checks all tags of the image i together.
func verdictOf(ops []Op, model Model, budget Budget) Partition {
	return CheckByImage(context.Background(), ops, model, budget)[0]
}

func TestOperationsWithACommonBoundOverlap(t *testing.T) {
	if p := verdictOf([]Op{add(0, 2, "x"), read(2, 3)}, Model{}, Budget{}); p.Verdict != Legal {
		t.Errorf("a read that starts when the addition ends is %s; it may come first", p.Verdict)
	}
	if p := verdictOf([]Op{add(0, 2, "x"), read(3, 4)}, Model{}, Budget{}); p.Verdict != Illegal {
		t.Errorf("a read that starts after the end of the addition is %s", p.Verdict)
	}
}

func TestUninformativeOperationsAreIgnored(t *testing.T) {
	for _, op := range []Op{
		ms(0, 1, Add, "x", Refused), ms(0, 1, Read, "", Refused, "x"), ms(0, 1, Read, "", Unknown),
	} {
		if partitions := CheckByImage(context.Background(), []Op{op}, Model{}, Budget{}); len(partitions) != 0 {
			t.Errorf("%s is checked, and is %s", op.summary(), partitions[0].Verdict)
		}
	}
	ops := []Op{add(0, 1, "x"), ms(2, 3, Add, "y", OverQuota), read(4, 5, "x")}
	if p := verdictOf(ops, Model{}, Budget{}); p.Verdict != Legal {
		t.Errorf("413 with an unknown quota is %s", p.Verdict)
	}
}

// A history that cannot be checked is undecided, with a reason.
func TestUndecided(t *testing.T) {
	ended, end := context.WithCancel(context.Background())
	end()
	var many []string
	for i := range MaxTags + 1 {
		many = append(many, strconv.Itoa(i))
	}
	long, model := busy(300, 16).record(1)
	small := Budget{Configurations: 10}
	for reason, p := range map[string]Partition{
		outOfTime:                             CheckByTag(ended, []Op{add(0, 1, "x")}, Model{}, Budget{})[0],
		outOfMemory:                           CheckByImage(context.Background(), long, model, small)[0],
		"65 tags: only 64":                    verdictOf([]Op{read(0, 1, many...)}, Model{}, Budget{}),
		"returned before it was called":       verdictOf([]Op{add(3, 2, "x")}, Model{}, Budget{}),
		"kind 2 with the outcome 3":           verdictOf([]Op{ms(0, 1, Remove, "x", OverQuota)}, Model{}, Budget{}),
		"operation 1 of image \"i\" returned": CheckByTag(context.Background(), []Op{read(3, 2)}, Model{}, Budget{})[0],
	} {
		if p.Verdict != Undecided || !strings.Contains(p.Reason, reason) {
			t.Errorf("expected undecided: %s; got %s: %s", reason, p.Verdict, p.Reason)
		}
		if _, found := p.FindWitness(context.Background(), Budget{}); found {
			t.Errorf("an undecided history has a witness: %s", reason)
		}
	}
}

// Tags and images are checked separately.
func TestPartitions(t *testing.T) {
	elsewhere := add(0, 1, "x")
	elsewhere.Image = "h"
	ops := []Op{elsewhere, add(0, 1, "x"), add(0, 1, "y"), read(2, 3, "y")}
	var results []string
	byTag := CheckByTag(context.Background(), ops, Model{}, Budget{})
	for _, p := range append(byTag, CheckByImage(context.Background(), ops, Model{}, Budget{})...) {
		results = append(results, p.Image+"/"+p.Tag+" "+p.Verdict.String())
	}
	expected := "h/x legal, i/x illegal, i/y legal, h/ legal, i/ illegal"
	if got := strings.Join(results, ", "); got != expected {
		t.Errorf("expected %s; got %s", expected, got)
	}
}

// Only all tags together show a torn read.
func TestTornRead(t *testing.T) {
	ops := []Op{read(0, 9, "y"), add(1, 2, "x"), add(3, 4, "y")}
	for _, p := range CheckByTag(context.Background(), ops, Model{}, Budget{}) {
		if p.Verdict != Legal {
			t.Errorf("the tag %s is %s", p.Tag, p.Verdict)
		}
	}
	if p := verdictOf(ops, Model{}, Budget{}); p.Verdict != Illegal {
		t.Errorf("the image is %s", p.Verdict)
	}
}

// A partition that ran out of time gets a second share of the rest, and no third.
func TestTheRestOfTheTimeIsShared(t *testing.T) {
	calls := 0
	slow := func(ctx context.Context, _ int) (Verdict, string) {
		if calls++; calls == 1 {
			<-ctx.Done()
			return Undecided, outOfTime
		}
		return Legal, ""
	}
	full := func(context.Context, int) (Verdict, string) { return Undecided, outOfMemory }
	partitions := judge(
		context.Background(), make([]Partition, 2), []check{slow, full}, Budget{Time: 20 * time.Millisecond},
	)
	if calls != 2 || partitions[0].Verdict != Legal || partitions[0].Reason != "" ||
		partitions[1].Reason != outOfMemory {
		t.Errorf("after %d calls: %+v", calls, partitions)
	}
}
