package reference

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
)

const (
	testID    = "5a4c1f0e-7d0b-4c1e-9a55-3f0a8b6c2d11"
	missingID = "5a4c1f0e-7d0b-4c1e-9a55-3f0a8b6c2d12"
)

// exchange calls the handler directly, with the token of the owner unless the header has
// another one. The target need not be a valid URL.
func exchange(t *testing.T, s *Server, method, target, body string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, "/", strings.NewReader(body))
	r.Method, r.RequestURI = method, target
	r.Header.Set("X-Auth-Token", DemoOwnerToken)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
		if header[i+1] == "" {
			r.Header.Del(header[i])
		}
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// demo returns a demo server with one private image of the owner.
func demo(t *testing.T) *Server {
	t.Helper()
	s := New(Demo())
	create(t, s, `{"id":"`+testID+`","visibility":"private","name":"one"}`)
	return s
}

func create(t *testing.T, s *Server, body string, header ...string) imageView {
	t.Helper()
	w := exchange(t, s, "POST", "/v2/images", body, header...)
	if w.Code != http.StatusCreated {
		t.Fatalf("create: %d %s", w.Code, w.Body)
	}
	var v imageView
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// show reads an image as the administrator.
func show(t *testing.T, s *Server, id string) imageView {
	t.Helper()
	w := exchange(t, s, "GET", "/v2/images/"+id, "", "X-Auth-Token", DemoAdminToken)
	if w.Code != http.StatusOK {
		t.Fatalf("show: %d %s", w.Code, w.Body)
	}
	var v imageView
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func wantTags(t *testing.T, s *Server, id string, tags ...string) {
	t.Helper()
	slices.Sort(tags)
	if got := show(t, s, id).Tags; got == nil || !slices.Equal(got, tags) {
		t.Errorf("the tags are %q, want %q", got, tags)
	}
}

func wantStatus(t *testing.T, w *httptest.ResponseRecorder, status int) {
	t.Helper()
	if w.Code != status {
		t.Errorf("answered %d, want %d: %s", w.Code, status, w.Body)
	}
}

func tagPath(tag string) string { return "/v2/images/" + testID + "/tags/" + tag }

// serve starts a server on a loopback port and returns its address.
func serve(t testing.TB, s *Server) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, l) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return l.Addr().String()
}

// rawConn is a connection on which a test writes any bytes.
type rawConn struct {
	t testing.TB
	*net.TCPConn
	in *bufio.Reader
}

func dial(t testing.TB, address string) *rawConn {
	t.Helper()
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	// Ends a test that hangs.
	c.SetDeadline(time.Now().Add(30 * time.Second))
	return &rawConn{t, c.(*net.TCPConn), bufio.NewReader(c)}
}

func (c *rawConn) send(format string, args ...any) {
	c.t.Helper()
	if _, err := fmt.Fprintf(c, format, args...); err != nil {
		c.t.Fatal(err)
	}
}

// answer reads the response to a request with this method.
func (c *rawConn) answer(method string) (*http.Response, string) {
	c.t.Helper()
	answer, err := http.ReadResponse(c.in, &http.Request{Method: method})
	if err != nil {
		c.t.Fatalf("read the response: %v", err)
	}
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		c.t.Fatalf("read the body of the response: %v", err)
	}
	return answer, string(body)
}

func (c *rawConn) wantAnswer(method string, status int) *http.Response {
	c.t.Helper()
	answer, body := c.answer(method)
	if answer.StatusCode != status {
		c.t.Errorf("answered %d, want %d: %s", answer.StatusCode, status, body)
	}
	if _, err := http.ParseTime(answer.Header.Get("Date")); err != nil {
		c.t.Errorf("Date: %v", err)
	}
	if ids := answer.Header["X-Openstack-Request-Id"]; len(ids) != 1 || !isUUID(strings.TrimPrefix(ids[0], "req-")) {
		c.t.Errorf("X-Openstack-Request-Id is %q", ids)
	}
	return answer
}

// wantRefusal reads an error response, after which the server closes the connection.
func (c *rawConn) wantRefusal(status int) {
	c.t.Helper()
	if answer := c.wantAnswer("GET", status); !answer.Close {
		c.t.Error("the response has no Connection: close")
	}
	c.wantEnd()
}

// wantEnd expects that the server closes the connection without a reset.
func (c *rawConn) wantEnd() {
	c.t.Helper()
	if rest, err := io.ReadAll(c.in); err != nil || len(rest) > 0 {
		c.t.Errorf("want the end of the connection, got %q and %v", rest, err)
	}
}

// head returns the head of a tag operation, without the empty line.
func head(method, tag string) string {
	return method + " " + tagPath(tag) + " HTTP/1.1\r\nHost: test\r\nX-Auth-Token: " + DemoOwnerToken + "\r\n"
}
