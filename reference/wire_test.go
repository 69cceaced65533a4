package reference

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// wireConn starts a demo server and connects to it.
func wireConn(t *testing.T) (*Server, *rawConn) {
	s := demo(t)
	return s, dial(t, serve(t, s))
}

func Test204HasNoContent(t *testing.T) {
	_, c := wireConn(t)
	for _, method := range []string{"PUT", "DELETE"} {
		c.send("%s\r\n", head(method, "a"))
		answer := c.wantAnswer(method, 204)
		for _, name := range []string{"Content-Length", "Content-Type", "Transfer-Encoding", "Connection"} {
			if v := answer.Header.Values(name); len(v) > 0 || answer.ContentLength != 0 || answer.TransferEncoding != nil {
				t.Errorf("%s is %q", name, v)
			}
		}
	}
}

// TestValidBodies sends bodies with each kind of framing. Another request follows on the
// same connection.
func TestValidBodies(t *testing.T) {
	for name, body := range map[string]string{
		"none":                "\r\n",
		"length 0":            "Content-Length: 0\r\n\r\n",
		"length":              "Content-Length: 5\r\n\r\nhello",
		"equal lengths":       "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
		"looks like a head":   "Content-Length: 18\r\n\r\nGET / HTTP/1.1\r\n\r\n",
		"large":               "Content-Length: 1048576\r\n\r\n" + strings.Repeat("x", 1<<20),
		"chunked":             "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
		"chunked in capitals": "TRANSFER-ENCODING: Chunked\r\n\r\nA\r\n0123456789\r\n0\r\n\r\n",
		"no chunks":           "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
		"many chunks":         "Transfer-Encoding: chunked\r\n\r\n" + strings.Repeat("1\r\nx\r\n", 10000) + "000\r\n\r\n",
		"large chunk":         "Transfer-Encoding: chunked\r\n\r\n100000\r\n" + strings.Repeat("x", 1<<20) + "\r\n0\r\n\r\n",
		"extensions":          "Transfer-Encoding: chunked\r\n\r\n5;a=b;c=\"d\"\r\nhello\r\n0;e\r\n\r\n",
		"trailers":            "Transfer-Encoding: chunked\r\nTrailer: X\r\n\r\n5\r\nhello\r\n0\r\nX: 1\r\nY: 2\r\n\r\n",
		"any type":            "Content-Type: text/xml\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello",
	} {
		t.Run(name, func(t *testing.T) {
			s, c := wireConn(t)
			for _, method := range []string{"PUT", "DELETE", "PUT"} {
				c.send("%s%s", head(method, "a"), body)
				if answer := c.wantAnswer(method, 204); answer.Close {
					t.Error("the connection is closed")
				}
			}
			wantTags(t, s, testID, "a")
		})
	}
}

// TestResponsesToUnreadBodies sends requests that are refused before their body is read. The
// connection must stay usable.
func TestResponsesToUnreadBodies(t *testing.T) {
	_, c := wireConn(t)
	for _, body := range []string{
		"Content-Length: 5\r\n\r\nhello", "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
	} {
		c.send("PUT %s HTTP/1.1\r\nHost: test\r\n%s", tagPath("a"), body)
		c.wantAnswer("PUT", 401)
		c.send("%s%s", strings.Replace(head("PUT", "a"), "PUT", "POST", 1), body)
		c.wantAnswer("POST", 405)
		c.send("%s%s", strings.Replace(head("PUT", "a"), "/tags", "/nothing", 1), body)
		c.wantAnswer("PUT", 404)
	}
}

func TestBodyTooLarge(t *testing.T) {
	for _, body := range []string{
		"Content-Length: 9000000\r\n\r\n" + strings.Repeat("x", 9_000_000),
		"Transfer-Encoding: chunked\r\n\r\n895440\r\n" + strings.Repeat("x", 9_000_000) + "\r\n0\r\n\r\n",
		"Expect: 100-continue\r\nContent-Length: 9000000\r\n\r\n",
	} {
		s, c := wireConn(t)
		c.send("%s%s", head("PUT", "a"), body)
		c.wantRefusal(413)
		wantTags(t, s, testID)
	}
}

