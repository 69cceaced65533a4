package wire

import (
	"fmt"
	"strings"

	"github.com/onsi/gomega/types"

	"tagcheck/fixtures/imageapi"
	"tagcheck/suites/check"
)

// rule judges a whole conversation. It returns how it deviates, and the exchange that shows it.
type rule func(c imageapi.Conversation) (*imageapi.Exchange, string)

// follow matches one or several conversations that follow the rules.
func follow(rules ...rule) types.GomegaMatcher { return &conversationMatcher{rules: rules} }

type conversationMatcher struct {
	rules []rule
	found []string
}

// Match appends to the Deviations of the exchanges.
func (m *conversationMatcher) Match(actual any) (bool, error) {
	several, ok := actual.([]imageapi.Conversation)
	if one, is := actual.(imageapi.Conversation); is {
		several, ok = []imageapi.Conversation{one}, true
	}
	if !ok {
		return false, fmt.Errorf("follow takes a conversation, not %T", actual)
	}
	for _, c := range several {
		for _, holds := range m.rules {
			x, deviation := holds(c)
			if deviation == "" {
				continue
			}
			if x.Mistake != "" {
				deviation = x.Mistake + ": " + deviation
			}
			x.Deviations = append(x.Deviations, deviation)
			m.found = append(
				m.found, fmt.Sprintf("%s %.200s (exchange %d)", x.Sent.Method, x.Sent.Target, x.ID), deviation,
			)
		}
	}
	return m.found == nil, nil
}

func (m *conversationMatcher) FailureMessage(any) string { return strings.Join(m.found, "\n") }

func (m *conversationMatcher) NegatedFailureMessage(any) string {
	return "expected another conversation"
}

// inOrder expects a response to each request that meets its expectation. A server may close the
// connection after any of them (RFC 9112, 9.6): then it answered only the first ones.
func inOrder(expectations ...check.Expectation) rule {
	return func(c imageapi.Conversation) (*imageapi.Exchange, string) {
		for i, x := range c.Exchanges {
			switch {
			case x.Outcome == imageapi.Answered:
				if deviation := expectations[i](x); deviation != "" {
					return x, fmt.Sprintf("request %d of %d: %s", i+1, len(c.Exchanges), deviation)
				}
			case i == 0 || !c.Closed:
				return x, fmt.Sprintf(
					"request %d of %d: expected a response; got none: %s", i+1, len(c.Exchanges), x.Error,
				)
			default:
				return nil, ""
			}
		}
		return nil, ""
	}
}

// refused expects that the first request is refused, or that the connection ends: a reset may
// destroy a response in flight.
func refused(c imageapi.Conversation) (*imageapi.Exchange, string) {
	return first(c, "a refusal (4xx, 501 or 505) or the end of the connection", isRefusal)
}

func isRefusal(status int) bool { return status/100 == 4 || status == 501 || status == 505 }

// refusedOrRedirected also accepts 3xx: a server may redirect to the intended target (RFC 9112, 3).
func refusedOrRedirected(c imageapi.Conversation) (*imageapi.Exchange, string) {
	return first(
		c, "a refusal (3xx, 4xx, 501 or 505) or the end of the connection",
		func(status int) bool { return status/100 == 3 || isRefusal(status) },
	)
}

// doneOrRefused also accepts 204.
func doneOrRefused(c imageapi.Conversation) (*imageapi.Exchange, string) {
	return first(
		c, "204, a refusal (4xx, 501 or 505) or the end of the connection",
		func(status int) bool { return status == 204 || isRefusal(status) },
	)
}

func first(c imageapi.Conversation, what string, ok func(status int) bool) (*imageapi.Exchange, string) {
	x := c.Exchanges[0]
	switch {
	case x.Outcome == imageapi.Answered && ok(x.Status()), x.Outcome != imageapi.Answered && c.Closed:
		return nil, ""
	case x.Outcome == imageapi.Answered:
		return x, fmt.Sprintf("expected %s; got %d %s", what, x.Status(), x.Received.Reason)
	}
	return x, fmt.Sprintf("expected %s; got no response: %s", what, x.Error)
}

// closed expects that the server closes the connection.
func closed(c imageapi.Conversation) (*imageapi.Exchange, string) {
	for _, x := range c.Exchanges {
		if c.Closed || x.Received != nil && x.Received.Closed {
			return nil, ""
		}
	}
	return c.Exchanges[0], "expected the connection to be closed; it stayed open"
}

// answeredOnce expects at most one response.
func answeredOnce(c imageapi.Conversation) (*imageapi.Exchange, string) {
	for _, x := range c.Exchanges[1:] {
		if x.Outcome == imageapi.Answered {
			return x, fmt.Sprintf("expected no second response; got %d %s", x.Status(), x.Received.Reason)
		}
	}
	if x := c.Exchanges[0]; x.Received != nil && x.Received.Surplus.Size > 0 {
		return x, "expected one response; got more bytes: " + x.Received.Surplus.Text
	}
	return nil, ""
}

// notDone expects that the second request is refused or not answered.
func notDone(c imageapi.Conversation) (*imageapi.Exchange, string) {
	x := c.Exchanges[1]
	if x.Outcome == imageapi.Answered && !isRefusal(x.Status()) {
		return x, fmt.Sprintf(
			"expected a refusal (4xx, 501 or 505) or the end of the connection; got %d %s", x.Status(),
			x.Received.Reason,
		)
	}
	return nil, ""
}

// doneIfAnswered expects that the second request is answered 204, or that the connection ends.
func doneIfAnswered(c imageapi.Conversation) (*imageapi.Exchange, string) {
	x := c.Exchanges[1]
	switch {
	case x.Outcome == imageapi.Answered && x.Status() != 204:
		return x, fmt.Sprintf(
			"expected 204 to the second request, or the end of the connection; got %d %s", x.Status(),
			x.Received.Reason,
		)
	case x.Outcome != imageapi.Answered && !c.Closed:
		return x, "expected 204 to the second request, or the end of the connection; got no response: " + x.Error
	}
	return nil, ""
}

func status(accepted ...int) check.Expectation {
	what := strings.ReplaceAll(strings.Trim(fmt.Sprint(accepted), "[]"), " ", " or ")
	return check.HasStatus(what, func(s int) bool {
		for _, a := range accepted {
			if s == a {
				return true
			}
		}
		return false
	})
}

// as expects the status of another exchange.
func as(x *imageapi.Exchange) check.Expectation { return status(x.Status()) }

// anyStatus accepts any status, which other requirements judge.
func anyStatus(*imageapi.Exchange) string { return "" }
