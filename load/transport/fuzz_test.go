package transport

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"
)

// FuzzAnswer reads octets as a response, and compares status, content and the end of the
// connection with those of net/http if both accept them. net/http refuses a list of
// equal lengths. This reader refuses HTTP/0.x, HTTP/2 and above, two spaces before the
// status, a bare CR in the reason, a folded line after a field that matters, any
// Transfer-Encoding but chunked in HTTP/1.1, a switch of protocols, and responses beyond
// its limits.
func FuzzAnswer(f *testing.F) {
	chunked := ok200 + "Transfer-Encoding: chunked\r\n\r\n"
	for _, octets := range []string{
		"", "\r\n", no204 + "\r\n", no204 + "Content-Length: 5\r\n\r\nhello",
		no204 + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
		ok200 + "Content-Length: 5\r\n\r\nhello" + no204 + "\r\n", ok200 + "Content-Length: 5, 5\r\n\r\nhello",
		ok200 + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello", ok200 + "Content-Length: 99999999999\r\n\r\n",
		ok200 + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
		chunked + "2;a=b\r\nhe\r\n003\r\nllo\r\n0\r\nA: b\r\n\r\n",
		chunked + "ffffffffffffffff\r\n", chunked + "5\nhello\n0\n\n",
		ok200 + "\r\nhello", "HTTP/1.1 304\n\n",
		"HTTP/1.0 404 Not Found\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nno",
		"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + no204 + "Connection: a, close\r\n\r\n",
		"HTTP/1.1 101 Switching Protocols\r\n\r\n", no204 + "A: b\r\n c\r\n\r\n",
		no204 + "Keep-Alive: timeout=5, max=1\r\nRetry-After: 1\r\n\r\n",
	} {
		for _, head := range []bool{false, true} {
			f.Add([]byte(octets), head)
		}
	}
	f.Fuzz(func(t *testing.T, octets []byte, head bool) {
		method := http.MethodGet
		if head {
			method = http.MethodHead
		}
		a, err := readerOf(string(octets)).response(method)
		if err != nil {
			if failed := asError(err); failed.Kind == TLS || failed.Kind == Reset || failed.Kind == Timeout {
				t.Fatalf("reading from memory failed with %v", err)
			}
			return
		}
		kept, _ := Content(&a.Response)
		if a.StatusCode < 200 || a.StatusCode > 999 || len(kept) > MaxKeptOnSuccess || len(kept) > len(octets) {
			t.Fatalf("status %d with %d bytes", a.StatusCode, len(kept))
		}
		compare(t, octets, method, &a.Response, kept)
	})
}

// compare does nothing if net/http does not accept the octets.
func compare(t *testing.T, octets []byte, method string, a *http.Response, kept []byte) {
	in := bufio.NewReader(bytes.NewReader(octets))
	theirs := &http.Response{StatusCode: 100}
	for theirs.StatusCode < 200 {
		var err error
		if theirs, err = http.ReadResponse(in, &http.Request{Method: method}); err != nil {
			return
		}
	}
	content, err := io.ReadAll(theirs.Body)
	if err != nil {
		return
	}
	if theirs.StatusCode != a.StatusCode || theirs.Close && !a.Close {
		t.Errorf("net/http reads %d, close %t; this reader %d, close %t",
			theirs.StatusCode, theirs.Close, a.StatusCode, a.Close)
	}
	isHead := method == http.MethodHead
	if !strings.HasPrefix(string(content), string(kept)) || !isHead && int64(len(content)) != a.ContentLength {
		t.Errorf("net/http reads %q; this reader %q", content, kept)
	}
	if behind := FindingOf(a)&(BodyAfter204|BytesAfterAnswer) != 0; behind && in.Buffered() == 0 {
		t.Errorf("this reader finds bytes after the response; net/http does not")
	}
}
