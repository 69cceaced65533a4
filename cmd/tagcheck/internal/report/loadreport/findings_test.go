package loadreport

import (
	"testing"
	"time"

	"tagcheck/load/model"
)

func TestAFindingSaysWhatWasAcknowledgedWhenAndWhatWasSeen(t *testing.T) {
	at, acknowledged := start.Add(2*time.Second), start.Add(time.Second)
	answered := func(method string, status int, request string) *model.Exchange {
		return &model.Exchange{
			Method: method, URL: "http://h/v2/images/1/tags/x", Answered: acknowledged, Status: status, RequestID: request,
		}
	}
	for want, l := range map[string]model.Finding{
		`lost update: tag "x" of image 1: PUT http://h/v2/images/1/tags/x was answered 204 at 2026-03-01T12:00:01Z; ` +
			"showing the image at 2026-03-01T12:00:02Z did not find it": {
			Kind: model.LostAddition, Found: "show", Exchange: answered("PUT", 204, ""),
		},
		`lost update: tag "x" of image 1: the image was created with it, acknowledged at 2026-03-01T12:00:01Z; ` +
			"the read-back at 2026-03-01T12:00:02Z did not find it": {
			Kind: model.LostAddition, Found: "read-back", Exchange: answered("POST", 0, ""),
		},
		`lost update: tag "x" of image 1: PUT http://h/v2/images/1/tags/x was answered 204 at 2026-03-01T12:00:01Z ` +
			"(request req-7); a removal at 2026-03-01T12:00:02Z did not find it": {
			Kind: model.LostAddition, Found: "removal", Exchange: answered("PUT", 204, "req-7"),
		},
		`found after removal: tag "x" of image 1: DELETE http://h/v2/images/1/tags/x was answered 204 at ` +
			"2026-03-01T12:00:01Z; the read-back at 2026-03-01T12:00:02Z found it": {
			Kind: model.ReturnedRemoval, Found: "read-back", Exchange: answered("DELETE", 204, ""),
		},
		`unexpected tag: tag "x" of image 1: no request added it, or it is listed twice; ` +
			"showing the image at 2026-03-01T12:00:02Z found it": {Kind: model.Unexpected, Found: "show"},
		`new-kind: tag "x" of image 1: no request added it, or it is listed twice; a look at 2026-03-01T12:00:02Z found it`: {
			Kind: "new-kind", Found: "a look"},
	} {
		l.Tag, l.Image, l.At = "x", "1", at
		if got := finding(l); got != want {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
	}
}

func TestReadBackCountsEachKind(t *testing.T) {
	v := model.Findings{Images: 3, Keys: 20, Unknown: 4, LostAdditions: 5, ReturnedRemovals: 6, Unexpected: 7}
	const want = "read back 3 images with 20 tags (4 indeterminate): " +
		"5 lost updates, 6 found after removal, 7 unexpected tags"
	if got := readBack(v); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	v.Unread, v.WhyUnread = 2, "GET answered 500"
	if got := readBack(v); got != want+"; 2 images could not be read back: GET answered 500" {
		t.Errorf("unread: got %q", got)
	}
	v.Listed = make([]model.Finding, 10)
	if got := unlisted(v); got != 8 {
		t.Errorf("%d findings are not listed, want 8", got)
	}
}
