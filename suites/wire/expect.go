package wire

import (
	"fmt"
	"strings"

	"github.com/onsi/gomega/types"

	"tagcheck/fixtures/imageapi"
	"tagcheck/suites/check"
)

// rule looks at a whole conversation. It gives what deviates, and the exchange
// that shows it.
type rule func(c imageapi.Conversation) (*imageapi.Exchange, string)

// follow matches one conversation, or several, by rules.
func follow(rules ...rule) types.GomegaMatcher { return &conversationMatcher{rules: rules} }

type conversationMatcher struct {
	rules []rule
	found []string
}

// Match fills the Deviations of the exchanges.
func (m *conversationMatcher) Match(actual any) (bool, error) {
	several, ok := actual.([]imageapi.Conversation)
	if one, is := actual.(imageapi.Conversation); is {
		several, ok = []imageapi.Conversation{one}, true
	}
	if !ok {
		return false, fmt.Errorf("a conversation is expected here, not %T", actual)
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
			m.found = append(m.found, fmt.Sprintf("%s %.200s (exchange %d)", x.Sent.Method, x.Sent.Target, x.ID), deviation)
		}
	}
	return m.found == nil, nil
}

func (m *conversationMatcher) FailureMessage(any) string { return strings.Join(m.found, "\n") }

func (m *conversationMatcher) NegatedFailureMessage(any) string {
	return "expected another conversation than this"
}

// inOrder expects an answer to each request, by its own expectation. A server
// may close behind any of them (RFC 9112, 9.6): then it answered a beginning.
func inOrder(expectations ...check.Expectation) rule {
	return func(c imageapi.Conversation) (*imageapi.Exchange, string) {
		for i, x := range c.Exchanges {
			switch {
			case x.Outcome == imageapi.Answered:
				if deviation := expectations[i](x); deviation != "" {
					return x, fmt.Sprintf("request %d of %d: %s", i+1, len(c.Exchanges), deviation)
				}
			case i == 0 || !c.Closed:
				return x, fmt.Sprintf("request %d of %d: expected an answer; came none: %s", i+1, len(c.Exchanges), x.Error)
			default:
				return nil, ""
			}
		}
		return nil, ""
	}
}

// refused expects that the first request is refused, or that the connection
// ends: a reset may take an answer away that is on its way.
func refused(c imageapi.Conversation) (*imageapi.Exchange, string) {
	return first(c, "a refusal (4xx, 501 or 505) or the end of the connection", isRefusal)
}

func isRefusal(status int) bool { return status/100 == 4 || status == 501 || status == 505 }

// refusedOrMoved expects the same, or 3xx: a server may send a client to the
// target that it meant (RFC 9112, 3), or to another one.
func refusedOrMoved(c imageapi.Conversation) (*imageapi.Exchange, string) {
	return first(c, "a refusal (3xx, 4xx, 501 or 505) or the end of the connection", func(status int) bool { return status/100 == 3 || isRefusal(status) })
}

// doneOrRefused expects the same, or 204.
func doneOrRefused(c imageapi.Conversation) (*imageapi.Exchange, string) {
	return first(c, "204, a refusal (4xx, 501 or 505) or the end of the connection", func(status int) bool { return status == 204 || isRefusal(status) })
}

func first(c imageapi.Conversation, what string, ok func(status int) bool) (*imageapi.Exchange, string) {
	x := c.Exchanges[0]
	switch {
	case x.Outcome == imageapi.Answered && ok(x.Status()), x.Outcome != imageapi.Answered && c.Closed:
		return nil, ""
	case x.Outcome == imageapi.Answered:
		return x, fmt.Sprintf("expected %s; came %d %s", what, x.Status(), x.Received.Reason)
	}
	return x, fmt.Sprintf("expected %s; came none: %s", what, x.Error)
}

// closed expects that the server ends the connection.
func closed(c imageapi.Conversation) (*imageapi.Exchange, string) {
	for _, x := range c.Exchanges {
		if c.Closed || x.Received != nil && x.Received.Closed {
			return nil, ""
		}
	}
	return c.Exchanges[0], "expected the connection to be closed; it stayed"
}

// answeredOnce expects that nothing is answered but the first request.
func answeredOnce(c imageapi.Conversation) (*imageapi.Exchange, string) {
	for _, x := range c.Exchanges[1:] {
		if x.Outcome == imageapi.Answered {
			return x, fmt.Sprintf("expected no answer to what follows; came %d %s", x.Status(), x.Received.Reason)
		}
	}
	if x := c.Exchanges[0]; x.Received != nil && x.Received.Surplus.Size > 0 {
		return x, "expected one answer; came more: " + x.Received.Surplus.Text
	}
	return nil, ""
}

// notDone expects that the second request is refused, or never answered.
func notDone(c imageapi.Conversation) (*imageapi.Exchange, string) {
	x := c.Exchanges[1]
	if x.Outcome == imageapi.Answered && !isRefusal(x.Status()) {
		return x, fmt.Sprintf("expected a refusal (4xx, 501 or 505) or the end of the connection; came %d %s", x.Status(), x.Received.Reason)
	}
	return nil, ""
}

// doneIfAnswered expects of the second request that an answer to it is 204.
func doneIfAnswered(c imageapi.Conversation) (*imageapi.Exchange, string) {
	x := c.Exchanges[1]
	switch {
	case x.Outcome == imageapi.Answered && x.Status() != 204:
		return x, fmt.Sprintf("expected 204 to the request behind it, or the end of the connection; came %d %s", x.Status(), x.Received.Reason)
	case x.Outcome != imageapi.Answered && !c.Closed:
		return x, "expected 204 to the request behind it, or the end of the connection; came none: " + x.Error
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

// anyAnswer leaves the status to other requirements.
func anyAnswer(*imageapi.Exchange) string { return "" }
