package check_test

import (
	"fmt"
	"net/http"

	"tagcheck/fixtures/imageapi"
	"tagcheck/suites/check"
)

// A matcher lists every deviation of a response. In a check, Expect(x).To(Answer(…)) prints them.
func ExampleAnswer() {
	x := &imageapi.Exchange{Outcome: imageapi.Answered, Received: &imageapi.Received{
		Status: http.StatusOK, Reason: "OK", Body: imageapi.Body{Size: 2, Text: "{}"},
	}}
	matcher := check.Answer(http.StatusNoContent, check.EmptyBody())
	ok, err := matcher.Match(x)
	fmt.Println(ok, err)
	for _, deviation := range x.Deviations {
		fmt.Println(deviation)
	}
	// Output:
	// false <nil>
	// expected the status 204 No Content; got 200 OK
	// expected no body; got 2 bytes: "{}"
}