func TestExpectContinue(t *testing.T) {
	s, c := wireConn(t)
	for _, body := range []string{
		"Content-Length: 5\r\n\r\n|hello", "Transfer-Encoding: chunked\r\n\r\n|5\r\nhello\r\n0\r\n\r\n",
	} {
		before, after, _ := strings.Cut(body, "|")
		c.send("%sExpect: 100-continue\r\n%s", head("PUT", "a"), before)
		if answer, _ := c.answer("PUT"); answer.StatusCode != 100 || len(answer.Header) > 0 {
			t.Fatalf("answered %d %v", answer.StatusCode, answer.Header)
		}
		c.send("%s", after)
		c.wantAnswer("PUT", 204)
	}
	c.send("%sExpect: 100-continue\r\n\r\n", head("DELETE", "a"))
	c.wantAnswer("DELETE", 204)
	wantTags(t, s, testID)
	c.send("PUT %s HTTP/1.1\r\nHost: test\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n", tagPath("a"))
	c.wantRefusal(401)
}

func TestUnknownExpectation(t *testing.T) {
	s, c := wireConn(t)
	c.send("%sExpect: wonders\r\n\r\n", head("PUT", "a"))
	if answer, _ := c.answer("PUT"); answer.StatusCode != 417 || answer.Header.Get("Date") == "" || !answer.Close {
		t.Errorf("answered %d %v", answer.StatusCode, answer.Header)
	}
	c.wantEnd()
	wantTags(t, s, testID)
}

func TestLeadingEmptyLine(t *testing.T) {
	s, c := wireConn(t)
	for range 3 {
		c.send("\r\n%s\r\n", head("PUT", "a"))
		c.wantAnswer("PUT", 204)
		c.send("\r\n%sContent-Length: 5\r\n\r\nhello", head("DELETE", "a"))
		c.wantAnswer("DELETE", 204)
	}
	wantTags(t, s, testID)
}

func TestTargetsOnTheWire(t *testing.T) {
	s, c := wireConn(t)
	for target, status := range map[string]int{
		"http://other" + tagPath("a"):        204,
		"http://other:80" + tagPath("a?b"):   204,
		tagPath("%zz"):                       400,
		tagPath("%"):                         400,
		tagPath("%FF"):                       400,
		tagPath("%00"):                       204,
		tagPath("%2F"):                       204,
		tagPath("a|b^c`d{e}f\\g\"h<i>"):      204,
		tagPath(".."):                        204,
		tagPath("a?%zz"):                     204,
		"/v2/images/%zz/tags/a":              404,
		"http://[::1" + tagPath("a"):         204,
		"http://a%zzb" + tagPath("a"):        204,
		"no-slash":                           404,
		"*":                                  404,
		"//" + tagPath("a")[1:]:              404,
		tagPath(strings.Repeat("x", 8000)):   400,
		tagPath(strings.Repeat("%", 8000)):   400,
		tagPath(strings.Repeat("%zz", 5000)): 400,
	} {
		s.parts.Store = newMemoryStore(10, 1<<20)
		create(t, s, `{"id":"`+testID+`"}`)
		c.send("PUT %s HTTP/1.1\r\nHost: test\r\nX-Auth-Token: %s\r\n\r\n", target, DemoOwnerToken)
		if answer := c.wantAnswer("PUT", status); answer.Close {
			t.Fatalf("%.40s: the connection is closed", target)
		}
	}
	c.send("PUT %s HTTP/1.1\r\nHost: test\r\n\r\n", tagPath("%zz"))
	c.wantAnswer("PUT", 401)
}

func TestMethodsOnTheWire(t *testing.T) {
	s, c := wireConn(t)
	methods := []string{
		"GET", "HEAD", "POST", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PRI", "FOO", "put", "M-SEARCH", "!",
	}
	for _, method := range methods {
		c.send("%s\r\n", head(method, "a"))
		answer := c.wantAnswer(method, 405)
		if allow := answer.Header.Get("Allow"); allow != "PUT, DELETE" || answer.Close {
			t.Errorf("%s: Allow is %q, close %v", method, allow, answer.Close)
		}
	}
	for _, request := range []string{"OPTIONS *", "CONNECT other:80", "CONNECT %"} {
		c.send("%s HTTP/1.1\r\nHost: test\r\nX-Auth-Token: %s\r\n\r\n", request, DemoOwnerToken)
		c.wantAnswer("GET", 404)
	}
	wantTags(t, s, testID)
}

