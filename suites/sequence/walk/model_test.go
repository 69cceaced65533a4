package walk

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"tagcheck/fixtures/imageapi"
)

// The model accepts every status that a correct server may send, applies its effect, and accepts no other status.
func TestModelFollowsTheReadings(t *testing.T) {
	const present, absent = "blue", "red"
	long := strings.Repeat("a", 256)
	text := &Body{Type: "text/plain", Text: "x"}
	for _, tt := range []struct {
		name   string
		op     Op
		allows []int
		denies []int
		tags   string // after the first of the allowed statuses
	}{
		{
			"an addition", Op{Do: Add, Tag: absent}, []int{204}, []int{200, 201, 400, 404, 409, 413, 415, 500},
			"blue red",
		},
		{"an addition of a present tag", Op{Do: Add, Tag: present}, []int{204}, []int{409, 413}, "blue"},
		{"a removal", Op{Do: Remove, Tag: present}, []int{204}, []int{200, 404, 400}, ""},
		{"a removal of an absent tag", Op{Do: Remove, Tag: absent}, []int{404}, []int{204, 400, 500}, "blue"},
		{"too long", Op{Do: Add, Tag: long}, []int{400, 413, 414, 422}, []int{204, 301, 500}, "blue"},
		{"too long, removed", Op{Do: Remove, Tag: long}, []int{404, 400}, []int{204, 500}, "blue"},
		{
			"a refusable character, stored", Op{Do: Add, Tag: "a\tb"}, []int{204, 400, 404}, []int{200, 500, 302},
			"a\tb blue",
		},
		{
			"an absent tag with a refusable character, removed", Op{Do: Remove, Tag: "a/b"}, []int{404, 400},
			[]int{204, 500}, "blue",
		},
		{"a query", Op{Do: Add, Tag: absent, Query: "?x=1"}, []int{204, 400}, []int{404, 415, 500}, "blue red"},
		{"a query, refused", Op{Do: Add, Tag: absent, Query: "?x=1"}, []int{400}, nil, "blue"},
		{"another media type", Op{Do: Add, Tag: absent, Body: text}, []int{415, 204}, []int{400, 404, 500}, "blue"},
		{
			"JSON", Op{Do: Add, Tag: absent, Body: &Body{Type: "application/json; charset=utf-8", Text: "["}},
			[]int{204}, []int{400, 415}, "blue red",
		},
		{
			"a body without type", Op{Do: Remove, Tag: present, Body: &Body{Text: "x", Chunked: true}}, []int{204},
			[]int{400, 411, 415}, "",
		},
		{
			"fields", Op{Do: Remove, Tag: present, Fields: []imageapi.Field{{Name: "If-Match", Value: "x"}}},
			[]int{412, 400, 204}, []int{404, 500}, "blue",
		},
		{
			"another method", Op{Do: Send, Method: "POST", Tag: absent}, []int{405, 501, 200, 404}, []int{500, 503},
			"blue",
		},
		{"a stranger", Op{Do: Add, Tag: absent, By: "stranger"}, []int{403, 404}, []int{204, 400, 401, 500}, "blue"},
		{
			"a stranger with a tag too long", Op{Do: Add, Tag: long, By: "stranger"}, []int{400, 403, 404},
			[]int{204, 500}, "blue",
		},
		{"an invalid token", Op{Do: Remove, Tag: present, By: UnknownUser}, []int{401}, []int{204, 404, 403}, "blue"},
		{
			"an invalid token with a tag too long", Op{Do: Remove, Tag: long, By: UnknownUser}, []int{401, 400},
			[]int{204, 500}, "blue",
		},
		{"invalid UTF-8", Op{Do: Add, Raw: "%FF"}, []int{400, 404}, []int{204, 308, 500}, "blue"},
		{"a broken percent-encoding", Op{Do: Remove, Raw: "%zz"}, []int{400, 404, 204, 308}, []int{500}, "blue"},
		{"no tag", Op{Do: Remove}, []int{404, 405, 308}, []int{204, 500}, "blue"},
		{
			"more segments after the tag", Op{Do: Add, Tag: absent, Suffix: "/green"}, []int{404, 308}, []int{204, 500},
			"blue",
		},
		{
			"a slash after the tag", Op{Do: Add, Tag: absent, Suffix: "/"}, []int{204, 404, 308}, []int{200, 500},
			"blue red",
		},
		{
			"a slash after an absent tag", Op{Do: Remove, Tag: absent, Suffix: "/"}, []int{404, 308}, []int{204, 500},
			"blue",
		},
	} {
		tt.op.Image = "A"
		model := func() *Model {
			m := NewModel(twoImages, 0)
			m.tags["A"][present] = true
			return m
		}
		for _, status := range tt.allows {
			if expected := model().Judge(tt.op, status); expected != "" {
				t.Errorf("%s: %d is refused: expected %s", tt.name, status, expected)
			}
		}
		for _, status := range tt.denies {
			if model().Judge(tt.op, status) == "" {
				t.Errorf("%s: %d is accepted", tt.name, status)
			}
		}
		m := model()
		m.Judge(tt.op, tt.allows[0])
		if tags := strings.Join(m.Tags("A"), " "); tags != tt.tags {
			t.Errorf("%s: after %d the image has %q, want %q", tt.name, tt.allows[0], tags, tt.tags)
		}
	}
}

func TestModelWithAQuota(t *testing.T) {
	m := NewModel(twoImages, 1)
	add := func(image, tag string) Op { return Op{Do: Add, Image: image, Tag: tag} }
	for _, tt := range []struct {
		op     Op
		status int
		wrong  bool
	}{
		{add("A", "a"), 204, false}, {add("A", "b"), 204, true}, {add("A", "b"), 413, false},
		{add("A", "a"), 413, true}, {add("A", "a"), 204, false},
		{add("B", "b"), 413, true}, {add("B", "b"), 204, false}, {Op{Do: Remove, Image: "A", Tag: "a"}, 204, false},
		{add("A", "b"), 204, false},
		{add("A", "a\x00"), 413, false}, {add("A", "a\x00"), 204, true},
	} {
		if wrong := m.Judge(tt.op, tt.status) != ""; wrong != tt.wrong {
			t.Errorf("%s answered %d: wrong %v", tt.op, tt.status, wrong)
		}
	}
	if !slices.Equal(m.Tags("A"), []string{"b"}) {
		t.Errorf("%q", m.Tags("A"))
	}
}

// A server that may refuse some characters must do the same each time.
func TestModelExpectsTheSameResponseEachTime(t *testing.T) {
	for first, later := range map[int]map[int]bool{
		http.StatusBadRequest: {http.StatusNoContent: false, http.StatusNotFound: true},
		http.StatusNoContent:  {http.StatusNoContent: true, http.StatusBadRequest: false},
	} {
		for second, right := range later {
			m := NewModel(twoImages, 0)
			op := Op{Do: Add, Image: "A", Tag: "a\x00b"}
			m.Judge(op, first)
			op.Image = "B"
			if got := m.Judge(op, second) == ""; got != right {
				t.Errorf("%d and then %d: accepted %v", first, second, got)
			}
		}
	}
	m := NewModel(twoImages, 0)
	m.Judge(Op{Do: Add, Image: "A", Tag: "a\tb", Query: "?"}, http.StatusBadRequest) // because of the query
	if expected := m.Judge(Op{Do: Add, Image: "A", Tag: "a\tb"}, http.StatusNoContent); expected != "" {
		t.Errorf("expected %s", expected)
	}
}
