package walk

import (
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"
)

// fake is a target in memory. It is right but for what its fields change.
type fake struct {
	add      func(tags []string, tag string) ([]string, int) // nil for the usual
	remove   func(tags []string, tag string) ([]string, int)
	tags     map[string][]string
	requests int
}

func (f *fake) Do(op Op) (Answer, error) {
	f.requests++
	if op.By != "" {
		return Answer{Status: http.StatusForbidden}, nil
	}
	if op.Do == Send {
		return Answer{Status: http.StatusMethodNotAllowed}, nil
	}
	change := map[Verb]func([]string, string) ([]string, int){Add: f.add, Remove: f.remove}[op.Do]
	if change == nil {
		change = map[Verb]func([]string, string) ([]string, int){Add: added, Remove: removed}[op.Do]
	}
	tags, status := change(f.tags[op.Image], op.Tag)
	f.tags[op.Image] = tags
	return Answer{Status: status}, nil
}

func (f *fake) Tags(image string) ([]string, Answer, error) {
	f.requests++
	return append([]string{}, f.tags[image]...), Answer{Status: http.StatusOK}, nil
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

// run carries out a walk on a fake whose images are new.
func (f *fake) run(ops []Op) *Violation {
	f.tags = map[string][]string{}
	v, _, _ := Run(f, NewModel(twoImages, 0), ops, always)
	return v
}

// The mistakes that a shrinker is tried with.
var mistakes = map[string]func() *fake{
	"a removal takes what begins with the tag": func() *fake {
		return &fake{remove: func(tags []string, tag string) ([]string, int) {
			left, status := removed(tags, tag)
			if status == http.StatusNoContent {
				left = slices.DeleteFunc(left, func(t string) bool { return strings.HasPrefix(t, tag) })
			}
			return left, status
		}}
	},
	"tags that differ in case are one": func() *fake {
		return &fake{add: func(tags []string, tag string) ([]string, int) {
			if slices.ContainsFunc(tags, func(t string) bool { return strings.EqualFold(t, tag) }) {
				return tags, http.StatusNoContent
			}
			return added(tags, tag)
		}}
	},
	"255 octets": func() *fake {
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

// pool is what a test draws from.
func pool(families ...Family) Pool {
	return Pool{Images: []Image{{"A", "owner"}, {"B", "owner"}}, Families: families, Drawn: true, Room: 9, Looks: 2, Others: []string{Unknown}}
}
