package transport

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestRequestsOnTheWire(t *testing.T) {
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
		{"GET", "/t", "", http.Header{"X-Vegeta-Seq": {"1"}, "Content-Length": {"9"}, "User-Agent": {"u"}},
			"GET /t HTTP/1.1\r\nHost: h:1\r\nUser-Agent: u\r\n\r\n"},
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

func TestOpaqueTargetIsSentUnchanged(t *testing.T) {
	root := &url.URL{Scheme: "http", Host: "h:1"}
	req := &http.Request{Method: "DELETE", URL: &url.URL{Scheme: "http", Host: "h:1", Opaque: "//t/a%2fb"}}
	const want = "DELETE //t/a%2fb HTTP/1.1\r\nHost: h:1\r\n\r\n"
	if got, _, err := appendRequest(nil, req, root); err != nil || string(got) != want {
		t.Errorf("got %q, %v", got, err)
	}
}

// The client does not wait for the server to close the connection.
func TestConnectionCloseEndsTheConnection(t *testing.T) {
	root := scripted(t, always(no204+"\r\n"))
	for value, dialed := range map[string]uint64{"close": 2, "keep-alive": 1, "upgrade, Close": 2} {
		tr := newTransport(t, Options{Root: root})
		for range 2 {
			req := request(t, root, "PUT")
			req.Header.Set("Connection", value)
			mustAnswer(t, tr, req, http.StatusNoContent)
		}
		if got := tr.Stats().Dialed; got != dialed {
			t.Errorf("with Connection: %s two requests took %d connections, expected %d", value, got, dialed)
		}
	}
}

func TestRequestsThatCannotBeSent(t *testing.T) {
	root := &url.URL{Scheme: "http", Host: "127.0.0.1:1"}
	tr := newTransport(t, Options{Root: root})
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
			mustFail(t, tr, req, Request, false)
		})
	}
}
