package reference

import (
	"bufio"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// FuzzServe sends octets to a server and checks that whatever comes back is
// well formed: answers with a date and a name, no server error, and in the end
// a connection that is closed in good order.
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
		// The server may refuse before all is sent.
		_, _ = c.Write(sent)
		_ = c.(*net.TCPConn).CloseWrite()
		in := bufio.NewReader(c)
		for {
			if _, err := in.Peek(1); err != nil {
				if err.Error() != "EOF" {
					t.Fatalf("the connection ended with %v", err)
				}
				return
			}
			wantWellFormed(t, in)
		}
	})
}

// wantWellFormed reads one answer. It cannot know whether it answers HEAD, so
// content that is announced may be missing.
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
	if answer.Header.Get("Date") == "" || status != http.StatusExpectationFailed && answer.Header.Get("X-Openstack-Request-Id") == "" {
		t.Errorf("the header of %d is %v", status, answer.Header)
	}
}
