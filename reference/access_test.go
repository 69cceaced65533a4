package reference

import (
	"bytes"
	"log/slog"
	"strings"
	"sync"
	"testing"
)

func TestAuthentication(t *testing.T) {
	s := demo(t)
	exchange(t, s, "PUT", tagPath("a"), "")
	tokens := []string{
		"", "x", DemoOwnerToken + "x", DemoOwnerToken[1:], strings.ToUpper(DemoOwnerToken), " " + DemoOwnerToken,
		strings.Repeat("x", 6000), "é",
	}
	targets := []struct{ method, target string }{
		{"PUT", tagPath("b")}, {"DELETE", tagPath("a")}, {"GET", tagPath("a")}, {"PUT", tagPath("%zz")},
		{"PUT", tagPath(strings.Repeat("x", 256))}, {"PUT", "/v2/images/" + missingID + "/tags/a"},
		{"GET", "/v2/images"}, {"POST", "/v2/images"}, {"GET", "/v2/images/" + testID}, {"DELETE", "/v2/images/" + testID},
		{"GET", "/nothing"},
	}
	for _, token := range tokens {
		for _, target := range targets {
			w := exchange(t, s, target.method, target.target, "", "X-Auth-Token", token)
			wantStatus(t, w, 401)
			if got := w.Header().Get("WWW-Authenticate"); got != `Keystone uri="http://localhost:5000"` {
				t.Errorf("WWW-Authenticate is %q", got)
			}
			if token != "" && len(token) > 2 && (strings.Contains(w.Body.String(), token)) {
				t.Error("the response contains the token")
			}
		}
	}
	wantTags(t, s, testID, "a")
	wantStatus(t, exchange(t, s, "GET", "/", "", "X-Auth-Token", ""), 300)
	wantStatus(t, exchange(t, s, "GET", "/versions", "", "X-Auth-Token", ""), 200)
}

func TestTwoTokens(t *testing.T) {
	authenticate := byToken(Demo().Users)
	for _, tokens := range [][]string{{DemoOwnerToken, "x"}, {"x", DemoOwnerToken}, {DemoOwnerToken, DemoOwnerToken}} {
		if _, known := authenticate(map[string][]string{"X-Auth-Token": tokens}); known {
			t.Errorf("%q is accepted", tokens)
		}
	}
}

func TestWithoutAuthentication(t *testing.T) {
	s := New(Config{})
	create(t, s, `{"id":"`+testID+`","visibility":"public"}`, "X-Auth-Token", "")
	wantStatus(t, exchange(t, s, "PUT", tagPath("a"), "", "X-Auth-Token", ""), 204)
	wantTags(t, s, testID, "a")
}

func TestEmptyUsersRefuseEveryToken(t *testing.T) {
	s := New(Config{Users: map[string]Identity{}})
	wantStatus(t, exchange(t, s, "GET", "/v2/images", ""), 401)
	s = New(Config{Users: map[string]Identity{"": {Role: RoleAdmin}}})
	wantStatus(t, exchange(t, s, "GET", "/v2/images", "", "X-Auth-Token", ""), 401)
}

func TestUsersAreCopied(t *testing.T) {
	cfg := Demo()
	s := New(cfg)
	cfg.Users["late"] = Identity{Role: RoleAdmin}
	wantStatus(t, exchange(t, s, "GET", "/v2/images", "", "X-Auth-Token", "late"), 401)
}

