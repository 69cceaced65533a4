package traffic

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"tagcheck/fixtures/imageapi"
	"tagcheck/suites/check"
	"tagcheck/suites/requirement"
)

// The documented statuses.
var (
	addStatuses    = []int{204, 400, 401, 403, 405, 413, 415, 500, 503}
	removeStatuses = []int{204, 400, 401, 403, 404, 405, 413, 500, 503}
)

func rules() []rule {
	any := func(*imageapi.Exchange) bool { return true }
	no204 := func(x *imageapi.Exchange) bool {
		return tagOperation(x) && answered(x) && x.Status() == http.StatusNoContent
	}
	return []rule{
		{
			requirement.AddStatuses, "every status of PUT is documented", alone(operation(imageapi.Add)),
			documented(addStatuses),
		},
		{
			requirement.RemoveStatuses, "every status of DELETE is documented", alone(operation(imageapi.Remove)),
			documented(removeStatuses),
		},
		{requirement.RobustAnswers, "every request is answered", sent, unanswered},
		{requirement.WireNoLength, "no 204 has Content-Length", no204, lacks("Content-Length")},
		{requirement.WireNoEncoding, "no 204 has Transfer-Encoding", no204, lacks("Transfer-Encoding")},
		{requirement.WireDate, "every response has Date", dated, date},
		{requirement.WireErrorType, "every error with content declares its type", class(4, tagOperation), errorType},
		{requirement.WireNoTrace, "no response contains a stack trace", answered, stackTrace},
		{requirement.WireNoCookie, "no response sets a cookie", tagOperation, lacks("Set-Cookie")},
		{requirement.WireKeepAlive, "no kept connection ends unannounced", kept, dropped},
		{requirement.WireNoHang, "no connection hangs", conversed, hanging},
		{requirement.WireInStep, "nothing follows the end of a response", inStep, surplus},
		{requirement.AccessNoEcho, "no response contains the token", any, echo},
		{requirement.ObserveUnique, "every image shows its tags as distinct strings", shown, unique},
	}
}

// alone excludes concurrent requests, whose responses have requirements of their own such as
// concurrent.accepted, and requests that were sent while the target was being killed.
func alone(applies func(*imageapi.Exchange) bool) func(*imageapi.Exchange) bool {
	return func(x *imageapi.Exchange) bool {
		return applies(x) && !strings.HasPrefix(x.Check, "concurrent: ") && !check.DuringOutage(x)
	}
}

// documented also accepts any 4xx to a request that is wrong on purpose: the document cannot list
// everything that a front end refuses.
func documented(statuses []int) func(*imageapi.Exchange) string {
	return func(x *imageapi.Exchange) string {
		if slices.Contains(statuses, x.Status()) || x.Mistake != "" && x.Status()/100 == 4 {
			return ""
		}
		return fmt.Sprintf("answered %d, which is not documented", x.Status())
	}
}

// sent excludes requests that say nothing about the server: on a connection that failed, on a reused
// one that may have ended by itself, and in a conversation, which may end at any time.
func sent(x *imageapi.Exchange) bool {
	lost := x.Outcome == imageapi.Unanswered && !x.TimedOut && !x.Reused
	return x.Outcome == imageapi.Answered || lost && x.Sent.Raw == nil && !check.DuringOutage(x)
}

func unanswered(x *imageapi.Exchange) string {
	if x.Outcome == imageapi.Answered {
		return ""
	}
	return "was not answered: " + x.Error
}

func lacks(name string) func(*imageapi.Exchange) string {
	return func(x *imageapi.Exchange) string {
		if value, there := x.Header(name); there {
			return fmt.Sprintf("answered %d with %s: %s", x.Status(), name, value)
		}
		return ""
	}
}

// dated excludes 5xx, for which RFC 9110 section 6.6.1 requires no Date, and responses that a front
// end sends before it has read the whole request.
func dated(x *imageapi.Exchange) bool {
	return tagOperation(x) && answered(x) && x.Status()/100 != 5 && x.Mistake == ""
}

