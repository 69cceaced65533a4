package check

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/onsi/gomega/types"

	"tagcheck/fixtures/imageapi"
)

// Expectation looks at one answered exchange and gives what deviates, or "".
type Expectation func(x *imageapi.Exchange) string

// Answer matches an exchange that was answered with the status and meets every
// expectation. Its message lists each deviation.
func Answer(status int, more ...Expectation) types.GomegaMatcher {
	return AnswerOneOf([]int{status}, more...)
}

// AnswerOneOf is Answer for a choice of statuses.
func AnswerOneOf(statuses []int, more ...Expectation) types.GomegaMatcher {
	return exchangeMatcher(append([]Expectation{statusIn(statuses)}, more...))
}

// Refuse matches an exchange that was refused as the client's mistake: 4xx.
func Refuse(more ...Expectation) types.GomegaMatcher {
	return exchangeMatcher(append([]Expectation{func(x *imageapi.Exchange) string {
		if x.Status()/100 == 4 {
			return ""
		}
		return "expected a refusal (4xx); came " + status(x)
	}}, more...))
}

// NotCrash matches an exchange with any answer but 5xx.
func NotCrash(more ...Expectation) types.GomegaMatcher {
	return exchangeMatcher(append([]Expectation{func(x *imageapi.Exchange) string {
		if x.Status() < 500 {
			return ""
		}
		return "expected anything but 5xx; came " + status(x)
	}}, more...))
}

// Meet matches an exchange by expectations alone.
func Meet(expectations ...Expectation) types.GomegaMatcher { return exchangeMatcher(expectations) }

func statusIn(statuses []int) Expectation {
	return func(x *imageapi.Exchange) string {
		if slices.Contains(statuses, x.Status()) {
			return ""
		}
		names := make([]string, len(statuses))
		for i, s := range statuses {
			names[i] = strings.TrimSpace(fmt.Sprintf("%d %s", s, http.StatusText(s)))
		}
		return "expected the status " + strings.Join(names, " or ") + "; came " + status(x)
	}
}

func status(x *imageapi.Exchange) string {
	if x.Outcome != imageapi.Answered {
		return "no answer: " + x.Error
	}
	return strings.TrimSpace(fmt.Sprintf("%d %s", x.Status(), x.Received.Reason))
}

// EmptyBody expects no byte of a body on the wire, neither as the message's
// own nor behind its end.
func EmptyBody() Expectation {
	return func(x *imageapi.Exchange) string {
		for _, body := range []imageapi.Body{x.Received.Body, x.Received.Surplus} {
			if body.Size > 0 {
				return fmt.Sprintf("expected no body; came %d bytes: %.80q", body.Size, body.Text)
			}
		}
		return ""
	}
}

// HasField expects a response field whose value passes ok; what says in words
// what is expected of it.
func HasField(name, what string, ok func(value string) bool) Expectation {
	return func(x *imageapi.Exchange) string {
		value, there := x.Header(name)
		switch {
		case !there:
			return fmt.Sprintf("expected the field %s with %s; came none", name, what)
		case !ok(value):
			return fmt.Sprintf("expected the field %s with %s; came %q", name, what, value)
		}
		return ""
	}
}

// LacksField expects that a response field is not there.
func LacksField(name string) Expectation {
	return func(x *imageapi.Exchange) string {
		if value, there := x.Header(name); there {
			return fmt.Sprintf("expected no field %s; came %q", name, value)
		}
		return ""
	}
}

type exchangeMatcher []Expectation

// Match fills the exchange's Deviations; the error is for anything that is no
// exchange.
func (m exchangeMatcher) Match(actual any) (bool, error) {
	x, ok := actual.(*imageapi.Exchange)
	if !ok {
		return false, fmt.Errorf("an exchange is expected here, not %T", actual)
	}
	var found []string
	for _, expectation := range m {
		if x.Outcome != imageapi.Answered {
			found = []string{"expected an answer; came none: " + x.Error}
			break
		}
		if deviation := expectation(x); deviation != "" {
			found = append(found, deviation)
		}
	}
	x.Deviations = append(x.Deviations, found...)
	return found == nil, nil
}

func (m exchangeMatcher) FailureMessage(actual any) string {
	return deviations(actual.(*imageapi.Exchange))
}

func (m exchangeMatcher) NegatedFailureMessage(actual any) string {
	return "expected another answer than this: " + line(actual.(*imageapi.Exchange))
}

// BeTags matches the tags of an image: exactly these strings, each once, in
// any order.
func BeTags(tags ...string) types.GomegaMatcher { return &tagsMatcher{expected: tags} }

type tagsMatcher struct{ expected []string }

func (m *tagsMatcher) Match(actual any) (bool, error) {
	tags, ok := actual.([]string)
	if !ok {
		return false, fmt.Errorf("the tags of an image are expected here, not %T", actual)
	}
	return SameTags(tags, m.expected), nil
}

func (m *tagsMatcher) FailureMessage(actual any) string {
	tags := actual.([]string)
	message := fmt.Sprintf("the tags of the image\nexpected the tags %s; came %s", Quoted(m.expected), Quoted(tags))
	for _, tag := range Without(m.expected, tags) {
		message += fmt.Sprintf("\nmissing: %s", Quoted([]string{tag}))
	}
	for _, tag := range Without(tags, m.expected) {
		message += fmt.Sprintf("\nnot expected: %s", Quoted([]string{tag}))
	}
	return message
}

func (m *tagsMatcher) NegatedFailureMessage(any) string {
	return fmt.Sprintf("expected other tags than %s", Quoted(m.expected))
}

// SameTags says that two images have the same tags, each as often, in whatever
// order they are shown.
func SameTags(a, b []string) bool { return slices.Equal(sorted(a), sorted(b)) }

// Without gives the elements of a that b does not account for, each as often.
func Without(a, b []string) []string {
	left := slices.Clone(b)
	var rest []string
	for _, s := range a {
		if i := slices.Index(left, s); i >= 0 {
			left = slices.Delete(left, i, i+1)
		} else {
			rest = append(rest, s)
		}
	}
	return rest
}

// Quoted spells tags so that every character can be told: escapes for all that
// is not printable ASCII, the beginning and the length of a long one.
func Quoted(tags []string) string {
	if len(tags) == 0 {
		return "(none)"
	}
	words := make([]string, len(tags))
	for i, tag := range tags {
		if runes := []rune(tag); len(runes) > 60 {
			words[i] = fmt.Sprintf("%+q… (%d characters)", string(runes[:40]), len(runes))
			continue
		}
		words[i] = fmt.Sprintf("%+q", tag)
	}
	return strings.Join(words, ", ")
}
