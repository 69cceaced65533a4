package transport

import (
	"bufio"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
)

func readerOf(octets string) *reader {
	return &reader{in: bufio.NewReaderSize(strings.NewReader(octets), readBuffer)}
}

const (
	no204 = "HTTP/1.1 204 No Content\r\n"
	ok200 = "HTTP/1.1 200 OK\r\n"

	chunked200 = ok200 + "Transfer-Encoding: chunked\r\n\r\n"
)

func TestResponses(t *testing.T) {
	for _, tt := range []struct {
		name, method, octets string
		status               int
		content              string
		closes               bool
		finding              Finding
	}{
		{"204", "PUT", no204 + "\r\n", 204, "", false, 0},
		{"no reason", "PUT", "HTTP/1.1 204 \r\n\r\n", 204, "", false, 0},
		{"no reason and no space", "PUT", "HTTP/1.1 204\r\n\r\n", 204, "", false, 0},
		{"bare LF", "PUT", "HTTP/1.1 204 No Content\nX: y\n\n", 204, "", false, 0},
		{"a higher minor version", "PUT", "HTTP/1.7 204 No Content\r\n\r\n", 204, "", false, 0},
		{"HTTP/1.0", "PUT", "HTTP/1.0 204 No Content\r\nConnection: keep-alive\r\n\r\n", 204, "", true, 0},
		{"Connection: close", "PUT", no204 + "Connection: foo, Close\r\n\r\n", 204, "", true, 0},
		{"close in a second field", "PUT", no204 + "Connection: foo\r\nconnection: close\r\n\r\n", 204, "", true, 0},
		{"interim answers", "PUT",
			"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\nConnection: close\r\n\r\n" + no204 + "\r\n",
			204, "", false, 0},
		{"a length", "GET", ok200 + "Content-Length: 5\r\n\r\nhello", 200, "hello", false, 0},
		{"a length in a list", "GET",
			ok200 + "Content-Length: 5, 5\r\nContent-Length: 5\r\n\r\nhello",
			200, "hello", false, 0},
		{"no content", "GET", ok200 + "Content-Length: 0\r\n\r\n", 200, "", false, 0},
		{"Chunked in mixed case", "GET", ok200 + "Transfer-Encoding: Chunked\r\n\r\n0\r\n\r\n", 200, "", false, 0},
		{"chunks", "GET", chunked200 + "2\r\nhe\r\n00003;a=\"b;c\";d\r\nllo\r\n0\r\n\r\n", 200, "hello", false, 0},
		{"chunks with trailers", "GET",
			chunked200 + "A \r\n0123456789\r\n0;x\r\nExpires: never\r\nContent-Length: 7\r\n\r\n",
			200, "0123456789", false, 0},
		{"until the end", "GET", ok200 + "\r\nhello\r\n", 200, "hello\r\n", true, 0},
		{"until the end, HTTP/1.0", "GET", "HTTP/1.0 200 OK\r\n\r\nhello", 200, "hello", true, 0},
		{"a folded field", "GET",
			ok200 + "X: a\r\n  Content-Length: 2\r\n\tb\r\nContent-Length: 5\r\n\r\nhello",
			200, "hello", false, 0},
		{"304", "GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", 304, "", false, 0},
		{"HEAD", "HEAD", ok200 + "Content-Length: 9\r\n\r\n", 200, "", false, 0},
		{"HEAD, chunked", "HEAD", ok200 + "Transfer-Encoding: chunked\r\n\r\n", 200, "", false, 0},
		{"length and chunks", "GET",
			ok200 + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
			200, "hello", true, LengthAndChunked},
		{"lengths and chunks", "GET",
			ok200 + "Content-Length: 3, 4\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
			200, "hello", true, LengthAndChunked},
		{"a body behind 204", "PUT", no204 + "\r\nhello", 204, "", true, BodyAfter204},
		{"204 with a length", "PUT", no204 + "Content-Length: 5\r\n\r\n", 204, "", true, LengthOn204},
		{"204 with a length of 0", "PUT", no204 + "Content-Length: 0\r\n\r\n", 204, "", false, ZeroLengthOn204},
		{"204 with a length that is none", "PUT", no204 + "Content-Length: x\r\n\r\n", 204, "", true, LengthOn204},
		{"204 in chunks", "PUT",
			no204 + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
			204, "", true, ChunkedOn204 | BodyAfter204},
		{"bytes behind the content", "GET",
			ok200 + "Content-Length: 5\r\n\r\nhello!",
			200, "hello", true, BytesAfterAnswer},
		{"bytes behind the chunks", "GET", chunked200 + "0\r\n\r\n!", 200, "", true, BytesAfterAnswer},
		{"a body behind the answer to HEAD", "HEAD",
			ok200 + "Content-Length: 5\r\n\r\nhello",
			200, "", true, BytesAfterAnswer},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a, err := readerOf(tt.octets).response(tt.method)
			if err != nil {
				t.Fatal(err)
			}
			kept, _ := Content(&a.Response)
			if a.StatusCode != tt.status || string(kept) != tt.content || a.Close != tt.closes ||
				FindingOf(&a.Response) != tt.finding {
				t.Errorf("got %d, %q, close %t, findings %q", a.StatusCode, kept, a.Close, FindingOf(&a.Response))
			}
		})
	}
}

