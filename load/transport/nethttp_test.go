package transport

import (
	"context"
	"maps"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"tagcheck/reference"
)

// The reference server gives the same answers to this transport and to net/http.
func TestAnswersAreThoseOfNetHTTP(t *testing.T) {
	const image = "5a4c1f0e-7d0b-4c1e-9a55-3f0a8b6c2d11"
	count := func(newTransport func(*url.URL) http.RoundTripper) map[int]int {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- reference.New(reference.Demo()).Serve(ctx, l) }()
		defer func() { stop(); <-done }()
		root := &url.URL{Scheme: "http", Host: l.Addr().String()}
		rt, byStatus := newTransport(root), map[int]int{}
		send := func(method, path, body string) {
			req, err := http.NewRequest(method, root.String()+path, strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("X-Auth-Token", reference.DemoOwnerToken)
			resp, err := rt.RoundTrip(req)
			if err != nil {
				t.Fatal(err)
			}
			resp.Body.Close()
			byStatus[resp.StatusCode]++
		}
		send("POST", "/v2/images", `{"id": "`+image+`"}`)
		for i := range 12 { // two more than the quota
			tag := "/v2/images/" + image + "/tags/" + strconv.Itoa(i)
			send("PUT", tag, "")
			send("PUT", tag, "")
			send("PATCH", tag, "x")
			send("GET", "/v2/images/"+image, "")
		}
		for i := range 12 {
			send("DELETE", "/v2/images/"+image+"/tags/"+strconv.Itoa(i), "")
		}
		return byStatus
	}
	ours := count(func(root *url.URL) http.RoundTripper { return newTransport(t, Options{Root: root}) })
	theirs := count(func(*url.URL) http.RoundTripper { return &http.Transport{DisableKeepAlives: true} })
	if !maps.Equal(ours, theirs) || ours[204] != 30 || ours[404] != 2 {
		t.Errorf("got %v, with net/http %v", ours, theirs)
	}
}
