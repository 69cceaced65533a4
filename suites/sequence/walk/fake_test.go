package walk

import (
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"
)

// fake is a target in memory. It is correct except for the functions in its fields.
type fake struct {
	add      func(tags []string, tag string) ([]string, int) // nil for the usual
	remove   func(tags []string, tag string) ([]string, int)
	tags     map[string][]string
	requests int
}

func (f *fake) Do(op Op) (Response, error) {
	f.requests++
	if op.By != "" {
		return Response{Status: http.StatusForbidden}, nil
	}
	if op.Do == Send {
		return Response{Status: http.StatusMethodNotAllowed}, nil
	}
	change := map[Verb]func([]string, string) ([]string, int){Add: f.add, Remove: f.remove}[op.Do]
	if change == nil {
		change = map[Verb]func([]string, string) ([]string, int){Add: added, Remove: removed}[op.Do]
	}
	tags, status := change(f.tags[op.Image], op.Tag)
	f.tags[op.Image] = tags
	return Response{Status: status}, nil
}

func (f *fake) Tags(image string) ([]string, Response, error) {
	f.requests++
	return append([]string{}, f.tags[image]...), Response{Status: http.StatusOK}, nil
}

func added(tags []string, tag string) ([]string, int) {
	switch {
	case utf8.RuneCountInString(tag) > 255:
		return tags, http.StatusBadRequest
	case slices.Contains(tags, tag):
		return tags, http.StatusNoContent
	}
	return append(slices.Clone(tags), tag), http.StatusNoContent
}

func removed(tags []string, tag string) ([]string, int) {
	if !slices.Contains(tags, tag) {
		return tags, http.StatusNotFound
	}
	return slices.DeleteFunc(slices.Clone(tags), func(t string) bool { return t == tag }), http.StatusNoContent
}

func always() bool { return true }

var twoImages = map[string]string{"A": "owner", "B": "owner"}

// run runs a walk on new images.
func (f *fake) run(ops []Op) *Violation {
	f.tags = map[string][]string{}
	v, _, _ := Run(f, NewModel(twoImages, 0), ops, always)
	return v
}

// The faults of the tests of the shrinker.
var faulty = map[string]func() *fake{
	"a removal also removes tags with that prefix": func() *fake {
		return &fake{remove: func(tags []string, tag string) ([]string, int) {
			left, status := removed(tags, tag)
			if status == http.StatusNoContent {
				left = slices.DeleteFunc(left, func(t string) bool { return strings.HasPrefix(t, tag) })
			}
			return left, status
		}}
	},
	"tags are case-insensitive": func() *fake {
		return &fake{add: func(tags []string, tag string) ([]string, int) {
			if slices.ContainsFunc(tags, func(t string) bool { return strings.EqualFold(t, tag) }) {
				return tags, http.StatusNoContent
			}
			return added(tags, tag)
		}}
	},
	"the limit is 255 bytes": func() *fake {
		return &fake{add: func(tags []string, tag string) ([]string, int) {
			if len(tag) > 255 {
				return tags, http.StatusBadRequest
			}
			return added(tags, tag)
		}}
	},
	"the sixth tag is dropped": func() *fake {
		return &fake{add: func(tags []string, tag string) ([]string, int) {
			if len(tags) >= 5 {
				return tags, http.StatusNoContent
			}
			return added(tags, tag)
		}}
	},
}

// pool returns the pool of a test.
func pool(families ...Family) Pool {
	return Pool{
		Images: []Image{{"A", "owner"}, {"B", "owner"}}, Families: families, RandomTags: true, MaxTags: 9, ReadEvery: 2,
		OtherUsers: []string{UnknownUser},
	}
}
