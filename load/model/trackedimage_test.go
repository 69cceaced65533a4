package model

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"tagcheck/load/attack"
	"tagcheck/load/transport"
)

// created is when the images of these tests were created.
var created = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// newImage is an image with the tags a to h: a to c are present, d to f may be added, g and
// h are never added. Four of them may be present at a time.
func newImage(m *Model, change func(*Spec)) *Image {
	spec := Spec{
		ID: "i1", BaseURL: "http://h:1", Path: "/v2/images/i1", Tags: strings.Split("abcdefgh", ""),
		Present: 3, Usable: 6, MaxTags: 4,
		Made: Exchange{Method: "POST", URL: "http://h:1/v2/images", Sent: created.Add(-time.Second), Answered: created},
	}
	if change != nil {
		change(&spec)
	}
	return m.NewImage(spec)
}

// begin starts an operation, or fails the test.
func begin(t *testing.T, i *Image, o Operation) *attack.Request {
	t.Helper()
	var q attack.Request
	if ok, _ := i.Begin(o, &q); !ok {
		t.Fatalf("there is no tag for %s", o)
	}
	return &q
}

func finish(q *attack.Request, a *attack.Answer) Finished { return q.Key.(Pending).Finish(a) }

// answered is an answer with a status at some time after the creation.
func answered(status int, after time.Duration) *attack.Answer {
	at := created.Add(after)
	return &attack.Answer{Sent: at.Add(-time.Millisecond), Done: at, Status: status}
}

func failed(sent bool) *attack.Answer {
	err := &transport.Error{Kind: transport.Reset, Sent: sent, Err: errors.New("reset")}
	return &attack.Answer{Sent: created, Done: created, Err: err}
}

func TestOperationsGetTheirTags(t *testing.T) {
	i := newImage(New(0), nil)
	for _, tt := range []struct {
		operation    Operation
		method, path string
	}{
		{Add, "PUT", "/v2/images/i1/tags/d"},
		{AddAgain, "PUT", "/v2/images/i1/tags/a"},
		{Remove, "DELETE", "/v2/images/i1/tags/b"},
		{RemoveAbsent, "DELETE", "/v2/images/i1/tags/g"},
		{Show, "GET", "/v2/images/i1"},
		{RemoveAbsent, "DELETE", "/v2/images/i1/tags/h"},
		{Remove, "DELETE", "/v2/images/i1/tags/c"},
	} {
		q := begin(t, i, tt.operation)
		if q.Method != tt.method || q.Path != tt.path {
			t.Errorf("%s: %s %s", tt.operation, q.Method, q.Path)
		}
	}
	// Something is in flight on every suitable tag, or the image is full.
	for _, o := range []Operation{Add, AddAgain, Remove, RemoveAbsent} {
		if ok, _ := i.Begin(o, &attack.Request{}); ok {
			t.Errorf("there is another tag for %s", o)
		}
	}
}

// A tag that was removed is not added again, except on an image that cannot be replaced.
func TestRemovedTagsAreReusedOnlyIfTheImageIsNotReplaced(t *testing.T) {
	for _, reuse := range []bool{false, true} {
		i := newImage(New(0), func(s *Spec) { s.Retire.ReuseTags = reuse })
		added := ""
		for range 6 {
			finish(begin(t, i, Remove), answered(204, 0))
			var q attack.Request
			if ok, _ := i.Begin(Add, &q); !ok {
				break
			}
			added += q.Path[len(q.Path)-1:]
			finish(&q, answered(204, 0))
		}
		if want := map[bool]string{false: "def", true: "defabc"}[reuse]; added != want {
			t.Errorf("reuse %t: added %s, expected %s", reuse, added, want)
		}
	}
}

// A tag that may be on the image takes one of its places.
func TestIndeterminateTagsCount(t *testing.T) {
	for _, tt := range []struct {
		answer *attack.Answer
		space  bool // for another tag
	}{
		{answered(204, 0), false},
		{failed(true), false},
		{failed(false), true},
		{answered(202, 0), false},
		{answered(409, 0), false},
	} {
		i := newImage(New(0), nil)
		finish(begin(t, i, Add), tt.answer)
		if ok, _ := i.Begin(Add, &attack.Request{}); ok != tt.space {
			t.Errorf("after %d %v: space for another tag %t", tt.answer.Status, tt.answer.Err, ok)
		}
	}
}

func TestAnAdditionThatWasNotSentIsTriedAgain(t *testing.T) {
	i := newImage(New(0), func(s *Spec) { s.Usable = 4 })
	first := begin(t, i, Add)
	finish(first, failed(false))
	if again := begin(t, i, Add); again.Path != first.Path {
		t.Errorf("%s, then %s", first.Path, again.Path)
	}
}

