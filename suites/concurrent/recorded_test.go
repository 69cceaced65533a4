package concurrent

import (
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"tagcheck/fixtures/imageapi"
	"tagcheck/suites/concurrent/history"
)

func TestWhatAnExchangeSaysOfTags(t *testing.T) {
	start := time.Now()
	answered := func(op imageapi.Operation, status int) imageapi.Exchange {
		return imageapi.Exchange{Operation: op, Outcome: imageapi.Answered, Received: &imageapi.Received{Status: status}, User: "owner"}
	}
	silent := imageapi.Exchange{Operation: imageapi.Add, Outcome: imageapi.Unanswered}
	unsent := imageapi.Exchange{Operation: imageapi.Remove, Outcome: imageapi.NotSent}
	strange := answered(imageapi.Remove, 404)
	strange.User = "stranger"
	for name, tt := range map[string]struct {
		x    imageapi.Exchange
		want history.Outcome
	}{
		"added": {answered(imageapi.Add, 204), history.Done}, "added with another status": {answered(imageapi.Add, 200), history.Done},
		"over quota": {answered(imageapi.Add, 413), history.OverQuota}, "refused": {answered(imageapi.Add, 409), history.Refused},
		"no image": {answered(imageapi.Add, 404), history.Refused}, "failed": {answered(imageapi.Add, 500), history.Unknown},
		"throttled": {answered(imageapi.Add, 429), history.Refused}, "overloaded": {answered(imageapi.Add, 503), history.Unknown},
		"not answered": {silent, history.Unknown}, "not sent": {unsent, history.Refused},
		"removed": {answered(imageapi.Remove, 204), history.Done}, "absent": {answered(imageapi.Remove, 404), history.Absent},
		"not for strangers": {strange, history.Refused}, "shows nothing": {answered(imageapi.Show, 404), history.Unknown},
	} {
		x := tt.x
		x.ID, x.Connection, x.Image, x.Tag, x.Start, x.Duration = 9, 4, "id", "blue", start.Add(time.Millisecond), time.Second
		ops := historyOf([]*imageapi.Exchange{{Start: start}, &x})
		if len(ops) != 1 {
			t.Fatalf("%s: %d operations", name, len(ops))
		}
		op := ops[0]
		if op.Outcome != tt.want || op.Image != "id" || op.Client != 2 || op.Exchange != 9 || op.Call != 1e6 || op.Return != 1e6+1e9 {
			t.Errorf("%s: %+v", name, op)
		}
	}
}

func TestASeedDrawsTheSamePlan(t *testing.T) {
	m := mix{clients: 3, images: 2, tags: []string{"a", "b"}, reads: [2]int{20, 80}}
	draw := func(seed uint64) plan { return m.draw(rand.New(rand.NewPCG(seed, 1)), 60) }
	one := draw(1)
	if !reflect.DeepEqual(one, draw(1)) || reflect.DeepEqual(one, draw(2)) {
		t.Error("the seed does not decide what is drawn")
	}
	count := map[history.Kind]int{}
	for _, steps := range one {
		if len(steps) != 20 {
			t.Errorf("a client has %d of 60 steps", len(steps))
		}
		for _, s := range steps {
			count[s.kind]++
			if (s.tag == "") != (s.kind == history.Read) || s.image > 1 {
				t.Errorf("%+v", s)
			}
		}
	}
	if count[history.Read] == 0 || count[history.Remove] == 0 {
		t.Errorf("drawn: %v", count)
	}
}

func TestABudgetIsSpentAndEnds(t *testing.T) {
	b := budget{steps: 100, end: time.Now().Add(time.Hour)}
	if one, two, three := b.take(60), b.take(60), b.take(60); one != 60 || two != 40 || three != 0 {
		t.Errorf("came %d, %d, %d", one, two, three)
	}
	late := budget{steps: 100, end: time.Now().Add(-time.Second)}
	if late.take(60) != 0 {
		t.Error("steps are given although the time is over")
	}
}
