package reference

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"
	"time"
)

var testTime = time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)

func testNow() time.Time { return testTime }

func TestPreferred(t *testing.T) {
	tests := []struct {
		accept string
		want   string
	}{
		{"*/*", typeHTML},
		{"text/html", typeHTML},
		{"text/plain", typeText},
		{"application/json", typeJSON},
		{"APPLICATION/JSON", typeJSON},
		{"application/json; charset=utf-8", typeJSON},
		{"application/*", typeJSON},
		{"text/*", typeHTML},
		{"application/json, text/plain, */*", typeJSON},
		{"text/plain;q=0.5, application/json;q=0.4", typeText},
		{"text/plain;q=0.4, application/json;q=0.5", typeJSON},
		{"text/html;q=0, */*;q=0.1", typeJSON},
		{"*/*;q=0.9, application/json;q=0.1", typeHTML},
		{"text/*;q=0.3, text/html;q=0.1, application/json;q=0.2", typeText},
		{"application/json ; Q=1 , text/html;q=0.999", typeJSON},
		{"application/xml", typeText},
		{"*/*;q=0", typeText},
		{"application/json;q=x", typeText},
		{"application/json;q=2", typeText},
		{"application/json;q=NaN", typeText},
		{"", typeText},
		{",,;;=,/", typeText},
	}
	for _, tt := range tests {
		if got := preferred([]string{tt.accept}); got != tt.want {
			t.Errorf("%q: %s, want %s", tt.accept, got, tt.want)
		}
	}
	if got := preferred(nil); got != typeText {
		t.Errorf("without Accept: %s", got)
	}
	if got := preferred([]string{"text/html;q=0.1", "application/json"}); got != typeJSON {
		t.Errorf("two fields: %s", got)
	}
}

func TestErrorBodies(t *testing.T) {
	s := demo(t)
	for accept, want := range map[string]string{"": typeText, "*/*": typeHTML, "application/json": typeJSON} {
		w := exchange(t, s, "DELETE", tagPath("%3Cscript%3E"), "", "Accept", accept)
		wantStatus(t, w, 404)
		body := w.Body.String()
		if got := w.Header().Get("Content-Type"); got != want {
			t.Errorf("%q: Content-Type is %s", accept, got)
		}
		if got := w.Header().Get("Content-Length"); got != strconv.Itoa(len(body)) {
			t.Errorf("%q: Content-Length is %s for %d bytes", accept, got, len(body))
		}
		if !strings.Contains(body, "404 Not Found") || strings.Contains(body, "script") {
			t.Errorf("%q: %s", accept, body)
		}
		if want == typeJSON {
			var v map[string]string
			err := json.Unmarshal([]byte(body), &v)
			if err != nil || len(v) != 3 || v["code"] != "404 Not Found" || v["title"] != "Not Found" || v["message"] == "" {
				t.Errorf("the error response is %s", body)
			}
		}
		head := exchange(t, s, "HEAD", tagPath("a"), "", "Accept", accept)
		if head.Code != 405 || head.Body.Len() > 0 {
			t.Errorf("HEAD: %d %q", head.Code, head.Body)
		}
	}
}

func TestRequestID(t *testing.T) {
	s := demo(t)
	seen := map[string]bool{}
	for range 100 {
		for _, method := range []string{"PUT", "GET"} {
			id := exchange(t, s, method, tagPath("a"), "").Header().Get("X-Openstack-Request-Id")
			if !strings.HasPrefix(id, "req-") || !isUUID(id[4:]) || seen[id] {
				t.Fatalf("the request id is %q", id)
			}
			seen[id] = true
		}
	}
}

func TestUUID(t *testing.T) {
	a, b := newUUID(), newUUID()
	if !isUUID(a) || a == b || a[14] != '4' || !strings.ContainsRune("89ab", rune(a[19])) {
		t.Errorf("%s and %s", a, b)
	}
	for _, bad := range []string{"", a[:35], a + "0", strings.Replace(a, "-", "0", 1), "g" + a[1:], "é" + a[2:]} {
		if isUUID(bad) {
			t.Errorf("isUUID(%q) is true", bad)
		}
	}
}