func TestHTTPVersions(t *testing.T) {
	s, c := wireConn(t)
	request := strings.Replace(head("PUT", "a"), "HTTP/1.1", "HTTP/1.0", 1)
	c.send("%sConnection: keep-alive\r\n\r\n", request)
	c.wantAnswer("PUT", 204)
	c.send("%sContent-Length: 5\r\n\r\nhello", strings.Replace(request, "Host: test\r\n", "", 1))
	c.wantAnswer("PUT", 204)
	c.wantEnd()
	wantTags(t, s, testID, "a")

	c = dial(t, serve(t, s))
	c.send("%s\r\n", strings.Replace(head("PUT", "b"), "HTTP/1.1", "HTTP/1.7", 1))
	c.wantAnswer("PUT", 204)
}

func TestConnectionClose(t *testing.T) {
	_, c := wireConn(t)
	c.send("%sConnection: close\r\n\r\n%s\r\n", head("PUT", "a"), head("PUT", "b"))
	if answer := c.wantAnswer("PUT", 204); !answer.Close {
		t.Error("the response has no Connection: close")
	}
	c.wantEnd()
}

// TestRequestByteByByte sends each byte in a segment of its own.
func TestRequestByteByByte(t *testing.T) {
	s, c := wireConn(t)
	c.SetNoDelay(true)
	body := "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX: y\r\n\r\n"
	request := "\r\n" + head("PUT", "%zz") + body + head("PUT", "a") + "\r\n"
	for i := range len(request) {
		c.send("%s", request[i:i+1])
	}
	c.wantAnswer("PUT", 400)
	c.wantAnswer("PUT", 204)
	wantTags(t, s, testID, "a")
}

func TestHalfClosedClient(t *testing.T) {
	_, c := wireConn(t)
	c.send("%s\r\n%s\r\n", head("PUT", "a"), head("DELETE", "a"))
	c.CloseWrite()
	c.wantAnswer("PUT", 204)
	c.wantAnswer("DELETE", 204)
	c.wantEnd()
}

func TestSlowClients(t *testing.T) {
	cfg := Demo()
	cfg.HeadTimeout, cfg.BodyTimeout = 20*time.Millisecond, 20*time.Millisecond
	s := New(cfg)
	create(t, s, `{"id":"`+testID+`"}`)
	address := serve(t, s)
	for request, status := range map[string]int{
		"PUT /v2": 408,
		head("PUT", "a") + "Content-Length: 10\r\n\r\nhello":                                        408,
		head("PUT", "a") + "Transfer-Encoding: chunked\r\n\r\n5\r\nhe":                              408,
		head("PUT", "a") + "Transfer-Encoding: chunked\r\n\r\n5":                                    408,
		strings.Replace(head("PUT", "a"), "owner", "nobody", 1) + "Content-Length: 10\r\n\r\nhello": 401,
	} {
		c := dial(t, address)
		c.send("%s", request)
		c.wantRefusal(status)
	}
	c := dial(t, address)
	c.send("%s\r\nPUT /v2", head("PUT", "b"))
	c.wantAnswer("PUT", 204)
	c.wantRefusal(408)
	wantTags(t, s, testID, "b")
}

func TestIdleClient(t *testing.T) {
	dial(t, serve(t, New(Config{IdleTimeout: 20 * time.Millisecond}))).wantEnd()
}

// TestRequestIDIsAddedOnce sends responses that are written in several pieces.
func TestRequestIDIsAddedOnce(t *testing.T) {
	s, c := wireConn(t)
	for range 200 {
		create(t, s, `{"name":"HTTP/1.1 200 OK`+strings.Repeat("\\nHTTP/1.1 200 OK", 10)+`"}`)
	}
	for range 3 {
		c.send("GET /v2/images?limit=1000 HTTP/1.1\r\nHost: test\r\nX-Auth-Token: %s\r\n\r\n", DemoOwnerToken)
		answer, err := http.ReadResponse(c.in, nil)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		if err != nil || strings.Contains(string(body), "req-") || len(answer.Header["X-Openstack-Request-Id"]) != 1 {
			t.Errorf("%v, %v, %d bytes", err, answer.Header, len(body))
		}
	}
}
