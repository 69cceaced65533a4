package reference

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

const testPath = "/v2/images/" + testID

func patched(t *testing.T, s *Server, body string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	return exchange(t, s, "PATCH", testPath, body, append([]string{"Content-Type", typePatch}, header...)...)
}

func TestRename(t *testing.T) {
	for _, tt := range []struct{ mediaType, body, want string }{
		{typePatch, `[{"op":"replace","path":"/name","value":"two"}]`, "two"},
		{typePatch, `[{"op":"add","path":"/name","value":"two"}]`, "two"},
		{typePatch + "; charset=utf-8", `[{"op":"replace","path":"/name","value":"\u00e9"}]`, "é"},
		{typePatch, `[{"op":"replace","path":"/name","value":null}]`, "null"},
		{typePatch, `[{"op":"add","path":"/name","value":"two"},{"op":"replace","path":"/name","value":"three"}]`, "three"},
		{typePatchDraft, `[{"replace":"/name","value":"two"}]`, "two"},
		{typePatchDraft, `[{"add":"/name","value":"two"}]`, "two"},
		{typePatch, `[]`, "one"},
	} {
		s := demo(t)
		exchange(t, s, "PUT", tagPath("a"), "")
		w := patched(t, s, tt.body, "Content-Type", tt.mediaType)
		wantStatus(t, w, 200)
		after := show(t, s, testID)
		got := "null"
		if after.Name != nil {
			got = *after.Name
		}
		if got != tt.want {
			t.Errorf("%s: the name is %s, want %s", tt.body, got, tt.want)
		}
		wantTags(t, s, testID, "a")
		if shown := exchange(t, s, "GET", testPath, ""); shown.Body.String() != w.Body.String() {
			t.Errorf("%s: answered %s, shown %s", tt.body, w.Body, shown.Body)
		}
	}
}

func TestRenameChangesUpdatedAtAndList(t *testing.T) {
	s := demo(t)
	now := time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)
	s.parts.Now = func() time.Time { return now }
	patched(t, s, `[{"op":"replace","path":"/name","value":"two"}]`)
	if got := show(t, s, testID).UpdatedAt; got != "2030-01-02T03:04:05Z" {
		t.Errorf("updated_at is %s", got)
	}
	if len(list(t, s, "?name=two")) != 1 || len(list(t, s, "?name=one")) != 0 {
		t.Error("the list filters by the old name")
	}
}

func TestInvalidPatches(t *testing.T) {
	long := strings.Repeat("x", 256)
	name := `[{"op":"replace","path":"/name","value":"two"}]`
	stranger, reader := []string{"X-Auth-Token", DemoStrangerToken}, []string{"X-Auth-Token", DemoReaderToken}
	for _, tt := range []struct {
		body   string
		status int
		header []string
	}{
		{name, 415, []string{"Content-Type", "application/json"}},
		{name, 415, []string{"Content-Type", "application/json-patch+json"}},
		{name, 415, []string{"Content-Type", ""}},
		{name, 404, stranger},
		{name, 403, reader},
		{name, 401, []string{"X-Auth-Token", ""}},
		{name, 400, []string{"Content-Type", typePatchDraft}},
		{`[{"add":"/name","replace":"/name","value":"two"}]`, 400, []string{"Content-Type", typePatchDraft}},
		{`[{"replace":"/name","value":"two"}]`, 400, nil},
		{``, 400, nil}, {`null`, 400, nil}, {`{}`, 400, nil}, {`[1]`, 400, nil}, {`[null]`, 400, nil}, {`[{`, 400, nil},
		{name + "x", 400, nil},
		{"[{\"op\":\"replace\",\"path\":\"/name\",\"value\":\"\xff\"}]", 400, nil},
		{`[{"op":"test","path":"/name","value":"one"}]`, 400, nil},
		{`[{"op":"replace","path":"name","value":"two"}]`, 400, nil},
		{`[{"op":"replace","path":"/name"}]`, 400, nil},
		{`[{"op":"replace","path":"/name","value":1}]`, 400, nil},
		{`[{"op":"replace","path":"/name","value":"` + long + `"}]`, 400, nil},
		{`[{"op":"remove","path":"/name"}]`, 403, nil},
		{`[{"op":"remove","path":"/tags"}]`, 403, nil},
		{`[{"op":"add","path":"/tags/-","value":"b"}]`, 403, nil},
		{`[{"op":"replace","path":"/tags","value":"b"}]`, 400, nil},
		{`[{"op":"replace","path":"/tags","value":[""]}]`, 400, nil},
		{`[{"op":"replace","path":"/tags","value":["` + long + `"]}]`, 400, nil},
		{`[{"op":"replace","path":"/tags","value":["1","2","3","4","5","6","7","8","9","10","11"]}]`, 413, nil},
		{`[{"op":"replace","path":"/name","value":"two"},{"op":"replace","path":"/tags","value":null}]`, 400, nil},
		{`[{"op":"replace","path":"/id","value":"x"}]`, 403, nil},
		{`[{"op":"replace","path":"/name","value":"two"},{"op":"replace","path":"/visibility","value":"public"}]`, 403, nil},
	} {
		s := demo(t)
		exchange(t, s, "PUT", tagPath("a"), "")
		before := show(t, s, testID)
		w := patched(t, s, tt.body, tt.header...)
		if w.Code != tt.status {
			t.Errorf("%.80s %v: answered %d, want %d", tt.body, tt.header, w.Code, tt.status)
		}
		if accepts := w.Header().Get("Accept-Patch"); (accepts == typePatch+", "+typePatchDraft) != (tt.status == 415) {
			t.Errorf("%d with Accept-Patch %q", w.Code, accepts)
		}
		after := show(t, s, testID)
		if *after.Name != "one" || after.UpdatedAt != before.UpdatedAt || strings.Join(after.Tags, " ") != "a" {
			t.Errorf("%.80s: a refused patch changed the image to %+v", tt.body, after)
		}
	}
}

