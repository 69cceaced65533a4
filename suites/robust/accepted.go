package robust

import (
	"net/http"

	"tagcheck/fixtures/imageapi"
	"tagcheck/suites/check"
)

func refused(status int) bool    { return status/100 == 4 }
func redirected(status int) bool { return status/100 == 3 }
func done(status int) bool       { return status == http.StatusNoContent }

func refusedOrRedirected() check.Expectation {
	return check.HasStatus("3xx or 4xx", func(s int) bool { return refused(s) || redirected(s) })
}

func doneOrRefused() check.Expectation {
	return check.HasStatus("204 or 4xx", func(s int) bool { return done(s) || refused(s) })
}

func doneRefusedOrRedirected() check.Expectation {
	return check.HasStatus("204, 3xx or 4xx", func(s int) bool { return done(s) || refused(s) || redirected(s) })
}

// withBlue returns the tags that the image must have after x: those before, and "blue" if x was
// answered 204.
func withBlue(x *imageapi.Exchange, before ...string) []string {
	if done(x.Status()) {
		return append(before, "blue")
	}
	return before
}

// withOneMore returns the tags that the image must have after x: the one before, and any other of
// its current tags if x was answered 204.
func withOneMore(x *imageapi.Exchange, now []string, before string) []string {
	for _, tag := range now {
		if done(x.Status()) && tag != before {
			return []string{before, tag}
		}
	}
	return []string{before}
}
