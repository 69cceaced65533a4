package reference

import (
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestAddAndRemove(t *testing.T) {
	s := demo(t)
	before := show(t, s, testID)
	steps := []struct {
		method, tag string
		status      int
		tags        []string
	}{
		{"PUT", "a", 204, []string{"a"}},
		{"PUT", "a", 204, []string{"a"}},
		{"PUT", "b", 204, []string{"a", "b"}},
		{"DELETE", "c", 404, []string{"a", "b"}},
		{"DELETE", "a", 204, []string{"b"}},
		{"DELETE", "a", 404, []string{"b"}},
		{"PUT", "a", 204, []string{"a", "b"}},
		{"DELETE", "a", 204, []string{"b"}},
		{"DELETE", "b", 204, nil},
	}
	for _, step := range steps {
		w := exchange(t, s, step.method, tagPath(step.tag), "")
		wantStatus(t, w, step.status)
		wantTags(t, s, testID, step.tags...)
		if step.status == 204 && (w.Body.Len() > 0 || w.Header().Get("Content-Type") != "") {
			t.Errorf("%s %s: content %q, header %v", step.method, step.tag, w.Body, w.Header())
		}
	}
	after := show(t, s, testID)
	before.UpdatedAt, before.Tags = after.UpdatedAt, after.Tags
	if before.Name == nil || after.Name == nil || *before.Name != *after.Name {
		t.Error("the name changed")
	}
	before.Name, before.Owner = after.Name, after.Owner
	if before.Visibility != after.Visibility || before.Status != after.Status || before.CreatedAt != after.CreatedAt {
		t.Errorf("changed from %+v to %+v", before, after)
	}
}

func TestUpdatedAt(t *testing.T) {
	s := demo(t)
	now := time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)
	s.parts.Now = func() time.Time { return now }
	exchange(t, s, "PUT", tagPath("a"), "")
	if got := show(t, s, testID).UpdatedAt; got != "2030-01-02T03:04:05Z" {
		t.Errorf("updated_at is %s", got)
	}
	now = now.Add(time.Hour)
	exchange(t, s, "DELETE", tagPath("b"), "")
	if got := show(t, s, testID).UpdatedAt; got != "2030-01-02T03:04:05Z" {
		t.Errorf("a refused request changed updated_at to %s", got)
	}
}