func TestPatchReplacesTags(t *testing.T) {
	for _, tt := range []struct {
		body string
		want []string
	}{
		{`[{"op":"replace","path":"/tags","value":["b","c","b"]}]`, []string{"b", "c"}},
		{`[{"op":"add","path":"/tags","value":["a","b"]}]`, []string{"a", "b"}},
		{`[{"op":"replace","path":"/tags","value":[]}]`, nil},
		{`[{"op":"replace","path":"/tags","value":["b"]},{"op":"replace","path":"/tags","value":["c"]}]`, []string{"c"}},
	} {
		s := demo(t)
		exchange(t, s, "PUT", tagPath("a"), "")
		w := patched(t, s, tt.body)
		wantStatus(t, w, 200)
		wantTags(t, s, testID, tt.want...)
		if shown := exchange(t, s, "GET", testPath, ""); shown.Body.String() != w.Body.String() {
			t.Errorf("%s: answered %s, shown %s", tt.body, w.Body, shown.Body)
		}
		exchange(t, s, "PUT", tagPath("later"), "")
		wantTags(t, s, testID, append(tt.want, "later")...)
	}
}

func TestPatchedTagsCountForTheMemoryLimit(t *testing.T) {
	s := New(Config{MaxMemory: 1000})
	id := create(t, s, `{}`).ID
	for i := range 10 { // the memory of the previous tags is freed
		body := `[{"op":"replace","path":"/tags","value":["` + strings.Repeat("x", 250-i) + `"]}]`
		if w := exchange(t, s, "PATCH", "/v2/images/"+id, body, "Content-Type", typePatch); w.Code != 200 {
			t.Fatalf("patch %d answered %d", i+1, w.Code)
		}
	}
	exchange(t, s, "PUT", "/v2/images/"+id+"/tags/y", "")
	wantTags(t, s, id, strings.Repeat("x", 241), "y")
}

func TestNamesCountForTheMemoryLimit(t *testing.T) {
	s := New(Config{MaxMemory: 1000})
	id := create(t, s, `{}`).ID
	rename := func(name string) int {
		body := `[{"op":"replace","path":"/name","value":` + name + `}]`
		return exchange(t, s, "PATCH", "/v2/images/"+id, body, "Content-Type", typePatch).Code
	}
	for i := range 10 { // the memory of the previous name is freed
		if got := rename(`"` + strings.Repeat("x", 250-i) + `"`); got != 200 {
			t.Fatalf("patch %d answered %d", i+1, got)
		}
	}
	exchange(t, s, "PUT", "/v2/images/"+id+"/tags/"+strings.Repeat("y", 120), "")
	rename("null")
	exchange(t, s, "PUT", "/v2/images/"+id+"/tags/"+strings.Repeat("z", 120), "")
	if got := rename(`"` + strings.Repeat("x", 250) + `"`); got != 413 {
		t.Errorf("a name that exceeds the limit answered %d, want 413", got)
	}
	wantTags(t, s, id, strings.Repeat("y", 120), strings.Repeat("z", 120))
}

func TestConcurrentRenamesAndTagOperations(t *testing.T) {
	for range testRounds {
		s := demo(t)
		together(testClients, func(i int) {
			switch i % 4 {
			case 0:
				wantStatus(t, patched(t, s, `[{"op":"replace","path":"/name","value":"two"}]`), 200)
			case 1:
				wantStatus(t, exchange(t, s, "PUT", tagPath("a"), ""), 204)
			case 2:
				list(t, s, "?name=two")
			default:
				show(t, s, testID)
			}
		})
		wantTags(t, s, testID, "a")
		if name := show(t, s, testID).Name; *name != "two" {
			t.Errorf("the name is %s", *name)
		}
	}
}
