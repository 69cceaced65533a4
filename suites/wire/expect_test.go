package wire

import (
	"testing"

	"tagcheck/fixtures/imageapi"
)

// talk is a conversation with answers of these statuses; 0 is for none.
func talk(closed bool, statuses ...int) imageapi.Conversation {
	c := imageapi.Conversation{Closed: closed}
	for _, status := range statuses {
		x := &imageapi.Exchange{Outcome: imageapi.Unanswered}
		if status > 0 {
			x.Outcome, x.Received = imageapi.Answered, &imageapi.Received{Status: status}
		}
		c.Exchanges = append(c.Exchanges, x)
	}
	return c
}

func more(c imageapi.Conversation) imageapi.Conversation {
	c.Exchanges[0].Received.Surplus.Size = 1
	return c
}

func announced(c imageapi.Conversation) imageapi.Conversation {
	c.Exchanges[0].Received.Closed = true
	return c
}

func TestRules(t *testing.T) {
	three := inOrder(status(204), status(404), status(204))
	for _, tt := range []struct {
		name string
		rule rule
		talk imageapi.Conversation
		want bool
	}{
		{"all in order", three, talk(true, 204, 404, 204), true},
		{"all in order, and the connection stays", three, talk(false, 204, 404, 204), true},
		{"the first in order", three, talk(true, 204, 0, 0), true},
		{"two swapped", three, talk(true, 404, 204, 204), false},
		{"none", three, talk(true, 0, 0, 0), false},
		{"one, and then silence", three, talk(false, 204, 0, 0), false},
		{"refused", refused, talk(true, 400), true},
		{"refused as unknown", refused, talk(true, 501), true},
		{"refused with 500", refused, talk(true, 500), false},
		{"redirected", refused, talk(true, 301), false},
		{"moved", refusedOrMoved, talk(true, 301), true},
		{"done", refused, talk(true, 204), false},
		{"done where it may be", doneOrRefused, talk(true, 204), true},
		{"another success", doneOrRefused, talk(true, 200), false},
		{"closed instead", refused, talk(true, 0), true},
		{"hanging", refused, talk(false, 0), false},
		{"stays", closed, talk(false, 400), false},
		{"closes", closed, talk(true, 400), true},
		{"says that it closes", closed, announced(talk(false, 400)), true},
		{"one answer", answeredOnce, talk(true, 204, 0), true},
		{"two answers", answeredOnce, talk(true, 204, 204), false},
		{"one answer and more", answeredOnce, more(talk(true, 204)), false},
		{"the second not done", notDone, talk(true, 204, 400), true},
		{"the second closed", notDone, talk(true, 204, 0), true},
		{"the second done", notDone, talk(true, 204, 204), false},
		{"the one behind done", doneIfAnswered, talk(false, 400, 204), true},
		{"the one behind swallowed", doneIfAnswered, talk(false, 204, 0), false},
		{"the one behind closed", doneIfAnswered, talk(true, 204, 0), true},
		{"the one behind misread", doneIfAnswered, talk(true, 204, 400), false},
	} {
		x, deviation := tt.rule(tt.talk)
		if (deviation == "") != tt.want || !tt.want && x == nil {
			t.Errorf("%s: %q", tt.name, deviation)
		}
	}
}

// Every deviation is told, and found again at its exchange.
func TestEachDeviationIsListed(t *testing.T) {
	all := []imageapi.Conversation{talk(false, 204), talk(true, 400), talk(false, 200)}
	m := follow(refused, closed)
	if ok, err := m.Match(all); ok || err != nil {
		t.Fatalf("matches: %v, %v", ok, err)
	}
	for i, n := range []int{2, 0, 2} {
		if got := all[i].Exchanges[0].Deviations; len(got) != n {
			t.Errorf("conversation %d: %q", i, got)
		}
	}
	if _, err := follow(refused).Match("no conversation"); err == nil {
		t.Error("a string matches")
	}
}
