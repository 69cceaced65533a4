package walk

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"tagcheck/suites/check"
)

// Model is what the images of a walk must have.
type Model struct {
	quota  int // of tags an image, 0 where none is declared
	owners map[string]string
	tags   map[string]map[string]bool // by image
	stored map[string]bool            // of the tags that a server may refuse: what it did
}

// NewModel is the model of images without tags; owners gives each image's
// owner by the image's name.
func NewModel(owners map[string]string, quota int) *Model {
	m := &Model{quota: max(0, quota), owners: owners, tags: map[string]map[string]bool{}, stored: map[string]bool{}}
	for image := range owners {
		m.tags[image] = map[string]bool{}
	}
	return m
}

// Tags are the tags that an image must have, sorted.
func (m *Model) Tags(image string) []string { return slices.Sorted(maps.Keys(m.tags[image])) }

// expectation is what may be answered to a request.
type expectation struct {
	what   string // in words
	allows func(status int) bool
	acts   bool // 204 says that the operation was carried out
}

func of(acts bool, statuses ...int) expectation {
	names := make([]string, len(statuses))
	for i, s := range statuses {
		names[i] = fmt.Sprintf("%d %s", s, http.StatusText(s))
	}
	return expectation{"the status " + strings.Join(names, " or "), func(s int) bool { return slices.Contains(statuses, s) }, acts}
}

// or allows more, as a right server may refuse the request.
func (e expectation) or(what string, more func(status int) bool) expectation {
	return expectation{e.what + ", or " + what, func(s int) bool { return e.allows(s) || more(s) }, e.acts}
}

func refused(status int) bool { return status/100 == 4 }

var (
	refusal      = expectation{"a refusal (4xx)", refused, false}
	refusalMoved = expectation{"a refusal or a redirect (4xx or 3xx)", func(s int) bool { return refused(s) || s/100 == 3 }, false}
	noCrash      = expectation{"a status below 500, or 501", func(s int) bool { return s < 500 || s == http.StatusNotImplemented }, false}
)

// Judge compares the status of an answer with what the document says of the
// request, and does in the model what the answer says was done. It gives what
// was expected instead, or "".
func (m *Model) Judge(op Op, status int) string {
	e := m.expect(op)
	if !e.allows(status) {
		return e.what
	}
	if e.acts && status == http.StatusNoContent {
		m.do(op)
	}
	if op.Do == Add && e.acts && check.MistakeOf(op.Tag) != "" && tells(op, status) {
		m.stored[op.Tag] = status == http.StatusNoContent
	}
	return ""
}

// tells says that the answer is about the tag, and not about what else the
// request carries or how full the image is.
func tells(op Op, status int) bool {
	return status == http.StatusNoContent || status != http.StatusRequestEntityTooLarge && !op.odd()
}

func (m *Model) do(op Op) {
	if op.Do == Add {
		m.tags[op.Image][op.Tag] = true
	} else {
		delete(m.tags[op.Image], op.Tag)
	}
}

// expect goes by the readings of the document: what may be refused may also be
// done as it stands, and no refusal has an effect.
func (m *Model) expect(op Op) expectation {
	switch {
	case op.Do == Send:
		return noCrash // what a method that is none is answered has requirements of its own
	case op.By == Unknown:
		return denied(op, http.StatusUnauthorized)
	case op.By != "" && op.By != m.owners[op.Image]:
		return denied(op, http.StatusForbidden, http.StatusNotFound)
	case op.Raw != "":
		return undecodable(op)
	case op.Tag == "":
		return refusalMoved
	case op.Behind == "/":
		return m.behindSlash(op)
	case op.Behind != "":
		return refusalMoved
	case utf8.RuneCountInString(op.Tag) > check.MaxTag:
		return refusal
	}
	return m.tagged(op)
}

// denied is the answer to a user who may not do it. A server may look at
// anything else that is wrong first.
func denied(op Op, statuses ...int) expectation {
	if op.By == Unknown {
		op.By = ""
	}
	if op.Mistake() != "" {
		return refusal
	}
	return of(false, statuses...)
}

// undecodable is a broken escape, which is never added here and may be refused
// by a redirect to nowhere, too; or bytes that are no UTF-8.
func undecodable(op Op) expectation {
	if _, err := url.PathUnescape(op.Raw); err != nil {
		return expectation{"a status below 500", func(s int) bool { return s < 500 }, false}
	}
	return refusal
}

// behindSlash is the tag with a slash behind it: the same tag, or nothing.
func (m *Model) behindSlash(op Op) expectation {
	e := refusalMoved
	if op.Do == Add || m.tags[op.Image][op.Tag] {
		e = e.or("204", func(s int) bool { return s == http.StatusNoContent })
		e.acts = check.MistakeOf(op.Tag) == ""
	}
	return e
}

// tagged is the two operations on a tag of a length that is allowed.
func (m *Model) tagged(op Op) expectation {
	there := m.tags[op.Image][op.Tag]
	stored, known := m.stored[op.Tag]
	unsure := check.MistakeOf(op.Tag) != ""
	full := m.quota > 0 && len(m.tags[op.Image]) >= m.quota
	var e expectation
	switch {
	case op.Do == Remove && there, op.Do == Add && there:
		e = of(true, http.StatusNoContent)
	case unsure && op.Do == Add && !known && !full:
		e = of(true, http.StatusNoContent).or(refusal.what, refused)
	case unsure && (op.Do == Remove || !stored):
		e = refusal
		e.acts = op.Do == Add
	case op.Do == Add && full:
		e = of(true, http.StatusRequestEntityTooLarge)
	case op.Do == Add:
		e = of(true, http.StatusNoContent)
	default:
		e = of(false, http.StatusNotFound)
	}
	return op.tolerating(e)
}

// tolerating adds the refusals that the readings allow for what a request
// carries beside its tag: 400 to a query, 415 to a media type, and any to fields
// that make no sense. None of them may claim that the image or the tag is not
// there.
func (o Op) tolerating(e expectation) expectation {
	if o.Query != "" {
		e = e.or("400 to the query", func(s int) bool { return s == http.StatusBadRequest })
	}
	if o.typed() {
		e = e.or("415 to the media type", func(s int) bool { return s == http.StatusUnsupportedMediaType })
	}
	if len(o.Fields) > 0 {
		e = e.or("a refusal (4xx, not 404) of the fields", func(s int) bool { return refused(s) && s != http.StatusNotFound })
	}
	return e
}