// exactTags are tags that many servers change by mistake.
var exactTags = []string{
	"a", "A", "a b", " a", "a ", "a+b", "a+b c", "a%20b", "%41", "%", "100%", "%2F", "é", "e\u0301", "漢字", "😀",
	"a/b", "/", ".", "..", "...", "a;b", "a,b", "a=b", "a?b", "a#b", "a&b", "'", `"`, `\`, "<b>", "\x00", "a\n",
	"\r\n", "\x7f", "\u200b", "\ufffd", "\ufeff", "0", "007", "1e3", "true", "null", "tags", "..%2f",
}

func TestTagIsStoredExactly(t *testing.T) {
	for _, tag := range exactTags {
		s := demo(t)
		path := tagPath(url.PathEscape(tag))
		wantStatus(t, exchange(t, s, "PUT", path, ""), 204)
		wantTags(t, s, testID, tag)
		wantStatus(t, exchange(t, s, "DELETE", path, ""), 204)
		wantTags(t, s, testID)
	}
}

func TestSimilarTagsAreDistinct(t *testing.T) {
	s := demo(t)
	s.cfg.TagQuota = 0
	for _, tag := range exactTags {
		wantStatus(t, exchange(t, s, "PUT", tagPath(url.PathEscape(tag)), ""), 204)
	}
	wantTags(t, s, testID, exactTags...)
	for _, tag := range exactTags {
		wantStatus(t, exchange(t, s, "DELETE", tagPath(url.PathEscape(tag)), ""), 204)
	}
	wantTags(t, s, testID)
}

func TestBodyIsIgnored(t *testing.T) {
	bodies := []string{"", "{}", `{"tags":["evil"]}`, `{"a`, "\x00\xff", strings.Repeat("x", 1<<20)}
	for _, body := range bodies {
		for _, contentType := range []string{"", "application/json", "text/xml", "nonsense"} {
			s := demo(t)
			wantStatus(t, exchange(t, s, "PUT", tagPath("a"), body, "Content-Type", contentType), 204)
			wantTags(t, s, testID, "a")
			wantStatus(t, exchange(t, s, "DELETE", tagPath("a"), body, "Content-Type", contentType), 204)
			wantTags(t, s, testID)
		}
	}
}

func TestBodyLimit(t *testing.T) {
	cfg := Demo()
	cfg.MaxBody = 1000
	s := New(cfg)
	create(t, s, `{"id":"`+testID+`"}`)
	wantStatus(t, exchange(t, s, "PUT", tagPath("a"), strings.Repeat("x", 1000)), 204)
	w := exchange(t, s, "PUT", tagPath("b"), strings.Repeat("x", 1001))
	wantStatus(t, w, 413)
	if w.Header().Get("Connection") != "close" {
		t.Error("the response has no Connection: close")
	}
	wantTags(t, s, testID, "a")
}

func TestOtherMethods(t *testing.T) {
	s := demo(t)
	exchange(t, s, "PUT", tagPath("a"), "")
	methods := []string{
		"GET", "HEAD", "POST", "PATCH", "OPTIONS", "TRACE", "CONNECT", "FOO", "put", "Put", "delete", "PUTS", "PROPFIND",
	}
	for _, method := range methods {
		for _, tag := range []string{"a", "b", "%zz"} {
			w := exchange(t, s, method, tagPath(tag), "", "X-HTTP-Method-Override", "DELETE")
			wantStatus(t, w, 405)
			if allow := w.Header().Get("Allow"); allow != "PUT, DELETE" {
				t.Errorf("Allow is %q", allow)
			}
			if method == "HEAD" && w.Body.Len() > 0 {
				t.Error("HEAD has content")
			}
		}
	}
	wantTags(t, s, testID, "a")
}

func TestMethodOverrideIsIgnored(t *testing.T) {
	for _, name := range []string{"X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"} {
		s := demo(t)
		wantStatus(t, exchange(t, s, "PUT", tagPath("a"), "", name, "DELETE"), 204)
		wantTags(t, s, testID, "a")
	}
}

func TestQuota(t *testing.T) {
	s := demo(t)
	var tags []string
	for i := range 10 {
		tags = append(tags, string(rune('a'+i)))
		wantStatus(t, exchange(t, s, "PUT", tagPath(tags[i]), ""), 204)
	}
	wantStatus(t, exchange(t, s, "PUT", tagPath("z"), ""), 413)
	wantTags(t, s, testID, tags...)
	wantStatus(t, exchange(t, s, "PUT", tagPath("a"), ""), 204)
	wantStatus(t, exchange(t, s, "DELETE", tagPath("z"), ""), 404)
	wantStatus(t, exchange(t, s, "DELETE", tagPath("a"), ""), 204)
	wantStatus(t, exchange(t, s, "PUT", tagPath("z"), ""), 204)
	wantStatus(t, exchange(t, s, "PUT", tagPath("y"), ""), 413)
	other := create(t, s, `{}`)
	wantStatus(t, exchange(t, s, "PUT", "/v2/images/"+other.ID+"/tags/a", ""), 204)
}

func TestImagesAreIndependent(t *testing.T) {
	s := demo(t)
	other := create(t, s, `{"tags":["a","b"]}`)
	exchange(t, s, "PUT", tagPath("a"), "")
	exchange(t, s, "DELETE", tagPath("a"), "")
	wantTags(t, s, other.ID, "a", "b")
	wantTags(t, s, testID)
}
