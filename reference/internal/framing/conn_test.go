package framing

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"
)

// scripted is a connection that receives pieces, and then returns an error.
type scripted struct {
	net.Conn
	pieces    [][]byte
	end       error
	deadlines []time.Time
	reads     int
}

func (s *scripted) Read(p []byte) (int, error) {
	s.reads++
	if len(s.pieces) == 0 {
		return 0, s.end
	}
	n := copy(p, s.pieces[0])
	if s.pieces[0] = s.pieces[0][n:]; len(s.pieces[0]) == 0 {
		s.pieces = s.pieces[1:]
	}
	return n, nil
}

func (s *scripted) SetReadDeadline(t time.Time) error {
	s.deadlines = append(s.deadlines, t)
	return nil
}

func (s *scripted) Close() error { return nil }

type oneListener struct {
	net.Listener
	conn net.Conn
}

func (l *oneListener) Accept() (net.Conn, error) { return l.conn, nil }

var testLimits = Limits{
	RequestLine: 200, HeaderBytes: 400, HeaderFields: 10,
	HeadTimeout: time.Hour, IdleTimeout: time.Hour, WriteTimeout: time.Hour, Linger: time.Hour,
}

func accept(t testing.TB, s *scripted) *conn {
	t.Helper()
	c, err := Listen(&oneListener{conn: s}, testLimits).Accept()
	if err != nil {
		t.Fatal(err)
	}
	return c.(*conn)
}

// cut splits bytes into pieces of the given size.
func cut(p []byte, size int) (pieces [][]byte) {
	for len(p) > 0 {
		n := min(size, len(p))
		pieces = append(pieces, p[:n:n])
		p = p[n:]
	}
	return pieces
}

// filtered returns what passes the filter.
func filtered(t testing.TB, sent []byte, size int) ([]byte, error) {
	t.Helper()
	passed, err := io.ReadAll(accept(t, &scripted{pieces: cut(sent, size), end: io.EOF}))
	return passed, err
}

var samples = []string{
	"",
	"\r\n",
	"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
	"\r\nPUT /a%20b?c HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhelloGET / HTTP/1.0\r\n\r\n",
	"PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\nX: y\r\n\r\n" +
		"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
	"PUT /%zz HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabcPUT http://h/% HTTP/1.1\r\nHost: x\r\n\r\n" +
		"CONNECT % HTTP/1.1\r\nHost: x\r\n\r\n",
	"PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nz\r\n",
	"PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab",
	"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
	"GET / HTTP/1.1\r\n\r\n",
	"GET /#x HTTP/1.1\r\nHost: x\r\n\r\n",
	"GET /#refused/200/x HTTP/1.1\r\nHost: x\r\n\r\n",
	"GET / HTTP/1.1\r\nHost: x\r\nTrailer: Host\r\nConnection: close, x\r\nExpect: 100-continue\r\n" +
		"Pragma: no-cache\r\n\r\n",
	"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
	"GET /" + strings.Repeat("x", 300) + " HTTP/1.1\r\nHost: x\r\n\r\n",
	"GET / HTTP/1.1\r\nHost: x\r\nX: " + strings.Repeat("x", 500) + "\r\n\r\n",
	"GET / HTTP/1.1\r\nHost: x\r\n" + strings.Repeat("A:\r\n", 20) + "\r\n",
	"\n",
	"GET / HTTP/1.1\r\nHost: x\r\n\n",
	"PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n\n0\r\n\r\n",
}

// FuzzFilter checks that the result does not depend on the size of the pieces that arrive,
// that net/http accepts every head that passes the filter, and that nothing follows a
// refused request.
func FuzzFilter(f *testing.F) {
	for _, sample := range samples {
		f.Add([]byte(sample), uint8(3))
	}
	f.Fuzz(func(t *testing.T, sent []byte, size uint8) {
		passed, err := filtered(t, sent, len(sent)+1)
		again, errAgain := filtered(t, sent, int(size)+1)
		if !bytes.Equal(passed, again) || !errors.Is(errAgain, err) {
			t.Fatalf("%q and %v, but in pieces of %d %q and %v", passed, err, int(size)+1, again, errAgain)
		}
		in := bufio.NewReader(bytes.NewReader(passed))
		for {
			if _, err := in.Peek(1); err != nil {
				return
			}
			r, err := http.ReadRequest(in)
			if err != nil {
				t.Fatalf("net/http refuses what the filter accepts: %v\n%q", err, passed)
			}
			if strings.HasPrefix(r.RequestURI, refusedPrefix) {
				if rest, _ := io.ReadAll(in); len(rest) > 0 {
					t.Fatalf("%q follows a refusal", rest)
				}
				return
			}
			if _, err := io.Copy(io.Discard, r.Body); err != nil {
				return // the body is incomplete or malformed
			}
		}
	})
}

