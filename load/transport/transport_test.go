package transport

import (
	"bufio"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestConnectionIsReused(t *testing.T) {
	root := scripted(t, always(no204+"\r\n"))
	tr := newTransport(t, Options{Root: root})
	for range 5 {
		mustAnswer(t, tr, request(t, root, "PUT"), 204)
	}
	if s := tr.Stats(); s.Dialed != 1 || s.Reused != 4 || s.DialTime <= 0 {
		t.Errorf("got %+v", s)
	}
}

func TestYoungestConnectionIsUsedFirst(t *testing.T) {
	p := newPool(2, time.Hour)
	now := time.Now()
	all := []*connection{fake(t), fake(t), fake(t)}
	for i, c := range all {
		p.put(c, now.Add(time.Duration(i)))
	}
	for _, want := range []*connection{all[1], all[0], nil} { // there was no space for the third
		if c, _ := p.take(now); c != want {
			t.Errorf("got %p, want %p", c, want)
		}
	}
	if _, err := all[2].Write([]byte("x")); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("the connection without space is open: %v", err)
	}
}

func fake(t *testing.T) *connection {
	conn, other := net.Pipe()
	t.Cleanup(func() { conn.Close(); other.Close() })
	return &connection{Conn: conn}
}

func TestOldConnectionsExpire(t *testing.T) {
	for _, tt := range []struct {
		fields string
		long   time.Duration
		dialed uint64
	}{
		{"", 900 * time.Millisecond, 1},
		{"", time.Second, 2},
		{"Keep-Alive: max=3, Timeout=1\r\n", 400 * time.Millisecond, 1},
		{"Keep-Alive: max=3, Timeout=1\r\n", 500 * time.Millisecond, 2},
	} {
		root := scripted(t, always(no204+tt.fields+"\r\n"))
		tr := newTransport(t, Options{Root: root, IdleAge: time.Second})
		mustAnswer(t, tr, request(t, root, "PUT"), 204)
		p := tr.pool
		p.idle[0].since = time.Now() // however slow the machine is
		p.makeOlder(tt.long)
		c, _ := p.take(p.idle[0].since.Add(tt.long + 1))
		if s := tr.Stats(); (c == nil) != (tt.dialed == 2) || s.Expired != tt.dialed-1 {
			t.Errorf("after %v with %q: %v, %+v", tt.long, tt.fields, c, s)
		}
	}
}

// The oldest idle connection expires even though others are used.
func TestConnectionsThatAreNotNeededExpire(t *testing.T) {
	p := newPool(8, time.Second)
	now := time.Now()
	old, young := fake(t), fake(t)
	p.put(old, now)
	p.put(young, now.Add(1001*time.Millisecond))
	if p.makeOlder(0) != 1 || p.idle[0] != young || p.counters().Expired != 1 {
		t.Errorf("%d connections are idle", len(p.idle))
	}
}

func TestResponsesThatEndAConnection(t *testing.T) {
	for name, octets := range map[string]string{
		"close":    no204 + "Connection: close\r\n\r\n",
		"HTTP/1.0": "HTTP/1.0 204 No Content\r\nConnection: keep-alive\r\n\r\n",
		"bytes":    no204 + "\r\nhello",
		"length":   no204 + "Content-Length: 5\r\n\r\n",
		"chunked":  no204 + "Transfer-Encoding: chunked\r\n\r\n",
	} {
		root := scripted(t, always(octets))
		tr := newTransport(t, Options{Root: root})
		for range 3 {
			mustAnswer(t, tr, request(t, root, "PUT"), 204)
		}
		if s := tr.Stats(); s.Dialed != 3 || s.Reused != 0 {
			t.Errorf("%s: got %+v", name, s)
		}
	}
	root := scripted(t, always(no204+"\r\n"))
	tr := newTransport(t, Options{Root: root})
	for range 3 {
		req := request(t, root, "PUT")
		req.Close = true
		mustAnswer(t, tr, req, 204)
	}
	if s := tr.Stats(); s.Dialed != 3 {
		t.Errorf("a request that closes: got %+v", s)
	}
}

func TestFindingsReachTheCaller(t *testing.T) {
	root := scripted(t, always(no204+"Content-Length: 5\r\n\r\nhello"))
	client := &http.Client{Transport: newTransport(t, Options{Root: root})}
	resp, err := client.Do(request(t, root, "PUT"))
	if err != nil {
		t.Fatal(err)
	}
	if f := FindingOf(resp); f != LengthOn204|BodyAfter204 {
		t.Errorf("found %q", f)
	}
	if f := FindingOf(&http.Response{Body: http.NoBody}); f != 0 {
		t.Errorf("found %q in a response of net/http", f)
	}
}