func TestWriteAccess(t *testing.T) {
	tests := []struct {
		visibility, token string
		read, write       int
	}{
		{"private", DemoOwnerToken, 200, 204},
		{"private", DemoAdminToken, 200, 204},
		{"private", DemoReaderToken, 200, 403},
		{"private", DemoStrangerToken, 404, 404},
		{"shared", DemoOwnerToken, 200, 204},
		{"shared", DemoReaderToken, 200, 403},
		{"shared", DemoStrangerToken, 404, 404},
		{"community", DemoOwnerToken, 200, 204},
		{"community", DemoStrangerToken, 200, 403},
		{"public", DemoOwnerToken, 200, 403}, // created by the administrator
		{"public", DemoStrangerToken, 200, 403},
		{"public", DemoReaderToken, 200, 403},
		{"public", DemoAdminToken, 200, 204},
	}
	for _, tt := range tests {
		s := New(Demo())
		token := DemoOwnerToken
		if tt.visibility == "public" {
			token = DemoAdminToken
		}
		create(t, s, `{"id":"`+testID+`","tags":["a"],"visibility":"`+tt.visibility+`"}`, "X-Auth-Token", token)
		name := tt.visibility + " " + tt.token
		if w := exchange(t, s, "GET", "/v2/images/"+testID, "", "X-Auth-Token", tt.token); w.Code != tt.read {
			t.Errorf("%s: read answered %d, want %d", name, w.Code, tt.read)
		}
		// A caller without write access must not learn whether the image has the tag.
		for _, write := range [][2]string{{"PUT", "a"}, {"PUT", "b"}, {"DELETE", "b"}, {"DELETE", "a"}} {
			if w := exchange(t, s, write[0], tagPath(write[1]), "", "X-Auth-Token", tt.token); w.Code != tt.write {
				t.Errorf("%s: %s answered %d, want %d", name, write, w.Code, tt.write)
			}
		}
		if tt.write != 204 {
			wantTags(t, s, testID, "a")
			wantStatus(t, exchange(t, s, "DELETE", tagPath("absent"), "", "X-Auth-Token", tt.token), tt.write)
			wantStatus(t, exchange(t, s, "DELETE", "/v2/images/"+testID, "", "X-Auth-Token", tt.token), tt.write)
			wantTags(t, s, testID, "a")
		}
	}
}

func TestForeignImageLooksMissing(t *testing.T) {
	s := demo(t)
	foreign := exchange(t, s, "PUT", tagPath("a"), "", "X-Auth-Token", DemoStrangerToken)
	missing := exchange(t, s, "PUT", "/v2/images/"+missingID+"/tags/a", "", "X-Auth-Token", DemoStrangerToken)
	if foreign.Code != missing.Code || foreign.Body.String() != missing.Body.String() {
		t.Errorf("%d %q differs from %d %q", foreign.Code, foreign.Body, missing.Code, missing.Body)
	}
}

func TestCreateAccess(t *testing.T) {
	tests := []struct {
		token, visibility string
		status            int
	}{
		{DemoOwnerToken, "private", 201},
		{DemoOwnerToken, "shared", 201},
		{DemoOwnerToken, "community", 201},
		{DemoOwnerToken, "public", 403},
		{DemoAdminToken, "public", 201},
		{DemoReaderToken, "private", 403},
	}
	for _, tt := range tests {
		s := New(Demo())
		w := exchange(t, s, "POST", "/v2/images", `{"visibility":"`+tt.visibility+`"}`, "X-Auth-Token", tt.token)
		if w.Code != tt.status {
			t.Errorf("%s creates %s: answered %d, want %d", tt.token, tt.visibility, w.Code, tt.status)
		}
		if n := len(list(t, s, "")); tt.status != 201 && n != 0 {
			t.Errorf("%s creates %s: there are %d images", tt.token, tt.visibility, n)
		}
	}
}

// safeBuffer is a buffer for a log that is written by another goroutine.
type safeBuffer struct {
	mu sync.Mutex
	bytes.Buffer
}

// Write appends to the buffer.
func (b *safeBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Buffer.Write(p)
}

func (b *safeBuffer) lines() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return strings.Split(strings.TrimSpace(b.String()), "\n")
}

func TestAccessLog(t *testing.T) {
	var log safeBuffer
	cfg := Demo()
	cfg.AccessLog = slog.New(slog.NewJSONHandler(&log, nil))
	s := New(cfg)
	create(t, s, `{"id":"`+testID+`"}`)
	exchange(t, s, "PUT", tagPath("a"), "")
	exchange(t, s, "PUT", tagPath("a"), "", "X-Auth-Token", "secret-token")
	c := dial(t, serve(t, s))
	c.send("%sContent-Length: x\r\n\r\n", head("PUT", "a"))
	c.wantRefusal(400)
	lines := log.lines()
	for i, status := range []string{"201", "204", "401", "400"} {
		if len(lines) != 4 || !strings.Contains(lines[i], `"status":`+status) || strings.Contains(lines[i], "-token") {
			t.Fatalf("the log is %q", lines)
		}
	}
}

// panicking is a store whose Find panics.
type panicking struct{ Store }

func (panicking) Find(string) (Record, error) { panic("secret") }

func TestPanic(t *testing.T) {
	s := demo(t)
	s.parts.Store = panicking{}
	c := dial(t, serve(t, s))
	c.send("%s\r\n", head("PUT", "a"))
	c.wantRefusal(500)
	if w := exchange(t, s, "PUT", tagPath("a"), ""); strings.Contains(w.Body.String(), "secret") {
		t.Error(w.Body)
	}
}
