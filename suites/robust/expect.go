package robust

import (
	"net/http"

	"tagcheck/fixtures/imageapi"
	"tagcheck/suites/check"
)

func refused(status int) bool { return status/100 == 4 }
func moved(status int) bool   { return status/100 == 3 }
func done(status int) bool    { return status == http.StatusNoContent }

func refusedOrMoved() check.Expectation {
	return check.HasStatus("3xx or 4xx", func(s int) bool { return refused(s) || moved(s) })
}

func doneOrRefused() check.Expectation {
	return check.HasStatus("204 or 4xx", func(s int) bool { return done(s) || refused(s) })
}

func doneRefusedOrMoved() check.Expectation {
	return check.HasStatus("204, 3xx or 4xx", func(s int) bool { return done(s) || refused(s) || moved(s) })
}

// withBlue gives the tags that an image must have after x: those before, and
// "blue" where x says that it was added.
func withBlue(x *imageapi.Exchange, before ...string) []string {
	if done(x.Status()) {
		return append(before, "blue")
	}
	return before
}

// withOneMore gives the tags that an image must have after x: those before,
// and any one other of now where x says that one was added.
func withOneMore(x *imageapi.Exchange, now []string, before string) []string {
	for _, tag := range now {
		if done(x.Status()) && tag != before {
			return []string{before, tag}
		}
	}
	return []string{before}
}
