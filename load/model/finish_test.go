package model

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"tagcheck/load/attack"
	"tagcheck/load/transport"
)

func TestExpectedStatuses(t *testing.T) {
	for _, tt := range []struct {
		state    state
		effect   state
		expected []int
	}{
		{absent, present, []int{204}},
		{present, present, []int{204}},
		{indeterminate, present, []int{204}},
		{present, absent, []int{204}},
		{indeterminate, absent, []int{204, 404}},
		{absent, absent, []int{404}},
	} {
		for _, status := range []int{200, 202, 204, 400, 401, 404, 409, 413, 500, 503} {
			want := "status " + strconv.Itoa(status)
			if slices.Contains(tt.expected, status) {
				want = ""
			}
			if got := (expectation{state: tt.state}).problem(tt.effect, &attack.Answer{Status: status}); got != want {
				t.Errorf("state %v, effect %v, status %d: %q, expected %q", tt.state, tt.effect, status, got, want)
			}
		}
	}
}

func TestDeviationsInTheFramingAreProblems(t *testing.T) {
	for finding, want := range map[transport.Finding]string{
		0: "", transport.ZeroLengthOn204: "", transport.LengthOn204: "length-on-204",
		transport.ZeroLengthOn204 | transport.BodyAfter204: "body-after-204",
	} {
		a := &attack.Answer{Status: http.StatusNoContent, Finding: finding}
		if got := (expectation{}).problem(present, a); got != want {
			t.Errorf("%s: %q, expected %q", finding, got, want)
		}
	}
	// The status is the more important problem.
	a := &attack.Answer{Status: http.StatusOK, Finding: transport.BytesAfterAnswer}
	if got := (expectation{}).problem(present, a); got != "status 200" {
		t.Errorf("got %q", got)
	}
}

func TestProblemOfAnError(t *testing.T) {
	i := newImage(New(0), nil)
	if f := finish(begin(t, i, Add), failed(true)); f.Problem != "reset" {
		t.Errorf("a change: %q", f.Problem)
	}
	if f := finish(begin(t, i, Show), failed(true)); f.Problem != "reset" {
		t.Errorf("a read: %q", f.Problem)
	}
}

// The removal of a tag that is present is answered 404: its addition is lost.
func TestRemovalFindsALostAddition(t *testing.T) {
	m := New(0)
	i := newImage(m, nil)
	again := begin(t, i, AddAgain) // of a
	a := answered(204, 3*time.Second)
	a.Header = http.Header{"X-Openstack-Request-Id": {strings.Repeat("r", 200)}}
	finish(again, a)
	for range 2 { // b and c, which the image was created with
		finish(begin(t, i, Remove), answered(204, 4*time.Second))
	}
	q := begin(t, i, Remove) // a
	f := finish(q, answered(404, 5*time.Second))
	found := m.Findings()
	if f.Problem != ProblemLost || found.LostAdditions != 1 || found.Lost() != 1 || len(found.Listed) != 1 {
		t.Fatalf("%q, %+v", f.Problem, found)
	}
	l := found.Listed[0]
	x := l.Exchange
	if l.Kind != LostAddition || l.Image != "i1" || l.Tag != "a" || l.Found != "removal" || l.At.IsZero() {
		t.Errorf("%+v", l)
	}
	if x.Method != "PUT" || x.URL != "http://h:1/v2/images/i1/tags/a" || x.Status != 204 ||
		len(x.RequestID) != MaxRequestID || x.Answered.Sub(created).Round(time.Millisecond) != 3*time.Second ||
		x.Answered.Sub(x.Sent).Round(time.Microsecond) != time.Millisecond {
		t.Errorf("%+v", x)
	}
	// It is reported once: the tag is known to be absent now.
	i.ReadBack(nil)
	if again := m.Findings(); again.Lost() != 1 || again.Unexpected != 0 {
		t.Errorf("%+v", again)
	}
}

// The removal of an absent tag is acknowledged: a problem, but nothing is lost.
func TestAcknowledgedRemovalOfAnAbsentTagIsAProblem(t *testing.T) {
	m := New(0)
	if f := finish(begin(t, newImage(m, nil), RemoveAbsent), answered(204, 0)); f.Problem != "status 204" {
		t.Errorf("%q", f.Problem)
	}
	if f := m.Findings(); f.Lost() > 0 || f.Unexpected > 0 {
		t.Errorf("%+v", f)
	}
}

// Within the window a change need not be visible yet. After it, it must.
func TestContradictionWithinTheWindowIsAccepted(t *testing.T) {
	m := New(time.Hour)
	i := newImage(m, nil)
	for _, tt := range []struct {
		after   time.Duration
		problem string
		pending bool
	}{
		{time.Minute, "", true},
		{time.Hour, "", true}, // it was sent a moment before
		{time.Hour + time.Millisecond, ProblemLost, false},
	} {
		q := begin(t, i, Remove)
		if f := finish(q, answered(404, tt.after)); f.Problem != tt.problem || q.Key.(*Tag).pending != tt.pending {
			t.Errorf("after %s: %q, pending %t", tt.after, f.Problem, q.Key.(*Tag).pending)
		}
	}
	q := begin(t, i, RemoveAbsent)
	if f := finish(q, answered(204, time.Minute)); f.Problem != "" || !q.Key.(*Tag).pending {
		t.Errorf("an absent tag: %q", f.Problem)
	}
	if f := m.Findings(); f.Lost() != 1 {
		t.Errorf("%+v", f)
	}
}

// The window begins with the last change of the tag.
func TestWindowBeginsWithTheLastChange(t *testing.T) {
	m := New(time.Hour)
	i := newImage(m, func(s *Spec) { s.Present = 1 })
	finish(begin(t, i, AddAgain), answered(204, 2*time.Hour))
	if f := finish(begin(t, i, Remove), answered(404, 150*time.Minute)); f.Problem != "" {
		t.Errorf("30 minutes after the change: %q", f.Problem)
	}
}

func TestFindingsAreListedUpToALimit(t *testing.T) {
	m := New(0)
	for range MaxListed + 5 {
		m.collector.add(Finding{Kind: ReturnedRemoval})
	}
	first := m.Findings()
	m.collector.add(Finding{Kind: LostAddition})
	if first.ReturnedRemovals != MaxListed+5 || first.LostAdditions != 0 || len(first.Listed) != MaxListed {
		t.Errorf("%d of %d are listed", len(first.Listed), first.ReturnedRemovals)
	}
	if f := New(0).Findings(); f.Listed == nil {
		t.Error("without findings the list is null in JSON")
	}
}
