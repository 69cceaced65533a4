package concurrent

import (
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"tagcheck/fixtures/imageapi"
	"tagcheck/suites/concurrent/linearizability"
)

func TestHistoryOf(t *testing.T) {
	start := time.Now()
	answered := func(op imageapi.Operation, status int) imageapi.Exchange {
		return imageapi.Exchange{
			Operation: op, Outcome: imageapi.Answered, Received: &imageapi.Received{Status: status}, User: "owner",
		}
	}
	unanswered := imageapi.Exchange{Operation: imageapi.Add, Outcome: imageapi.Unanswered}
	unsent := imageapi.Exchange{Operation: imageapi.Remove, Outcome: imageapi.NotSent}
	hidden := answered(imageapi.Remove, 404)
	hidden.User = "stranger"
	for name, tt := range map[string]struct {
		x    imageapi.Exchange
		want linearizability.Outcome
	}{
		"added": {answered(imageapi.Add, 204), linearizability.Done}, "added with another status": {
			answered(imageapi.Add, 200), linearizability.Done,
		},
		"over quota": {answered(imageapi.Add, 413), linearizability.OverQuota}, "refused": {
			answered(imageapi.Add, 409), linearizability.Refused,
		},
		"no image": {answered(imageapi.Add, 404), linearizability.Refused}, "failed": {
			answered(imageapi.Add, 500), linearizability.Unknown,
		},
		"throttled": {answered(imageapi.Add, 429), linearizability.Refused}, "overloaded": {
			answered(imageapi.Add, 503), linearizability.Unknown,
		},
		"not answered": {unanswered, linearizability.Unknown}, "not sent": {unsent, linearizability.Refused},
		"removed": {answered(imageapi.Remove, 204), linearizability.Done}, "absent": {
			answered(imageapi.Remove, 404), linearizability.Absent,
		},
		"hidden from a stranger": {hidden, linearizability.Refused}, "read without a result": {
			answered(imageapi.Show, 404), linearizability.Unknown,
		},
	} {
		x := tt.x
		x.ID, x.Connection, x.Image, x.Tag = 9, 4, "id", "blue"
		x.Start, x.Duration = start.Add(time.Millisecond), time.Second
		ops := historyOf([]*imageapi.Exchange{{Start: start}, &x})
		if len(ops) != 1 {
			t.Fatalf("%s: %d operations", name, len(ops))
		}
		op := ops[0]
		if op.Outcome != tt.want || op.Image != "id" || op.Client != 2 || op.Exchange != 9 || op.Call != 1e6 ||
			op.Return != 1e6+1e9 {
			t.Errorf("%s: %+v", name, op)
		}
	}
}

func TestAPlanIsAFunctionOfItsSeed(t *testing.T) {
	w := workload{clients: 3, images: 2, tags: []string{"a", "b"}, reads: [2]int{20, 80}}
	draw := func(seed uint64) plan { return w.draw(rand.New(rand.NewPCG(seed, 1)), 60) }
	one := draw(1)
	if !reflect.DeepEqual(one, draw(1)) || reflect.DeepEqual(one, draw(2)) {
		t.Error("the plan is not a function of the seed")
	}
	count := map[linearizability.Kind]int{}
	for _, steps := range one {
		if len(steps) != 20 {
			t.Errorf("a client has %d of 60 steps", len(steps))
		}
		for _, s := range steps {
			count[s.kind]++
			if (s.tag == "") != (s.kind == linearizability.Read) || s.image > 1 {
				t.Errorf("%+v", s)
			}
		}
	}
	if count[linearizability.Read] == 0 || count[linearizability.Remove] == 0 {
		t.Errorf("steps by kind: %v", count)
	}
}

func TestBudget(t *testing.T) {
	b := budget{steps: 100, end: time.Now().Add(time.Hour)}
	if one, two, three := b.take(60), b.take(60), b.take(60); one != 60 || two != 40 || three != 0 {
		t.Errorf("got %d, %d, %d", one, two, three)
	}
	late := budget{steps: 100, end: time.Now().Add(-time.Second)}
	if late.take(60) != 0 {
		t.Error("take returns steps after the end")
	}
}
