package check

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/onsi/gomega/types"

	"tagcheck/fixtures/imageapi"
)

// Expectation returns how a response deviates, or "".
type Expectation func(x *imageapi.Exchange) string

// Answer matches an exchange whose response has the status and meets every
// expectation. Its message lists each deviation.
func Answer(status int, more ...Expectation) types.GomegaMatcher {
	return AnswerOneOf([]int{status}, more...)
}

// AnswerOneOf is Answer for several accepted statuses.
func AnswerOneOf(statuses []int, more ...Expectation) types.GomegaMatcher {
	names := make([]string, len(statuses))
	for i, s := range statuses {
		names[i] = strings.TrimSpace(fmt.Sprintf("%d %s", s, http.StatusText(s)))
	}
	ok := func(status int) bool { return slices.Contains(statuses, status) }
	return exchangeMatcher(append([]Expectation{HasStatus(strings.Join(names, " or "), ok)}, more...))
}

// Refuse matches an exchange whose response is a refusal of the client's mistake: 4xx.
func Refuse(more ...Expectation) types.GomegaMatcher {
	refusal := func(status int) bool { return status/100 == 4 }
	return exchangeMatcher(append([]Expectation{HasStatus("4xx", refusal)}, more...))
}

// StoreOrRefuse matches an exchange that was answered 204 or refused with 4xx.
func StoreOrRefuse() types.GomegaMatcher {
	return Meet(HasStatus("204 No Content or 4xx", func(status int) bool {
		return status == http.StatusNoContent || status/100 == 4
	}))
}

// NotCrash matches an exchange whose response has any status below 500.
func NotCrash(more ...Expectation) types.GomegaMatcher {
	ok := func(status int) bool { return status < 500 }
	return exchangeMatcher(append([]Expectation{HasStatus("below 500", ok)}, more...))
}

// Meet matches an exchange whose response meets the expectations.
func Meet(expectations ...Expectation) types.GomegaMatcher { return exchangeMatcher(expectations) }

// HasStatus expects a status for which ok returns true; what names these statuses.
func HasStatus(what string, ok func(status int) bool) Expectation {
	return func(x *imageapi.Exchange) string {
		if ok(x.Status()) {
			return ""
		}
		return "expected the status " + what + "; got " + StatusLine(x)
	}
}

// StatusLine returns the status and the reason phrase of a response, or why there is
// none.
func StatusLine(x *imageapi.Exchange) string {
	if x.Outcome != imageapi.Answered {
		return "no response: " + x.Error
	}
	return strings.TrimSpace(fmt.Sprintf("%d %s", x.Status(), x.Received.Reason))
}

// EmptyBody expects no byte of a body on the wire, neither as part of the message nor
// after its end.
func EmptyBody() Expectation {
	return func(x *imageapi.Exchange) string {
		for _, body := range []imageapi.Body{x.Received.Body, x.Received.Surplus} {
			if body.Size > 0 {
				return fmt.Sprintf("expected no body; got %d bytes: %.80q", body.Size, body.Text)
			}
		}
		return ""
	}
}

// HasField expects a response field with a value for which ok returns true; what names
// these values.
func HasField(name, what string, ok func(value string) bool) Expectation {
	return func(x *imageapi.Exchange) string {
		value, there := x.Header(name)
		switch {
		case !there:
			return fmt.Sprintf("expected the field %s with %s; got no such field", name, what)
		case !ok(value):
			return fmt.Sprintf("expected the field %s with %s; got %q", name, what, value)
		}
		return ""
	}
}

// LacksField expects that the response has no such field.
func LacksField(name string) Expectation {
	return func(x *imageapi.Exchange) string {
		if value, there := x.Header(name); there {
			return fmt.Sprintf("expected no field %s; got %q", name, value)
		}
		return ""
	}
}

type exchangeMatcher []Expectation

// Match appends to the exchange's Deviations. The error is for a value that is not an
// exchange.
func (m exchangeMatcher) Match(actual any) (bool, error) {
	x, ok := actual.(*imageapi.Exchange)
	if !ok {
		return false, fmt.Errorf("the matcher takes an exchange, not %T", actual)
	}
	var found []string
	for _, expectation := range m {
		if x.Outcome != imageapi.Answered {
			found = []string{"expected a response; got none: " + x.Error}
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
	return "expected another response: " + summary(actual.(*imageapi.Exchange))
}

// deviations returns the message of a failure: the exchange, and each deviation on a
// line of its own.
func deviations(x *imageapi.Exchange) string {
	message := fmt.Sprintf("%s %s (exchange %d)", x.Sent.Method, x.Sent.Target, x.ID)
	for _, d := range x.Deviations {
		message += "\n" + d
	}
	return message
}
