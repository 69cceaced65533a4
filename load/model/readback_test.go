package model

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"tagcheck/load/attack"
	"tagcheck/load/transport"
)

// change is an operation and its answer.
type change struct {
	operation Operation
	answer    *attack.Answer // nil if it stays in flight
}

func TestReadBack(t *testing.T) {
	ok := answered(204, time.Second)
	for _, tt := range []struct {
		name    string
		changes []change
		shown   string // the tags that the server shows
		found   []string
		known   uint64
		unknown uint64
	}{
		{"nothing changed", nil, "abc", nil, 3, 0},
		{"the order does not matter", nil, "cab", nil, 3, 0},
		{"an added tag is there", []change{{Add, ok}}, "abcd", nil, 4, 0},
		{"an added tag is missing", []change{{Add, ok}}, "abc", []string{"lost-addition d PUT"}, 4, 0},
		{"a tag of the creation is missing", nil, "ab", []string{"lost-addition c POST"}, 3, 0},
		{"a tag that was added again is missing", []change{{AddAgain, ok}}, "bc", []string{"lost-addition a PUT"}, 3, 0},
		{"all tags are missing", nil, "",
			[]string{"lost-addition a POST", "lost-addition b POST", "lost-addition c POST"}, 3, 0},
		{"a removed tag is gone", []change{{Remove, ok}}, "bc", nil, 3, 0},
		{"a removed tag is there", []change{{Remove, ok}}, "abc", []string{"returned-removal a DELETE"}, 3, 0},
		{"a tag whose removal was answered 404 is there", []change{{Remove, answered(404, 0)}}, "abc",
			[]string{"lost-addition a POST", "returned-removal a DELETE"}, 3, 0},
		{"an absent tag that was removed is there", []change{{RemoveAbsent, answered(404, 0)}}, "abcg",
			[]string{"unexpected-tag g"}, 4, 0},
		{"a tag that was not sent yet is there", nil, "abcd", []string{"unexpected-tag d"}, 4, 0},
		{"an addition that was not sent is there", []change{{Add, failed(false)}}, "abcd",
			[]string{"unexpected-tag d"}, 4, 0},
		{"a foreign tag is there", nil, "abcx", []string{"unexpected-tag x"}, 3, 0},
		{"a foreign tag is there twice", nil, "abcxx", []string{"unexpected-tag x"}, 3, 0},
		{"an added tag is there twice", []change{{Add, ok}}, "abcdd", []string{"unexpected-tag d PUT"}, 4, 0},
		{"a tag of the creation is there twice", nil, "aabc", []string{"unexpected-tag a POST"}, 3, 0},
		{"a removed tag is there twice", []change{{Remove, ok}}, "aabc",
			[]string{"returned-removal a DELETE", "unexpected-tag a"}, 3, 0},
		{"an unanswered addition is there", []change{{Add, failed(true)}}, "abcd", nil, 3, 1},
		{"an unanswered addition is missing", []change{{Add, failed(true)}}, "abc", nil, 3, 1},
		{"an unanswered addition is there twice", []change{{Add, failed(true)}}, "abcdd", []string{"unexpected-tag d"}, 3, 1},
		{"an unanswered removal is there", []change{{Remove, failed(true)}}, "abc", nil, 2, 1},
		{"an unanswered removal is there twice", []change{{Remove, failed(true)}}, "aabc",
			[]string{"unexpected-tag a POST"}, 2, 1},
		{"a rejected removal is missing", []change{{Remove, answered(409, 0)}}, "bc", nil, 2, 1},
		{"a change in flight is there", []change{{Add, nil}}, "abcd", nil, 3, 1},
		{"a change in flight is missing", []change{{Remove, nil}}, "bc", nil, 2, 1},
	} {
		m := New(0)
		i := newImage(m, nil)
		for _, c := range tt.changes {
			q := begin(t, i, c.operation)
			if c.answer != nil {
				finish(q, c.answer)
			}
		}
		i.ReadBack(strings.Split(tt.shown, ""))
		f := m.Findings()
		if got := list(f); !slices.Equal(got, tt.found) {
			t.Errorf("%s: found %q, expected %q", tt.name, got, tt.found)
		}
		if f.Images != 1 || f.Keys != tt.known || f.Unknown != tt.unknown {
			t.Errorf("%s: %d images, %d tags known, %d unknown", tt.name, f.Images, f.Keys, f.Unknown)
		}
	}
}

// list returns kind, tag and acknowledging method of each finding, sorted by tag.
func list(f Findings) (found []string) {
	for _, l := range f.Listed {
		text := fmt.Sprintf("%s %s", l.Kind, l.Tag)
		if l.Exchange != nil {
			text += " " + l.Exchange.Method
		}
		found = append(found, text)
	}
	return found
}

func TestKeptTagsOfABorrowedImage(t *testing.T) {
	for shown, want := range map[string][]string{
		"abcxy":   nil,
		"abcx":    {"lost-addition y GET"},
		"abcxyy":  {"unexpected-tag y GET"},
		"abcxyz":  {"unexpected-tag z"},
		"abcy":    {"lost-addition x GET"},
		"abcxyxy": {"unexpected-tag x GET", "unexpected-tag y GET"},
	} {
		m := New(0)
		i := newImage(m, func(s *Spec) {
			s.Kept = []string{"x", "y"}
			s.Made.Method, s.Made.Status = "GET", 200
		})
		i.ReadBack(strings.Split(shown, ""))
		if got := list(m.Findings()); !slices.Equal(got, want) || m.Findings().Keys != 5 {
			t.Errorf("%s: found %q, expected %q; %d tags are known", shown, got, want, m.Findings().Keys)
		}
	}
}

