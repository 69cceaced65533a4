package model

import (
	"strings"
	"testing"
	"time"
)

func TestFindingsAreDescribed(t *testing.T) {
	start := created.Add(2 * time.Second)
	at := start.Add(12345 * time.Millisecond)
	put := &Exchange{Method: "PUT", Answered: start.Add(1234567 * time.Microsecond), Status: 204, RequestID: "req-1"}
	removal := &Exchange{Method: "DELETE", Answered: start.Add(time.Second), Status: 204}
	post := &Exchange{Method: "POST", Answered: created}
	get := &Exchange{Method: "GET", Answered: created, Status: 200}
	for _, tt := range []struct {
		kind     Kind
		found    string
		exchange *Exchange
		want     string // without the tag
	}{
		{LostAddition, "read-back", put, `lost update: PUT was answered 204 at +1.235s (request req-1), ` +
			`but the read-back at +12.345s does not show it`},
		{LostAddition, "show", put, `lost update: PUT was answered 204 at +1.235s (request req-1), ` +
			`but a GET of the image at +12.345s does not show it`},
		{LostAddition, "removal", put, `lost update: PUT was answered 204 at +1.235s (request req-1), ` +
			`but its removal was answered 404 at +12.345s`},
		{LostAddition, "read-back", post, `lost update: the image was created with it at -2s, ` +
			`but the read-back at +12.345s does not show it`},
		{LostAddition, "read-back", get, `lost update: the image had it at -2s, ` +
			`but the read-back at +12.345s does not show it`},
		{LostAddition, "read-back", nil, `lost update: its change was acknowledged, ` +
			`but the read-back at +12.345s does not show it`},
		{ReturnedRemoval, "read-back", removal, `lost update: DELETE was answered 204 at +1s, ` +
			`but the read-back at +12.345s shows it`},
		{ReturnedRemoval, "show", removal, `lost update: DELETE was answered 204 at +1s, ` +
			`but a GET of the image at +12.345s shows it`},
		{Unexpected, "show", nil, `unexpected tag: no acknowledged request added it, ` +
			`but a GET of the image at +12.345s shows it`},
		{Unexpected, "read-back", put, `duplicate tag: PUT was answered 204 at +1.235s (request req-1), ` +
			`but the read-back at +12.345s shows it more than once`},
	} {
		f := Finding{Kind: tt.kind, Image: "i1", Tag: "x", Found: tt.found, At: at, Exchange: tt.exchange}
		want := strings.Replace(tt.want, ": ", `: tag "x" of image i1: `, 1)
		if got := f.Describe(start); got != want {
			t.Errorf("got      %s\nexpected %s", got, want)
		}
	}
}