// An idle connection that the server closed is noticed before anything is sent, so that
// every request is answered.
func TestIdleConnectionsThatTheServerClosedAreNoticed(t *testing.T) {
	for name, tt := range map[string]struct {
		then  string
		count func(Stats) uint64
	}{
		"closed": {"", func(s Stats) uint64 { return s.ClosedIdle }},
		"bytes":  {"HTTP/1.1 408 Request Timeout\r\n\r\n", func(s Stats) uint64 { return s.Unsolicited }},
	} {
		t.Run(name, func(t *testing.T) {
			then := make(chan struct{})
			root := scripted(t, func(number int, conn net.Conn, in *bufio.Reader) {
				readRequest(in)
				io.WriteString(conn, no204+"\r\n")
				if number == 1 {
					<-then
					io.WriteString(conn, tt.then)
				}
				if number > 1 || tt.then != "" {
					readRequest(in)
				}
			})
			tr := newTransport(t, Options{Root: root})
			mustAnswer(t, tr, request(t, root, "PUT"), 204)
			close(then)
			if !tr.pool.awaitIdleEvent(t.Context()) {
				t.Fatal("nothing arrived from the server")
			}
			mustAnswer(t, tr, request(t, root, "PUT"), 204)
			if s := tr.Stats(); tt.count(s) != 1 || s.Dialed != 2 || s.Reused != 0 || s.Raced != 0 {
				t.Errorf("got %+v", s)
			}
		})
	}
}

// A request that was written is not sent again, whatever its outcome.
func TestRequestsOfUnknownOutcomeAreNotSentAgain(t *testing.T) {
	for name, tt := range map[string]struct {
		end  func(net.Conn)
		kind Kind
	}{
		"closed": {func(conn net.Conn) { conn.Close() }, Closed},
		"reset":  {func(conn net.Conn) { conn.(*net.TCPConn).SetLinger(0) }, Reset},
	} {
		t.Run(name, func(t *testing.T) {
			var mu sync.Mutex
			requests := 0
			root := scripted(t, func(_ int, conn net.Conn, in *bufio.Reader) {
				for n := 0; readRequest(in) != nil; n++ {
					mu.Lock()
					requests++
					mu.Unlock()
					if n == 1 {
						tt.end(conn)
						return
					}
					io.WriteString(conn, no204+"\r\n")
				}
			})
			tr := newTransport(t, Options{Root: root})
			mustAnswer(t, tr, request(t, root, "PUT"), 204)
			if failed := mustFail(t, tr, request(t, root, "PUT"), tt.kind, true); !failed.Reused {
				t.Errorf("the error does not say that the connection was used before: %+v", failed)
			}
			mu.Lock()
			defer mu.Unlock()
			if s := tr.Stats(); requests != 2 || s.Raced != 1 || s.Resent != 0 {
				t.Errorf("%d requests, %+v", requests, s)
			}
		})
	}
}

// If the connection ends after the check, a request of which nothing was written is sent
// on another connection.
func TestRequestIsSentAgainIfNothingWasWritten(t *testing.T) {
	root := scripted(t, always(no204+"\r\n"))
	tr := newTransport(t, Options{Root: root})
	mustAnswer(t, tr, request(t, root, "PUT"), 204)
	tr.pool.idle[0].Conn.(*net.TCPConn).CloseWrite()
	// The server then closes its side, which the check would see.
	tr.pool.stats.Reused, tr.pool.idle[0].since = trustAfter, time.Now().Add(time.Minute)
	mustAnswer(t, tr, request(t, root, "PUT"), 204)
	if s := tr.Stats(); s.Resent != 1 || s.Dialed != 2 || s.Raced != 0 {
		t.Errorf("got %+v", s)
	}
	if !tr.pool.careful {
		t.Error("the server is still trusted")
	}
}

func TestCheckIsLeftOutForTrustedServersThatAreBusy(t *testing.T) {
	p := newPool(8, time.Hour)
	now := time.Now()
	for _, tt := range []struct {
		reused  uint64
		idle    time.Duration
		careful bool
		want    bool
	}{
		{0, 0, false, true}, {trustAfter - 2, 0, false, true}, {trustAfter - 1, 0, false, false},
		{trustAfter, checkAfter, false, false}, {trustAfter, checkAfter + 1, false, true}, {trustAfter, 0, true, true},
	} {
		p.stats.Reused, p.careful = tt.reused, tt.careful
		p.put(&connection{}, now)
		if _, check := p.take(now.Add(tt.idle)); check != tt.want {
			t.Errorf("%+v: got %t", tt, check)
		}
	}
}

func TestTLS(t *testing.T) {
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ProtoMajor != 1 || r.TLS.NegotiatedProtocol != "http/1.1" || r.TLS.ServerName != "example.com" {
			w.WriteHeader(http.StatusTeapot)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	}))
	server.TLS = &tls.Config{NextProtos: []string{"h2", "http/1.1"}}
	server.EnableHTTP2 = true
	server.StartTLS()
	defer server.Close()
	root, _ := url.Parse(server.URL)
	config := server.Client().Transport.(*http.Transport).TLSClientConfig.Clone()
	config.ServerName = "example.com"
	tr := newTransport(t, Options{Root: root, TLS: config})
	for range 3 {
		mustAnswer(t, tr, request(t, root, "PUT"), 204)
	}
	if s := tr.Stats(); s.Dialed != 1 || s.Reused != 2 {
		t.Errorf("got %+v", s)
	}
	server.CloseClientConnections()
	if !tr.pool.awaitIdleEvent(t.Context()) {
		t.Fatal("the server did not close its connections")
	}
	mustAnswer(t, tr, request(t, root, "PUT"), 204)

	unknown := newTransport(t, Options{Root: root})
	failed := mustFail(t, unknown, request(t, root, "PUT"), TLS, false)
	if strings.Contains(failed.Error(), "127.0.0.1:") {
		t.Errorf("the text has an address: %q", failed)
	}
}