// requests parses with net/http what passed the filter, and returns the targets that a
// handler receives.
func requests(t *testing.T, passed []byte) (seen []string) {
	t.Helper()
	next := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { seen = append(seen, r.RequestURI) })
	refuse := func(_ http.ResponseWriter, _ *http.Request, status int, reason string) {
		seen = append(seen, http.StatusText(status)+": "+reason)
	}
	in := bufio.NewReader(bytes.NewReader(passed))
	for {
		r, err := http.ReadRequest(in)
		if err != nil {
			return seen
		}
		Handler(next, refuse).ServeHTTP(nil, r)
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			return append(seen, "broken")
		}
	}
}

func TestFilter(t *testing.T) {
	want := [][]string{
		nil,
		nil,
		{"/"},
		{"/a%20b?c", "/"},
		{"/", "/"},
		{"/%zz", "http://h/%", "%"},
		{"/", "broken"},
		{"/", "broken"},
		{"Bad Request: There are both Content-Length and Transfer-Encoding."},
		{"Bad Request: There is not exactly one Host field."},
		{"Bad Request: The request line is malformed."},
		{"Bad Request: The request line is malformed."},
		{"/"},
		{"HTTP Version Not Supported: The server supports HTTP/1 only."},
		{"Request URI Too Long: The request line is too long."},
		{"Request Header Fields Too Large: The header section is too large."},
		{"Request Header Fields Too Large: There are too many header fields."},
		{"Bad Request: A line does not end in CRLF."},
		{"Bad Request: A line does not end in CRLF."},
		{"/", "broken"},
	}
	for i, sample := range samples {
		passed, _ := filtered(t, []byte(sample), 7)
		if got := requests(t, passed); strings.Join(got, "|") != strings.Join(want[i], "|") {
			t.Errorf("%q: %q, want %q", sample, got, want[i])
		}
	}
}

// TestLimitsAreExact checks the longest accepted length and the shortest refused one.
func TestLimitsAreExact(t *testing.T) {
	line := func(n int) string {
		return "GET /" + strings.Repeat("x", n-len("GET / HTTP/1.1")) + " HTTP/1.1\r\nHost: x\r\n\r\n"
	}
	header := func(n int) string {
		return "GET / HTTP/1.1\r\nHost: x\r\nX: " + strings.Repeat("x", n-len("Host: x\r\nX: \r\n")) + "\r\n\r\n"
	}
	fields := func(n int) string {
		return "GET / HTTP/1.1\r\nHost: x\r\n" + strings.Repeat("A:\r\n", n-1) + "\r\n"
	}
	for name, tt := range map[string]struct {
		pass, refuse string
	}{
		"request line": {line(testLimits.RequestLine), line(testLimits.RequestLine + 1)},
		"header":       {header(testLimits.HeaderBytes), header(testLimits.HeaderBytes + 1)},
		"fields":       {fields(testLimits.HeaderFields), fields(testLimits.HeaderFields + 1)},
	} {
		for _, size := range []int{1, 10_000} {
			if passed, _ := filtered(t, []byte(tt.pass), size); string(passed) != tt.pass {
				t.Errorf("%s: refused at the limit", name)
			}
			if passed, _ := filtered(t, []byte(tt.refuse), size); !strings.Contains(string(passed), refusedPrefix) {
				t.Errorf("%s: passed beyond the limit", name)
			}
		}
	}
}

// TestHeadPassesOnlyWhenComplete checks that no byte of a head passes before the head is
// complete, and that bytes of a body pass at once.
func TestHeadPassesOnlyWhenComplete(t *testing.T) {
	head := "PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n"
	s := &scripted{end: os.ErrDeadlineExceeded}
	c := accept(t, s)
	c.SetReadDeadline(time.Now().Add(time.Minute)) // earlier than those of the filter
	p := make([]byte, 1000)
	s.pieces = cut([]byte(head[:len(head)-1]), 1000)
	if n, err := c.Read(p); n > 0 || !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatalf("%q passed, and %v", p[:n], err)
	}
	s.pieces = cut([]byte("\nhel"), 1000)
	if n, err := c.Read(p); string(p[:n]) != head || err != nil {
		t.Fatalf("%q passed, and %v", p[:n], err)
	}
	if n, err := c.Read(p); string(p[:n]) != "hel" || err != nil {
		t.Fatalf("%q passed, and %v", p[:n], err)
	}
	if n, err := c.Read(p); n > 0 || !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatalf("%q passed, and %v", p[:n], err)
	}
}