func TestBrokenOctets(t *testing.T) {
	for _, tt := range []struct {
		name, octets string
		kind         Kind
	}{
		{"nothing", "", Closed},
		{"half a status line", "HTTP/1.1 204", Truncated},
		{"half a header", no204 + "Date: x\r\n", Truncated},
		{"half a body", ok200 + "Content-Length: 5\r\n\r\nhell", Truncated},
		{"none of a body", ok200 + "Content-Length: 5\r\n\r\n", Truncated},
		{"half a chunk", chunked200 + "5\r\nhell", Truncated},
		{"no last chunk", chunked200 + "5\r\nhello\r\n", Truncated},
		{"no end of the trailers", chunked200 + "0\r\nA: b\r\n", Truncated},
		{"only an interim answer", "HTTP/1.1 100 Continue\r\n\r\n", Truncated},
		{"another protocol", "SSH-2.0-OpenSSH_10.0\r\n", Malformed},
		{"HTTP/2", "HTTP/2.0 204 No Content\r\n\r\n", Malformed},
		{"a status of two digits", "HTTP/1.1 20 OK\r\n\r\n", Malformed},
		{"a status of four digits", "HTTP/1.1 2000 OK\r\n\r\n", Malformed},
		{"a status below 100", "HTTP/1.1 099 OK\r\n\r\n", Malformed},
		{"two spaces", "HTTP/1.1  204 OK\r\n\r\n", Malformed},
		{"CR in the reason", "HTTP/1.1 204 O\rK\r\n\r\n", Malformed},
		{"an empty line before", "\r\n" + no204 + "\r\n", Malformed},
		{"another protocol at once", "HTTP/1.1 101 Switching Protocols\r\n\r\n", Malformed},
		{"a line without a colon", no204 + "Date\r\n\r\n", Malformed},
		{"no name", no204 + ": x\r\n\r\n", Malformed},
		{"a space behind the name", no204 + "Date : x\r\n\r\n", Malformed},
		{"NUL in a value", no204 + "Date: \x00\r\n\r\n", Malformed},
		{"a first line that is folded", no204 + " Date: x\r\n\r\n", Malformed},
		{"a length that is folded", ok200 + "Content-Length: 5\r\n 0\r\n\r\nhello", Malformed},
		{"two lengths", ok200 + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello", Malformed},
		{"two lengths in a list", ok200 + "Content-Length: 5, 6\r\n\r\nhello", Malformed},
		{"a length with a sign", ok200 + "Content-Length: +5\r\n\r\nhello", Malformed},
		{"an empty length", ok200 + "Content-Length:\r\n\r\n", Malformed},
		{"a length beyond numbers", ok200 + "Content-Length: 99999999999999999999\r\n\r\n", Malformed},
		{"another coding", ok200 + "Transfer-Encoding: gzip\r\n\r\n", Malformed},
		{"chunked and more", ok200 + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", Malformed},
		{"chunked twice", ok200 + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", Malformed},
		{"chunks in HTTP/1.0", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", Malformed},
		{"a chunk without a size", chunked200 + ";x\r\n", Malformed},
		{"a chunk with another size", chunked200 + "5x\r\nhello\r\n", Malformed},
		{"a negative chunk", chunked200 + "-5\r\nhello\r\n", Malformed},
		{"a chunk line with a bare LF", chunked200 + "5\nhello\r\n0\r\n\r\n", Malformed},
		{"a chunk that goes on", chunked200 + "5\r\nhello!\r\n0\r\n\r\n", Malformed},
		{"an endless chunk line", chunked200 + "5;" + strings.Repeat("x", readBuffer) + "\r\nhello\r\n", Malformed},
		{"a malformed trailer", chunked200 + "0\r\nA\r\n\r\n", Malformed},
		{"a header without end", no204 + strings.Repeat("Date: x\r\n", MaxHeader/9), TooLarge},
		{"a line without end", no204 + "Date: " + strings.Repeat("x", MaxHeader), TooLarge},
		{"trailers without end", chunked200 + "0\r\n" + strings.Repeat("Date: x\r\n", MaxHeader/9+1), TooLarge},
		{"a large length", ok200 + "Content-Length: 8388609\r\n\r\n", TooLarge},
		{"a large chunk", chunked200 + "fffffffffffffffffff\r\n", TooLarge},
		{"many chunks", chunked200 + strings.Repeat("1\r\nx\r\n", MaxContent/4), TooLarge},
		{"much until the end", ok200 + "\r\n" + strings.Repeat("x", MaxContent+1), TooLarge},
		{"many interim answers", strings.Repeat("HTTP/1.1 100 Continue\r\n\r\n", 17) + no204 + "\r\n", TooLarge},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a, err := readerOf(tt.octets).response("GET")
			if err == nil {
				t.Fatalf("got a %d", a.StatusCode)
			}
			if failed := asError(err); failed.Kind != tt.kind {
				t.Errorf("got %s: %v", failed.Kind, err)
			}
		})
	}
}

// A line may be longer than the buffer, and may arrive in any pieces.
func TestLinesArriveInPieces(t *testing.T) {
	octets := no204 + "X: " + strings.Repeat("x", 3*readBuffer) + "\r\nContent-Length: 5\r\n\r\n"
	r := &reader{in: bufio.NewReaderSize(iotest.OneByteReader(strings.NewReader(octets)), readBuffer)}
	a, err := r.response("PUT")
	if err != nil || FindingOf(&a.Response) != LengthOn204 {
		t.Errorf("got %v, %v", a, err)
	}
}

func TestContentIsKeptUpToTheLimit(t *testing.T) {
	for _, tt := range []struct {
		status     string
		size, kept int
	}{
		{"404 Not Found", MaxKeptOnError, MaxKeptOnError},
		{"404 Not Found", MaxKeptOnError + 1, MaxKeptOnError},
		{"200 OK", MaxKeptOnSuccess, MaxKeptOnSuccess},
		{"200 OK", MaxKeptOnSuccess + 1, MaxKeptOnSuccess},
		{"500 Internal Server Error", MaxContent - 1000, MaxKeptOnError},
	} {
		a, err := readerOf("HTTP/1.1 " + tt.status + "\r\n\r\n" + strings.Repeat("x", tt.size)).response("GET")
		if err != nil {
			t.Fatal(err)
		}
		if kept, _ := Content(&a.Response); len(kept) != tt.kept || a.ContentLength != int64(tt.size) {
			t.Errorf("of %d bytes of a %s %d are kept; ContentLength is %d", tt.size, tt.status, len(kept), a.ContentLength)
		}
	}
}

func TestHeaderHasTheFieldsThatAreKept(t *testing.T) {
	fields := "Date: x\r\nX-OpenStack-Request-ID: req-1\r\nContent-Type: text/html\r\nRetry-After: 7\r\n" +
		"Content-Type: second\r\n\r\n"
	all := http.Header{"X-Openstack-Request-Id": {"req-1"}, "Content-Type": {"text/html"}, "Retry-After": {"7"}}
	for _, tt := range []struct {
		method, octets string
		want           http.Header
	}{
		{"PUT", no204 + "Date: x\r\nContent-Type: text/html\r\n\r\n", nil},
		{"GET", ok200 + "Date: x\r\nContent-Type: text/html\r\n\r\n", nil},
		{"PUT", no204 + fields, all},
		{"GET", ok200 + fields, all},
		{"PUT", ok200 + fields, all},
		{"PUT", no204 + "Content-Length: 0\r\n" + fields, all},
		{"PUT", "HTTP/1.1 503 Service Unavailable\r\n" + fields, all},
		{"PUT", "HTTP/1.1 503 Service Unavailable\r\n\r\n", http.Header{}},
	} {
		a, err := readerOf(tt.octets).response(tt.method)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(a.Header, tt.want) {
			t.Errorf("%s, %q: header %#v", tt.method, tt.octets, a.Header)
		}
	}
}

func TestAnnouncedLengthOfHEAD(t *testing.T) {
	for fields, want := range map[string]int64{
		"Content-Length: 7\r\n": 7, "": -1, "Content-Length: 7, 8\r\n": -1, "Transfer-Encoding: chunked\r\n": -1,
	} {
		a, err := readerOf(ok200 + fields + "\r\n").response("HEAD")
		if err != nil || a.ContentLength != want {
			t.Errorf("%q: %v, %v", fields, a, err)
		}
	}
}

func TestFindingsHaveNames(t *testing.T) {
	for f, want := range map[Finding]string{
		0: "", BodyAfter204: "body-after-204", LengthAndChunked: "length-and-chunked",
		ChunkedOn204 | BodyAfter204: "body-after-204,chunked-204",
	} {
		if f.String() != want {
			t.Errorf("%d: %q, expected %q", f, f, want)
		}
	}
	if 1<<len(findingNames) != LengthAndChunked<<1 {
		t.Error("a finding has no name")
	}
}

func TestMalformedLineIsCut(t *testing.T) {
	_, err := readerOf("SSH-2.0-" + strings.Repeat("x", 200) + "\r\n").response("PUT")
	failed := asError(err)
	if len(failed.Line) != 100 || !strings.HasPrefix(failed.Line, "SSH-2.0-x") || strings.Contains(failed.Error(), "SSH") {
		t.Errorf("line %q, error %q", failed.Line, failed)
	}
}
