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

// Model predicts the tags of the images of a walk.
type Model struct {
	quota  int // of tags per image; 0 if none is declared
	owners map[string]string
	tags   map[string]map[string]bool // by image
	stored map[string]bool            // whether the server stored a tag that it may refuse
}

// NewModel returns the model of images without tags. The owners are by the image's name.
func NewModel(owners map[string]string, quota int) *Model {
	m := &Model{quota: max(0, quota), owners: owners, tags: map[string]map[string]bool{}, stored: map[string]bool{}}
	for image := range owners {
		m.tags[image] = map[string]bool{}
	}
	return m
}

// Tags returns the tags that an image must have, sorted.
func (m *Model) Tags(image string) []string { return slices.Sorted(maps.Keys(m.tags[image])) }

// expectation is the set of accepted statuses of a request.
type expectation struct {
	what   string // in words
	allows func(status int) bool
	acts   bool // 204 means that the operation had its effect
}

func oneOf(acts bool, statuses ...int) expectation {
	names := make([]string, len(statuses))
	for i, s := range statuses {
		names[i] = fmt.Sprintf("%d %s", s, http.StatusText(s))
	}
	allows := func(s int) bool { return slices.Contains(statuses, s) }
	return expectation{"the status " + strings.Join(names, " or "), allows, acts}
}

// or accepts more statuses, of a correct server that refuses the request.
func (e expectation) or(what string, more func(status int) bool) expectation {
	return expectation{e.what + ", or " + what, func(s int) bool { return e.allows(s) || more(s) }, e.acts}
}

func refused(status int) bool { return status/100 == 4 }

var (
	refusal           = expectation{"a refusal (4xx)", refused, false}
	refusalOrRedirect = expectation{
		"a refusal or a redirect (4xx or 3xx)", func(s int) bool { return refused(s) || s/100 == 3 }, false,
	}
	noCrash = expectation{
		"a status below 500, or 501", func(s int) bool { return s < 500 || s == http.StatusNotImplemented }, false,
	}
)

// Judge compares the status of a response with the document, and applies its effect to the model. It returns what
// was expected instead, or "".
func (m *Model) Judge(op Op, status int) string {
	e := m.expect(op)
	if !e.allows(status) {
		return e.what
	}
	if e.acts && status == http.StatusNoContent {
		m.apply(op)
	}
	if op.Do == Add && e.acts && check.WhyInvalid(op.Tag) != "" && isAboutTag(op, status) {
		m.stored[op.Tag] = status == http.StatusNoContent
	}
	return ""
}

// isAboutTag returns whether the response is about the tag, and not about other parts of the request or the quota.
func isAboutTag(op Op, status int) bool {
	return status == http.StatusNoContent || status != http.StatusRequestEntityTooLarge && !op.unusual()
}

func (m *Model) apply(op Op) {
	if op.Do == Add {
		m.tags[op.Image][op.Tag] = true
	} else {
		delete(m.tags[op.Image], op.Tag)
	}
}

// expect follows the readings of the document: a request that may be refused may also be carried out, and a
// refusal has no effect.
func (m *Model) expect(op Op) expectation {
	switch {
	case op.Do == Send:
		return noCrash // other requirements judge the status of other methods
	case op.By == UnknownUser:
		return denied(op, http.StatusUnauthorized)
	case op.By != "" && op.By != m.owners[op.Image]:
		return denied(op, http.StatusForbidden, http.StatusNotFound)
	case op.Raw != "":
		return undecodable(op)
	case op.Tag == "":
		return refusalOrRedirect
	case op.Suffix == "/":
		return m.trailingSlash(op)
	case op.Suffix != "":
		return refusalOrRedirect
	case utf8.RuneCountInString(op.Tag) > check.MaxTag:
		return refusal
	}
	return m.tagged(op)
}

// denied is the response to a user without access. A server may check other mistakes first.
func denied(op Op, statuses ...int) expectation {
	if op.By == UnknownUser {
		op.By = ""
	}
	if op.Mistake() != "" {
		return refusal
	}
	return oneOf(false, statuses...)
}

// undecodable is for a broken percent-encoding, which is never added here and may also be redirected, or for bytes
// that are not valid UTF-8.
func undecodable(op Op) expectation {
	if _, err := url.PathUnescape(op.Raw); err != nil {
		return expectation{"a status below 500", func(s int) bool { return s < 500 }, false}
	}
	return refusal
}

// trailingSlash is for a tag with a slash after it: the same tag, or no tag.
func (m *Model) trailingSlash(op Op) expectation {
	e := refusalOrRedirect
	if op.Do == Add || m.tags[op.Image][op.Tag] {
		e = e.or("204", func(s int) bool { return s == http.StatusNoContent })
		e.acts = check.WhyInvalid(op.Tag) == ""
	}
	return e
}

// tagged is for the two operations on a tag of an allowed length.
func (m *Model) tagged(op Op) expectation {
	present := m.tags[op.Image][op.Tag]
	stored, known := m.stored[op.Tag]
	refusable := check.WhyInvalid(op.Tag) != ""
	full := m.quota > 0 && len(m.tags[op.Image]) >= m.quota
	var e expectation
	switch {
	case op.Do == Remove && present, op.Do == Add && present:
		e = oneOf(true, http.StatusNoContent)
	case refusable && op.Do == Add && !known && !full:
		e = oneOf(true, http.StatusNoContent).or(refusal.what, refused)
	case refusable && (op.Do == Remove || !stored):
		e = refusal
		e.acts = op.Do == Add
	case op.Do == Add && full:
		e = oneOf(true, http.StatusRequestEntityTooLarge)
	case op.Do == Add:
		e = oneOf(true, http.StatusNoContent)
	default:
		e = oneOf(false, http.StatusNotFound)
	}
	return op.tolerating(e)
}

// tolerating adds the refusals that the readings accept for other parts of a request: 400 for a query, 415 for a
// media type, and any for fields without meaning here, except one that claims that the image or the tag is absent.
func (o Op) tolerating(e expectation) expectation {
	if o.Query != "" {
		e = e.or("400 because of the query", func(s int) bool { return s == http.StatusBadRequest })
	}
	if o.notJSON() {
		e = e.or("415 because of the media type", func(s int) bool { return s == http.StatusUnsupportedMediaType })
	}
	if len(o.Fields) > 0 {
		e = e.or(
			"a refusal (4xx except 404) because of the fields",
			func(s int) bool { return refused(s) && s != http.StatusNotFound },
		)
	}
	return e
}
