package reference

import (
	"bufio"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// FuzzServe sends any bytes to a server. The responses must be well-formed, with Date and
// request ID, and must not be server errors. The server must close the connection without
// a reset.
func FuzzServe(f *testing.F) {
	for _, request := range []string{
		"", "\r\n", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "GET / HTTP/1.0\r\n\r\n", "x\n",
		head("PUT", "a") + "\r\n" + head("DELETE", "a") + "Content-Length: 5\r\n\r\nhello" + head("GET", "a"),
		head("PUT", "%zz") + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
		head("PUT", "b") + "Transfer-Encoding: chunked\r\n\r\nz",
		head("HEAD", "b") + "Expect: 100-continue\r\nContent-Length: 3\r\n\r\nabc",
		head("PUT", "b") + "Expect: 100-continue\r\nContent-Length: 3\r\n\r\nabc",
		strings.Replace(head("POST", ""), tagPath(""), "/v2/images", 1) + "Content-Length: 2\r\n\r\n{}",
		strings.Replace(head("GET", ""), tagPath(""), "/v2/images?limit=1", 1) + "Connection: close\r\n\r\n",
	} {
		f.Add([]byte(request))
	}
	cfg := Demo()
	cfg.BodyTimeout = time.Second
	address := serve(f, New(cfg))
	f.Fuzz(func(t *testing.T, sent []byte) {
		c, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		c.SetDeadline(time.Now().Add(30 * time.Second))
		// The server may close the connection before everything is sent.
		_, _ = c.Write(sent)
		_ = c.(*net.TCPConn).CloseWrite()
		in := bufio.NewReader(c)
		for {
			if _, err := in.Peek(1); err != nil {
				if err.Error() != "EOF" {
					t.Fatalf("the connection ended with the error %v", err)
				}
				return
			}
			wantWellFormed(t, in)
		}
	})
}

// wantWellFormed reads one response. Its content may be missing, because the request may be
// a HEAD.
func wantWellFormed(t *testing.T, in *bufio.Reader) {
	t.Helper()
	answer, err := http.ReadResponse(in, &http.Request{Method: http.MethodHead})
	if err != nil {
		t.Fatal(err)
	}
	for n := answer.ContentLength; n > 0; n-- {
		if next, _ := in.Peek(len("HTTP/1.1 ")); string(next) == "HTTP/1.1 " {
			break
		}
		if _, err := in.Discard(1); err != nil {
			break
		}
	}
	status := answer.StatusCode
	if status == http.StatusContinue {
		return
	}
	if status >= 500 && status != http.StatusNotImplemented && status != http.StatusHTTPVersionNotSupported {
		t.Errorf("answered %d", status)
	}
	// net/http itself answers 417.
	if answer.Header.Get("X-Openstack-Request-Id") == "" && status != http.StatusExpectationFailed {
		t.Errorf("%d has no request ID: %v", status, answer.Header)
	}
	if answer.Header.Get("Date") == "" {
		t.Errorf("%d has no Date: %v", status, answer.Header)
	}
}
