package wire

import (
	"testing"

	"tagcheck/fixtures/imageapi"
)

// conversed returns a conversation with responses of these statuses; 0 means no response.
func conversed(closed bool, statuses ...int) imageapi.Conversation {
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

func withSurplus(c imageapi.Conversation) imageapi.Conversation {
	c.Exchanges[0].Received.Surplus.Size = 1
	return c
}

func withCloseAnnounced(c imageapi.Conversation) imageapi.Conversation {
	c.Exchanges[0].Received.Closed = true
	return c
}

func TestRules(t *testing.T) {
	three := inOrder(status(204), status(404), status(204))
	for _, tt := range []struct {
		name         string
		rule         rule
		conversation imageapi.Conversation
		want         bool
	}{
		{"all in order", three, conversed(true, 204, 404, 204), true},
		{"all in order, and the connection stays open", three, conversed(false, 204, 404, 204), true},
		{"the first in order", three, conversed(true, 204, 0, 0), true},
		{"two swapped", three, conversed(true, 404, 204, 204), false},
		{"none", three, conversed(true, 0, 0, 0), false},
		{"one, and then no response", three, conversed(false, 204, 0, 0), false},
		{"refused", refused, conversed(true, 400), true},
		{"refused as unknown", refused, conversed(true, 501), true},
		{"refused with 500", refused, conversed(true, 500), false},
		{"redirected", refused, conversed(true, 301), false},
		{"redirected where that is accepted", refusedOrRedirected, conversed(true, 301), true},
		{"done", refused, conversed(true, 204), false},
		{"done where that is accepted", doneOrRefused, conversed(true, 204), true},
		{"another success", doneOrRefused, conversed(true, 200), false},
		{"closed instead", refused, conversed(true, 0), true},
		{"hanging", refused, conversed(false, 0), false},
		{"stays open", closed, conversed(false, 400), false},
		{"closes", closed, conversed(true, 400), true},
		{"announces that it closes", closed, withCloseAnnounced(conversed(false, 400)), true},
		{"one response", answeredOnce, conversed(true, 204, 0), true},
		{"two responses", answeredOnce, conversed(true, 204, 204), false},
		{"one response and more bytes", answeredOnce, withSurplus(conversed(true, 204)), false},
		{"the second not done", notDone, conversed(true, 204, 400), true},
		{"the second closed", notDone, conversed(true, 204, 0), true},
		{"the second done", notDone, conversed(true, 204, 204), false},
		{"the second done, if answered", doneIfAnswered, conversed(false, 400, 204), true},
		{"the second not answered", doneIfAnswered, conversed(false, 204, 0), false},
		{"the second closed, if answered", doneIfAnswered, conversed(true, 204, 0), true},
		{"the second misread", doneIfAnswered, conversed(true, 204, 400), false},
	} {
		x, deviation := tt.rule(tt.conversation)
		if (deviation == "") != tt.want || !tt.want && x == nil {
			t.Errorf("%s: %q", tt.name, deviation)
		}
	}
}

// Every deviation is listed at its exchange.
func TestEachDeviationIsListed(t *testing.T) {
	all := []imageapi.Conversation{conversed(false, 204), conversed(true, 400), conversed(false, 200)}
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
