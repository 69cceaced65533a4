package reference

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestTagSegment(t *testing.T) {
	tests := []struct {
		segment string
		status  int
		tag     string
	}{
		{"%61bc", 204, "abc"},
		{"a%2fb", 204, "a/b"},
		{"a%2Fb", 204, "a/b"},
		{"a+b", 204, "a+b"},
		{".", 204, "."},
		{"..", 204, ".."},
		{"%2e%2E", 204, ".."},
		{"a;b=c", 204, "a;b=c"},
		{"a?tag=z", 204, "a"},
		{"a?%zz", 204, "a"},
		{"a?b/c", 204, "a"},
		{strings.Repeat("x", 255), 204, strings.Repeat("x", 255)},
		{strings.Repeat("%F0%9F%98%80", 255), 204, strings.Repeat("😀", 255)},
		{strings.Repeat("x", 256), 400, ""},
		{strings.Repeat("%C3%A9", 256), 400, ""},
		{strings.Repeat("e%CC%81", 128), 400, ""},
		{strings.Repeat("x", 8000), 400, ""},
		{"%", 400, ""},
		{"%4", 400, ""},
		{"a%zzb", 400, ""},
		{"%u0041", 400, ""},
		{"%FF", 400, ""},
		{"%C3", 400, ""},
		{"%C0%AF", 400, ""},
		{"%ED%A0%80", 400, ""},
		{"", 404, ""},
		{"?a", 404, ""},
		{"a/", 404, ""},
		{"a/b", 404, ""},
		{"/a", 404, ""},
		{"../a", 404, ""},
	}
	for _, tt := range tests {
		for _, method := range []string{"PUT", "DELETE"} {
			s := demo(t)
			status, kept := tt.status, []string{}
			switch {
			case status == 204 && method == "PUT":
				kept = append(kept, tt.tag)
			case status == 204:
				exchange(t, s, "PUT", tagPath(url.PathEscape(tt.tag)), "")
			}
			w := exchange(t, s, method, tagPath(tt.segment), "")
			if w.Code != status || w.Header().Get("Location") != "" {
				t.Errorf("%s %.40q: answered %d, want %d", method, tt.segment, w.Code, status)
			}
			wantTags(t, s, testID, kept...)
		}
	}
}

func TestInvalidTagPaths(t *testing.T) {
	s := demo(t)
	exchange(t, s, "PUT", tagPath("keep"), "")
	for _, path := range []string{
		"/v2/images/" + testID + "/tags", "/v2/images/" + testID + "/tags/", "/v2/images/" + testID + "/",
		"/v2/images//tags/a", "/v2//images/" + testID + "/tags/a", "//v2/images/" + testID + "/tags/a",
		"/v2/images/" + testID + "/Tags/a", "/v2/./images/" + testID + "/tags/a", "/v1/images/" + testID + "/tags/a",
	} {
		for _, method := range []string{"GET", "PUT", "DELETE", "POST"} {
			wantStatus(t, exchange(t, s, method, path, ""), 404)
		}
	}
	wantTags(t, s, testID, "keep")
}

func TestImageSegment(t *testing.T) {
	tests := []struct {
		id     string
		status int
	}{
		{testID, 204},
		{"%35" + testID[1:], 204},
		{missingID, 404},
		{strings.ToUpper(testID), 404},
		{testID[:35], 404},
		{testID + "0", 404},
		{"{" + testID + "}", 404},
		{"x", 404},
		{"%zz", 404},
		{"%00", 404},
		{"%FF", 404},
		{testID + "%2Ftags", 404},
		{strings.Repeat("z", 4000), 404},
		{"..", 404},
	}
	for _, tt := range tests {
		s := demo(t)
		path := "/v2/images/" + tt.id + "/tags/a"
		wantStatus(t, exchange(t, s, "PUT", path, ""), tt.status)
		wantStatus(t, exchange(t, s, "DELETE", path, ""), tt.status)
		if images := list(t, s, ""); len(images) != 1 {
			t.Errorf("%q: there are %d images", tt.id, len(images))
		}
	}
}

func TestTargetForms(t *testing.T) {
	tests := []struct {
		target string
		status int
	}{
		{"http://other" + tagPath("a"), 204},
		{"https://other:99" + tagPath("a"), 204},
		{"http://other/" + tagPath("a"), 404},
		{"http://other", 405},
		{"*", 404},
		{"other:80", 404},
		{"v2/images", 404},
		{"/v2/%69mages/" + testID + "/%74ags/a", 204},
		{"/v2%2Fimages/" + testID + "/tags/a", 404},
	}
	for _, tt := range tests {
		if w := exchange(t, demo(t), "PUT", tt.target, ""); w.Code != tt.status {
			t.Errorf("%s: answered %d, want %d", tt.target, w.Code, tt.status)
		}
	}
}

func TestPathPrefix(t *testing.T) {
	for _, prefix := range []string{"/image", "image/", "/a/b"} {
		cfg := Demo()
		cfg.PathPrefix = prefix
		s := New(cfg)
		want := "/" + strings.Trim(prefix, "/")
		w := exchange(t, s, "POST", want+"/v2/images", `{"id":"`+testID+`"}`)
		wantStatus(t, w, 201)
		if location := w.Header().Get("Location"); location != want+"/v2/images/"+testID {
			t.Errorf("Location is %q", location)
		}
		wantStatus(t, exchange(t, s, "PUT", want+tagPath("a"), ""), 204)
		wantStatus(t, exchange(t, s, "PUT", tagPath("a"), ""), 404)
		wantStatus(t, exchange(t, s, "PUT", want+"x"+tagPath("a"), ""), 404)
		wantStatus(t, exchange(t, s, "GET", want, ""), 300)
		wantStatus(t, exchange(t, s, "GET", want+"/", ""), 300)
		wantStatus(t, exchange(t, s, "GET", want+"/versions", ""), 200)
	}
}

func TestRequestWithoutRequestURI(t *testing.T) {
	r, err := http.NewRequest("GET", "http://test/versions?a=%2F", nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := requestTarget(r); got != "/versions?a=%2F" {
		t.Errorf("the target is %q", got)
	}
}