func TestUnreadImages(t *testing.T) {
	m := New(0)
	m.Unread(errors.New("first"))
	m.Unread(errors.New("second"))
	if f := m.Findings(); f.Unread != 2 || f.WhyUnread != "first" || f.Images != 0 {
		t.Errorf("%+v", f)
	}
}

func TestChangesMustBeVisibleAfterTheWindow(t *testing.T) {
	i := newImage(New(time.Minute), nil)
	finish(begin(t, i, Add), answered(204, time.Hour))
	if got, want := i.VisibleAt(), created.Add(61*time.Minute); !got.Equal(want) {
		t.Errorf("visible at %s, expected %s", got, want)
	}
}

// shown answers a read with tags.
func shown(id string, tags ...string) *attack.Answer {
	body, _ := json.Marshal(map[string]any{"id": id, "tags": tags}) // strings always have a JSON form
	return &attack.Answer{Sent: created, Done: created, Status: http.StatusOK, Body: body}
}

func TestReadFindsLostUpdates(t *testing.T) {
	m := New(0)
	i := newImage(m, nil)
	again, read := begin(t, i, AddAgain), begin(t, i, Show) // the former is in flight on a
	if f := finish(read, shown("i1", "c")); f.Problem != ProblemLost || m.Findings().Lost() != 1 {
		t.Errorf("b is missing: %q, %+v", f.Problem, m.Findings())
	}
	read = begin(t, i, Show)
	if f := finish(again, answered(204, 0)); f.Problem != "" {
		t.Error(f.Problem)
	}
	if f := finish(read, shown("i1", "c")); f.Problem != "" || m.Findings().Lost() != 1 {
		t.Errorf("a changed during the read, and b is known to be missing: %q, %+v", f.Problem, m.Findings())
	}
	if f := finish(begin(t, i, Show), shown("i1", "c")); f.Problem != ProblemLost || m.Findings().Lost() != 2 {
		t.Errorf("a is missing: %q, %+v", f.Problem, m.Findings())
	}
	found := m.Findings()
	if got := list(found); !slices.Equal(got, []string{"lost-addition b POST", "lost-addition a PUT"}) {
		t.Errorf("found %q", got)
	}
	if found.Listed[0].Found != "show" {
		t.Errorf("found by %s", found.Listed[0].Found)
	}
}

func TestReadFindsUnexpectedTags(t *testing.T) {
	m := New(0)
	i := newImage(m, nil)
	finish(begin(t, i, Remove), answered(204, 0)) // a
	for _, tt := range []struct{ shown, problem string }{
		{"bc", ""}, {"bcd", ProblemUnexpected}, {"bcd", ""}, {"bcex", ProblemUnexpected}, {"bca", ProblemLost},
		{"abcdef", ProblemUnexpected}, {"bcgh", ProblemUnexpected},
	} {
		f := finish(begin(t, i, Show), shown("i1", strings.Split(tt.shown, "")...))
		if f.Problem != tt.problem || f.Retired || f.Drained || f.Image != i {
			t.Errorf("%s is shown: %+v", tt.shown, f)
		}
	}
	want := []string{
		"unexpected-tag d", "unexpected-tag e", "returned-removal a DELETE", "unexpected-tag f", "unexpected-tag g",
		"unexpected-tag h",
	}
	if got := list(m.Findings()); !slices.Equal(got, want) {
		t.Errorf("found %q", got)
	}
	// A lost update is the more important problem.
	i = newImage(New(0), nil)
	if f := finish(begin(t, i, Show), shown("i1", "a", "b", "d")); f.Problem != ProblemLost {
		t.Errorf("c is missing and d is unexpected: %q", f.Problem)
	}
}

// A read is not compared on a target with a window: changes need not be visible yet.
func TestReadIsNotComparedWithinAWindow(t *testing.T) {
	m := New(time.Second)
	i := newImage(m, nil)
	if f := finish(begin(t, i, Show), shown("i1")); f.Problem != "" || m.Findings().Lost() > 0 {
		t.Errorf("%q, %+v", f.Problem, m.Findings())
	}
	if f := finish(begin(t, i, Show), shown("i2")); f.Problem != ProblemContent {
		t.Errorf("%q", f.Problem)
	}
}

func TestReadsWithoutAnImage(t *testing.T) {
	for _, tt := range []struct {
		answer *attack.Answer
		want   string
	}{
		{shown("i1", "a", "b", "c"), ""},
		{shown("i2", "a", "b", "c"), ProblemContent},
		{&attack.Answer{Status: 200, Body: []byte("{")}, ProblemContent},
		{&attack.Answer{Status: 200}, ProblemContent},
		{&attack.Answer{Status: 404, Body: shown("i1").Body}, "status 404"},
		{&attack.Answer{Status: 503}, "status 503"},
		{&attack.Answer{Status: 200, Finding: transport.LengthAndChunked, Body: shown("i1").Body}, "length-and-chunked"},
		{failed(true), "reset"},
	} {
		m := New(0)
		if f := finish(begin(t, newImage(m, nil), Show), tt.answer); f.Problem != tt.want || m.Findings().Lost() > 0 {
			t.Errorf("%q, expected %q; %+v", f.Problem, tt.want, m.Findings())
		}
	}
}

// A tag that was added to the image after its creation is acknowledged by that request.
func TestAcknowledge(t *testing.T) {
	m := New(0)
	i := newImage(m, nil)
	i.Acknowledge(1, time.Now(), 5*time.Millisecond, 204)
	i.ReadBack([]string{"a", "c"})
	x := m.Findings().Listed[0].Exchange
	took := x.Answered.Sub(x.Sent)
	if x.Method != "PUT" || x.Status != 204 || took != 5*time.Millisecond || time.Since(x.Sent) > time.Hour {
		t.Errorf("%+v", x)
	}
}