func TestImagesAreRetired(t *testing.T) {
	for _, tt := range []struct {
		name    string
		retire  Retirement
		change  func(*Spec)
		do      []Operation
		answer  *attack.Answer
		retired []bool // by each operation, when it starts or ends
	}{
		{"when full", Retirement{WhenFull: true}, nil, []Operation{Add}, answered(204, 0), []bool{true}},
		{"not before it is full", Retirement{WhenFull: true}, func(s *Spec) { s.MaxTags = 5 },
			[]Operation{Add, Add}, answered(204, 0), []bool{false, true}},
		{"not when full", Retirement{WhenEmpty: true, WhenUsedUp: true}, nil, []Operation{Add}, answered(204, 0),
			[]bool{false}},
		{"when empty", Retirement{WhenEmpty: true}, nil, []Operation{Remove, Remove, Remove}, answered(204, 0),
			[]bool{false, false, true}},
		{"not when empty", Retirement{WhenFull: true}, nil, []Operation{Remove, Remove, Remove}, answered(204, 0),
			[]bool{false, false, false}},
		{"when used up", Retirement{WhenUsedUp: true}, func(s *Spec) { s.MaxTags = 8 }, []Operation{Add, Add, Add},
			answered(204, 0), []bool{false, false, true}},
		{"not when used up", Retirement{}, func(s *Spec) { s.MaxTags = 8 }, []Operation{Add, Add, Add}, answered(204, 0),
			[]bool{false, false, false}},
		{"when more than half is indeterminate", Retirement{}, func(s *Spec) { s.MaxTags = 8 },
			[]Operation{AddAgain, AddAgain, AddAgain, RemoveAbsent, RemoveAbsent}, failed(true),
			[]bool{false, false, false, false, true}},
		{"not for indeterminate tags if they are reused", Retirement{ReuseTags: true}, func(s *Spec) { s.MaxTags = 8 },
			[]Operation{AddAgain, AddAgain, AddAgain, RemoveAbsent, RemoveAbsent}, failed(true),
			[]bool{false, false, false, false, false}},
	} {
		i := newImage(New(0), func(s *Spec) {
			s.Retire = tt.retire
			if tt.change != nil {
				tt.change(s)
			}
		})
		for n, o := range tt.do {
			var q attack.Request
			ok, early := i.Begin(o, &q)
			if !ok {
				t.Fatalf("%s: no tag for operation %d", tt.name, n)
			}
			f := finish(&q, tt.answer)
			if early && f.Retired {
				t.Errorf("%s: operation %d retires it twice", tt.name, n)
			}
			if got := early || f.Retired; got != tt.retired[n] || f.Drained != tt.retired[n] || f.Image != i {
				t.Errorf("%s: operation %d: retired %t, drained %t", tt.name, n, got, f.Drained)
			}
		}
		if ok, _ := i.Begin(Show, &attack.Request{}); ok == slices.Contains(tt.retired, true) {
			t.Errorf("%s: it can be used: %t", tt.name, ok)
		}
	}
}

// A retired image is drained when the last of its requests is finished.
func TestImageIsDrainedByItsLastRequest(t *testing.T) {
	i := newImage(New(0), func(s *Spec) { s.Retire.WhenFull = true })
	read, again := begin(t, i, Show), begin(t, i, AddAgain)
	add := begin(t, i, Add) // retires it
	for n, q := range []*attack.Request{add, again, read} {
		if f := finish(q, failed(false)); f.Drained != (n == 2) || f.Retired {
			t.Errorf("request %d: %+v", n, f)
		}
	}
}

func TestUnusedReadsAreReused(t *testing.T) {
	i := newImage(New(0), nil)
	first, second := begin(t, i, Show), begin(t, i, Show)
	if first.Key == second.Key {
		t.Error("two reads in flight are one")
	}
	finish(first, &attack.Answer{Status: http.StatusServiceUnavailable})
	if third := begin(t, i, Show); third.Key != first.Key {
		t.Error("a read that ended is not reused")
	}
}

func TestOperationsHaveNames(t *testing.T) {
	for _, o := range Operations() {
		if got, ok := OperationNamed(o.String()); !ok || got != o {
			t.Errorf("%s: %v, %t", o, got, ok)
		}
	}
	if o, ok := OperationNamed("put"); ok {
		t.Errorf("put is %v", o)
	}
	if len(Operations()) != OperationCount {
		t.Errorf("%d operations, expected %d", len(Operations()), OperationCount)
	}
}
