package method

import (
	"net/http"
	"slices"
	"strings"

	"tagcheck/fixtures/imageapi"
	"tagcheck/suites/check"
)

// allowsOperations returns whether the field Allow has PUT and DELETE, and no method that is
// answered 405. Methods are case-sensitive, and elements may be empty (RFC 9110, 10.2.1).
func allowsOperations(value string) bool {
	var methods []string
	for element := range strings.SplitSeq(value, ",") {
		methods = append(methods, strings.Trim(element, " \t"))
	}
	has := func(method string) bool { return slices.Contains(methods, method) }
	return has("PUT") && has("DELETE") && !has("GET") && !has("POST") && !has("PATCH")
}

func refusedOrNotImplemented() check.Expectation {
	return check.HasStatus("4xx or 501", func(status int) bool {
		return status/100 == 4 || status == http.StatusNotImplemented
	})
}

func noToken() check.Expectation {
	return func(x *imageapi.Exchange) string {
		if x.EchoedSecret {
			return "expected a response without the token; got the token"
		}
		return ""
	}
}