func date(x *imageapi.Exchange) string {
	value, there := x.Header("Date")
	if !there {
		return fmt.Sprintf("answered %d without Date", x.Status())
	}
	if _, err := time.Parse(http.TimeFormat, value); err != nil {
		return fmt.Sprintf("answered %d with the Date %q, which is not an IMF-fixdate", x.Status(), value)
	}
	return ""
}

func errorType(x *imageapi.Exchange) string {
	if _, there := x.Header("Content-Type"); !there && x.Received.Body.Size > 0 {
		return fmt.Sprintf("answered %d with content of undeclared type", x.Status())
	}
	return ""
}

// traces matches the stack traces of common languages.
var traces = regexp.MustCompile(`Traceback \(most recent call last\)` + // Python
	`|goroutine \d+ \[|panic: ` + // Go
	`|(?m:^\s+at \S+( \S+)? ?\(.*\))` + // Java, JavaScript, .NET
	`|(?m:^#\d+ +\S+\(\d+\))` + // PHP
	"|\\.rb:\\d+:in [`']" + // Ruby
	`|thread '[^']*' panicked at`) // Rust

// hints are substrings of traces: most responses have none, so they are cheap to exclude.
var hints = []string{"Traceback", "goroutine ", "panic: ", "at ", "#", ".rb:", "thread '"}

// unescaped replaces the escaped line breaks and tabs of JSON.
var unescaped = strings.NewReplacer(`\n`, "\n", `\t`, "\t")

func stackTrace(x *imageapi.Exchange) string {
	content := string(x.Content())
	hinted := slices.ContainsFunc(hints, func(hint string) bool { return strings.Contains(content, hint) })
	if hinted && traces.MatchString(unescaped.Replace(content)) {
		return fmt.Sprintf("answered %d with a stack trace", x.Status())
	}
	return ""
}

// kept excludes requests that say nothing about kept connections.
func kept(x *imageapi.Exchange) bool {
	lost := x.Outcome == imageapi.Unanswered && !x.TimedOut && !check.DuringOutage(x)
	return x.Reused && (x.Outcome == imageapi.Answered || lost)
}

// dropped cannot distinguish a dropped request from a connection that ended unannounced before it.
func dropped(x *imageapi.Exchange) string {
	if x.Outcome == imageapi.Answered {
		return ""
	}
	return "on a kept connection was not answered: " + x.Error
}

// conversed selects hand-written requests.
func conversed(x *imageapi.Exchange) bool { return x.Sent.Raw != nil && x.Outcome != imageapi.NotSent }

func hanging(x *imageapi.Exchange) string {
	if x.TimedOut {
		return "was not answered, and the connection stayed open: " + x.Error
	}
	return ""
}

// inStep excludes malformed requests: a server may parse one as several, with several responses.
func inStep(x *imageapi.Exchange) bool {
	return answered(x) && (x.Sent.Raw == nil || x.Mistake == "")
}

func surplus(x *imageapi.Exchange) string {
	if x.Received.Surplus.Size > 0 {
		return fmt.Sprintf("answered %d, followed by %d more bytes: %.60q",
			x.Status(), x.Received.Surplus.Size, x.Received.Surplus.Text)
	}
	return ""
}

func echo(x *imageapi.Exchange) string {
	if x.EchoedSecret {
		return fmt.Sprintf("answered %d with the token", x.Status())
	}
	return ""
}

func shown(x *imageapi.Exchange) bool {
	return x.Operation == imageapi.Show && x.Status() == http.StatusOK
}

func unique(x *imageapi.Exchange) string {
	image, err := imageapi.DecodeImage(x.Content())
	if err != nil {
		return err.Error()
	}
	slices.Sort(image.Tags)
	for i := 1; i < len(image.Tags); i++ {
		if image.Tags[i] == image.Tags[i-1] {
			return fmt.Sprintf("shows the tag %+q twice", image.Tags[i])
		}
	}
	return ""
}
