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

// The tables of response codes of the document.
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
		{requirement.AddStatuses, "every status of PUT is in the document's table", alone(operation(imageapi.Add)), inTable(addStatuses)},
		{requirement.RemoveStatuses, "every status of DELETE is in the document's table", alone(operation(imageapi.Remove)), inTable(removeStatuses)},
		{requirement.RobustAnswers, "every request is answered", sent, unanswered},
		{requirement.WireNoLength, "no 204 carries Content-Length", no204, lacks("Content-Length")},
		{requirement.WireNoEncoding, "no 204 carries Transfer-Encoding", no204, lacks("Transfer-Encoding")},
		{requirement.WireDate, "every answer carries Date", dated, date},
		{requirement.WireErrorType, "every error with content says of what type it is", class(4, tagOperation), errorType},
		{requirement.WireNoTrace, "no answer shows a stack trace", answered, stackTrace},
		{requirement.WireNoCookie, "no answer sets a cookie", tagOperation, lacks("Set-Cookie")},
		{requirement.WireKeepAlive, "no connection that is kept ends without a word", kept, dropped},
		{requirement.WireNoHang, "no conversation is left hanging", conversed, hanging},
		{requirement.WireInStep, "nothing follows the end of an answer", inStep, surplus},
		{requirement.AccessNoEcho, "no answer holds the token", any, echo},
		{requirement.ObserveUnique, "every image shows distinct strings as its tags", shown, unique},
	}
}

// alone leaves out what was sent at the same time as others: the answers to
// that have requirements of their own, concurrent.accepted before all. And it
// leaves out what was sent while the target was being killed.
func alone(applies func(*imageapi.Exchange) bool) func(*imageapi.Exchange) bool {
	return func(x *imageapi.Exchange) bool {
		return applies(x) && !strings.HasPrefix(x.Check, "concurrent: ") && !check.DuringOutage(x)
	}
}

// inTable allows every 4xx in answer to a mistake: the table can't name all
// that a front end refuses.
func inTable(table []int) func(*imageapi.Exchange) string {
	return func(x *imageapi.Exchange) string {
		if slices.Contains(table, x.Status()) || x.Mistake != "" && x.Status()/100 == 4 {
			return ""
		}
		return fmt.Sprintf("answered %d, which is not in its table", x.Status())
	}
}

// sent leaves out what says nothing of the server: a connection that could not
// be made, one that was reused and may have been ending by itself, and one that
// a conversation may end with at any time.
func sent(x *imageapi.Exchange) bool {
	return x.Outcome == imageapi.Answered || x.Outcome == imageapi.Unanswered && !x.TimedOut && !x.Reused && x.Sent.Raw == nil && !check.DuringOutage(x)
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

// dated leaves out 5xx, for which RFC 9110 section 6.6.1 asks for no Date, and
// what a front end answers before it has read a whole request.
func dated(x *imageapi.Exchange) bool {
	return tagOperation(x) && answered(x) && x.Status()/100 != 5 && x.Mistake == ""
}

func date(x *imageapi.Exchange) string {
	value, there := x.Header("Date")
	if !there {
		return fmt.Sprintf("answered %d without Date", x.Status())
	}
	if _, err := time.Parse(http.TimeFormat, value); err != nil {
		return fmt.Sprintf("answered %d with the Date %q, which is no IMF-fixdate", x.Status(), value)
	}
	return ""
}

func errorType(x *imageapi.Exchange) string {
	if _, there := x.Header("Content-Type"); !there && x.Received.Body.Size > 0 {
		return fmt.Sprintf("answered %d with content of no declared type", x.Status())
	}
	return ""
}

// traces are how the stack traces of common languages look.
var traces = regexp.MustCompile(`Traceback \(most recent call last\)` + // Python
	`|goroutine \d+ \[|panic: ` + // Go
	`|(?m:^\s+at \S+( \S+)? ?\(.*\))` + // Java, JavaScript, .NET
	`|(?m:^#\d+ +\S+\(\d+\))` + // PHP
	"|\\.rb:\\d+:in [`']" + // Ruby
	`|thread '[^']*' panicked at`) // Rust

// hints are what a trace has in it; most answers have none, and are told by
// that at little cost.
var hints = []string{"Traceback", "goroutine ", "panic: ", "at ", "#", ".rb:", "thread '"}

// unescaped makes of JSON text lines that can be told.
var unescaped = strings.NewReplacer(`\n`, "\n", `\t`, "\t")

func stackTrace(x *imageapi.Exchange) string {
	content := string(x.Content())
	hinted := slices.ContainsFunc(hints, func(hint string) bool { return strings.Contains(content, hint) })
	if hinted && traces.MatchString(unescaped.Replace(content)) {
		return fmt.Sprintf("answered %d with a stack trace", x.Status())
	}
	return ""
}

// kept leaves out what tells nothing of connections that are kept.
func kept(x *imageapi.Exchange) bool {
	return x.Reused && (x.Outcome == imageapi.Answered || x.Outcome == imageapi.Unanswered && !x.TimedOut && !check.DuringOutage(x))
}

// dropped can't tell a request that is dropped from a connection that ends
// without a word, just before.
func dropped(x *imageapi.Exchange) string {
	if x.Outcome == imageapi.Answered {
		return ""
	}
	return "on a kept connection was not answered: " + x.Error
}

// conversed chooses what was written by hand.
func conversed(x *imageapi.Exchange) bool { return x.Sent.Raw != nil && x.Outcome != imageapi.NotSent }

func hanging(x *imageapi.Exchange) string {
	if x.TimedOut {
		return "was neither answered nor was the connection closed: " + x.Error
	}
	return ""
}

// inStep leaves out what is malformed: it need not be one request, and so may
// have several answers.
func inStep(x *imageapi.Exchange) bool {
	return answered(x) && (x.Sent.Raw == nil || x.Mistake == "")
}

func surplus(x *imageapi.Exchange) string {
	if x.Received.Surplus.Size > 0 {
		return fmt.Sprintf("answered %d and then %d bytes more: %.60q", x.Status(), x.Received.Surplus.Size, x.Received.Surplus.Text)
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
