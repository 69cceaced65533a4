package verdicts

import (
	"strings"
	"testing"

	"tagcheck/cmd/tagcheck/internal/report/terminal"
	"tagcheck/suites/report"
	"tagcheck/suites/report/reporttest"
)

func TestABorrowedImageHasNoCommandToDeleteIt(t *testing.T) {
	r := reporttest.Failing()
	r.Target.BorrowedImage = strings.SplitN(r.Leftovers[0], ": ", 2)[0]
	if got := summarised(&terminal.Terminal{}, r); strings.Contains(got, "-X DELETE") {
		t.Errorf("got\n%s", got)
	}
}

func TestTheCommandThatDeletesALeftover(t *testing.T) {
	r := reporttest.Conformant()
	r.Target.BorrowedImage = "borrowed"
	const curl, token = "curl --path-as-is -i ", `-H "X-Auth-Token: $OWNER_TOKEN" `
	const root = "'http://glance.example:9292/v2/images"
	for leftover, want := range map[string]string{
		"1a2b: delete: 500":        curl + "-X DELETE " + token + root + "/1a2b'",
		"a?b: delete: 500":         curl + "-X DELETE " + token + root + "/a%3Fb'",
		"tagcheck-7f: no answer":   curl + "-X GET " + token + root + "?name=tagcheck-7f'",
		"borrowed: restore: 500":   "",
		"something else: 500":      "",
		": nothing":                "",
		"../x: is not an image ID": "",
	} {
		if got := (summary{Document: report.New(r)}).cleanupCommand(leftover); got != want {
			t.Errorf("%s: got %s, want %s", leftover, got, want)
		}
	}
	r.Target.Authentication, r.Target.URL = false, r.Target.URL+"/"
	if got, want := (summary{Document: report.New(r)}).cleanupCommand("1: x"), curl+"-X DELETE "+root+"/1'"; got != want {
		t.Errorf("without tokens: got %s, want %s", got, want)
	}
}
