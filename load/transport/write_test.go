package transport

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestRequestsAsTheyAreSpelled(t *testing.T) {
	root := &url.URL{Scheme: "http", Host: "h:1"}
	for _, tt := range []struct {
		method, target, body string
		header               http.Header
		want                 string
	}{
		{"PUT", "/t/a%2Fb%C3%A9", "", nil, "PUT /t/a%2Fb%C3%A9 HTTP/1.1\r\nHost: h:1\r\nContent-Length: 0\r\n\r\n"},
		{"DELETE", "/t", "", nil, "DELETE /t HTTP/1.1\r\nHost: h:1\r\n\r\n"},
		{"GET", "", "", nil, "GET / HTTP/1.1\r\nHost: h:1\r\n\r\n"},
		{"GET", "/t?a=b&c", "", nil, "GET /t?a=b&c HTTP/1.1\r\nHost: h:1\r\n\r\n"},
		{"POST", "/t", "{}", nil, "POST /t HTTP/1.1\r\nHost: h:1\r\nContent-Length: 2\r\n\r\n{}"},
		{"GET", "/t", "", http.Header{"X-Vegeta-Seq": {"1"}, "Content-Length": {"9"}, "User-Agent": {"u"}}, "GET /t HTTP/1.1\r\nHost: h:1\r\nUser-Agent: u\r\n\r\n"},
	} {
		req, err := http.NewRequest(tt.method, root.String()+tt.target, strings.NewReader(tt.body))
		if err != nil {
			t.Fatal(err)
		}
		if tt.header != nil {
			req.Header = tt.header
		}
		got, _, err := appendRequest(nil, req, root)
		if err != nil || string(got) != tt.want {
			t.Errorf("got %q, %v", got, err)
		}
	}
}

func TestAnOpaqueTargetIsSentAsItStands(t *testing.T) {
	root := &url.URL{Scheme: "http", Host: "h:1"}
	req := &http.Request{Method: "DELETE", URL: &url.URL{Scheme: "http", Host: "h:1", Opaque: "//t/a%2fb"}}
	if got, _, err := appendRequest(nil, req, root); err != nil || string(got) != "DELETE //t/a%2fb HTTP/1.1\r\nHost: h:1\r\n\r\n" {
		t.Errorf("got %q, %v", got, err)
	}
}

// The server need not say that it closes: the client does not wait for that.
func TestARequestThatAsksForItEndsItsConnection(t *testing.T) {
	root := scripted(t, always(no204+"\r\n"))
	for value, dialed := range map[string]uint64{"close": 2, "keep-alive": 1, "upgrade, Close": 2} {
		tr := opened(t, Options{Root: root})
		for range 2 {
			req := request(t, root, "PUT")
			req.Header.Set("Connection", value)
			answered(t, tr, req, http.StatusNoContent)
		}
		if got := tr.Stats().Dialed; got != dialed {
			t.Errorf("with Connection: %s two requests took %d connections, not %d", value, got, dialed)
		}
	}
}

func TestRequestsThatCanNotBeSent(t *testing.T) {
	root := &url.URL{Scheme: "http", Host: "127.0.0.1:1"}
	tr := opened(t, Options{Root: root})
	for name, spoil := range map[string]func(*http.Request){
		"method": func(r *http.Request) { r.Method = "A B" },
		"host":   func(r *http.Request) { r.Host = "a\r\nb" },
		"server": func(r *http.Request) { r.URL.Host = "127.0.0.1:2" },
		"query":  func(r *http.Request) { r.URL.RawQuery = "a b" },
		"name":   func(r *http.Request) { r.Header["a b"] = []string{""} },
		"value":  func(r *http.Request) { r.Header["A"] = []string{"x\r\nB: c"} },
		"length": func(r *http.Request) { r.Body, r.ContentLength = io.NopCloser(strings.NewReader("x")), 2 },
	} {
		t.Run(name, func(t *testing.T) {
			req := request(t, root, "PUT")
			spoil(req)
			refused(t, tr, req, Request, false)
		})
	}
}
