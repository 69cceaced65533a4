package model

import (
	"errors"
	"testing"

	"tagcheck/load/transport"
)

func TestExpectationAfterAnOperation(t *testing.T) {
	pending := expectation{indeterminate, true}
	for _, tt := range []struct {
		before  state
		effect  state
		outcome outcome
		after   expectation
		found   deviation
	}{
		{absent, present, acknowledged, expectation{state: present}, none},
		{absent, present, rejected, expectation{state: indeterminate}, none},
		{absent, present, unanswered, pending, none},
		{absent, present, notSent, expectation{state: absent}, none},
		{present, present, acknowledged, expectation{state: present}, none},
		{present, present, rejected, expectation{state: present}, none},
		{present, present, unanswered, pending, none},
		{present, present, notSent, expectation{state: present}, none},
		{present, absent, acknowledged, expectation{state: absent}, none},
		{present, absent, notFound, expectation{state: absent}, lostAddition},
		{present, absent, rejected, expectation{state: indeterminate}, none},
		{present, absent, unanswered, pending, none},
		{present, absent, notSent, expectation{state: present}, none},
		{absent, absent, acknowledged, expectation{state: absent}, removedNothing},
		{absent, absent, notFound, expectation{state: absent}, none},
		{absent, absent, rejected, expectation{state: absent}, none},
		{absent, absent, unanswered, pending, none},
		{absent, absent, notSent, expectation{state: absent}, none},
		{indeterminate, present, acknowledged, expectation{state: present}, none},
		{indeterminate, present, rejected, expectation{state: indeterminate}, none},
		{indeterminate, present, unanswered, pending, none},
		{indeterminate, present, notSent, expectation{state: indeterminate}, none},
		{indeterminate, absent, acknowledged, expectation{state: absent}, none},
		{indeterminate, absent, notFound, expectation{state: absent}, none},
		{indeterminate, absent, rejected, expectation{state: indeterminate}, none},
		{indeterminate, absent, unanswered, pending, none},
		{indeterminate, absent, notSent, expectation{state: indeterminate}, none},
	} {
		after, found := expectation{state: tt.before}.after(tt.effect, tt.outcome)
		if after != tt.after || found != tt.found {
			t.Errorf("state %v, effect %v, outcome %v: %v, %v", tt.before, tt.effect, tt.outcome, after, found)
		}
	}
	// A pending request may take effect at any later time.
	for outcome := acknowledged; outcome <= notSent; outcome++ {
		for _, effect := range []state{absent, present} {
			if after, found := pending.after(effect, outcome); after != pending || found != none {
				t.Errorf("pending, effect %v, outcome %v: %v, %v", effect, outcome, after, found)
			}
		}
	}
}

func TestOutcomeOfStatus(t *testing.T) {
	for status, want := range map[int][2]outcome{ // of a removal, of an addition
		100: {rejected, rejected}, 199: {rejected, rejected},
		200: {acknowledged, acknowledged}, 201: {acknowledged, acknowledged}, 202: {unanswered, unanswered},
		204: {acknowledged, acknowledged}, 299: {acknowledged, acknowledged},
		301: {rejected, rejected}, 400: {rejected, rejected}, 401: {rejected, rejected}, 404: {notFound, rejected},
		409: {rejected, rejected}, 410: {rejected, rejected}, 413: {rejected, rejected}, 429: {rejected, rejected},
		500: {rejected, rejected}, 501: {rejected, rejected}, 502: {unanswered, unanswered},
		503: {unanswered, unanswered}, 504: {unanswered, unanswered}, 520: {unanswered, unanswered},
	} {
		got := [2]outcome{outcomeOfStatus(status, absent), outcomeOfStatus(status, present)}
		if got != want {
			t.Errorf("%d: %v, expected %v", status, got, want)
		}
	}
}

func TestOutcomeOfError(t *testing.T) {
	for sent, want := range map[bool]outcome{false: notSent, true: unanswered} {
		err := &transport.Error{Kind: transport.Write, Sent: sent, Err: errors.New("broken pipe")}
		if got := outcomeOfError(err); got != want {
			t.Errorf("sent %t: %v, expected %v", sent, got, want)
		}
	}
}
