package reference

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// list reads a list as the administrator and returns the image IDs.
func TestCreateImage(t *testing.T) {
	s := New(Demo())
	w := exchange(t, s, "POST", "/v2/images", `{"name":"n","tags":["b","a","b"],"disk_format":"raw"}`)
	wantStatus(t, w, 201)
	var v map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
		t.Fatal(err)
	}
	id, _ := v["id"].(string)
	if !isUUID(id) {
		t.Errorf("id is %q", id)
	}
	for name, want := range map[string]string{
		"name": "n", "status": "queued", "visibility": "shared", "owner": "alpha", "protected": "false",
		"tags": "[a b]", "created_at": fmt.Sprint(v["updated_at"]),
		"self": "/v2/images/" + id, "file": "/v2/images/" + id + "/file", "schema": "/v2/schemas/image",
	} {
		if got := fmt.Sprint(v[name]); got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
	if shown := exchange(t, s, "GET", "/v2/images/"+id, ""); shown.Body.String() != w.Body.String() {
		t.Errorf("created %s, shown %s", w.Body, shown.Body)
	}
}

func TestMinimalImage(t *testing.T) {
	w := exchange(t, New(Demo()), "POST", "/v2/images", `{}`)
	for _, part := range []string{`"tags":[]`, `"name":null`, `"visibility":"shared"`} {
		if !strings.Contains(w.Body.String(), part) {
			t.Errorf("no %s in %s", part, w.Body)
		}
	}
}

func TestInvalidImagesAreRefused(t *testing.T) {
	long := strings.Repeat("x", 256)
	bodies := map[string]int{
		"": 400, "null": 400, "[]": 400, "{": 400, "{} {}": 400, "\"x\"": 400, "{\"name\":\"\xff\"}": 400,
		`{"name":1}`: 400, `{"name":"` + long + `"}`: 400,
		`{"visibility":"secret"}`: 400, `{"visibility":null}`: 400, `{"visibility":1}`: 400,
		`{"tags":null}`: 400, `{"tags":"a"}`: 400, `{"tags":[1]}`: 400, `{"tags":[null]}`: 400, `{"tags":[""]}`: 400,
		`{"tags":["` + long + `"]}`:                                400,
		`{"tags":["1","2","3","4","5","6","7","8","9","10","11"]}`: 413,
		`{"id":"x"}`: 400, `{"id":1}`: 400, `{"id":null}`: 400, `{"id":"` + testID + `0"}`: 400,
		`{"id":"` + strings.ReplaceAll(testID, "-", "0") + `"}`: 400,
	}
	for body, status := range bodies {
		s := New(Demo())
		if w := exchange(t, s, "POST", "/v2/images", body); w.Code != status {
			t.Errorf("%.60s: answered %d, want %d", body, w.Code, status)
		}
		if len(list(t, s, "")) != 0 {
			t.Errorf("%.60s: an image was created", body)
		}
	}
}

func TestIDsAreUsedOnce(t *testing.T) {
	s := demo(t)
	body := `{"id":"` + testID + `","name":"two"}`
	wantStatus(t, exchange(t, s, "POST", "/v2/images", body), 409)
	if name := show(t, s, testID).Name; *name != "one" {
		t.Errorf("the name is %s", *name)
	}
	w := exchange(t, s, "DELETE", "/v2/images/"+testID, "")
	wantStatus(t, w, 204)
	for _, method := range []string{"GET", "DELETE"} {
		wantStatus(t, exchange(t, s, method, "/v2/images/"+testID, ""), 404)
	}
	for _, method := range []string{"PUT", "DELETE"} {
		wantStatus(t, exchange(t, s, method, tagPath("a"), ""), 404)
	}
	wantStatus(t, exchange(t, s, "POST", "/v2/images", body), 409)
}

func TestIDsAreCaseSensitive(t *testing.T) {
	s := demo(t)
	upper := strings.ToUpper(testID)
	wantStatus(t, exchange(t, s, "GET", "/v2/images/"+upper, ""), 404)
	create(t, s, `{"id":"`+upper+`","tags":["up"]}`)
	wantTags(t, s, testID)
	wantTags(t, s, upper, "up")
}

func TestLimits(t *testing.T) {
	s := New(Config{MaxImages: 2})
	first := create(t, s, `{}`)
	create(t, s, `{}`)
	wantStatus(t, exchange(t, s, "POST", "/v2/images", `{}`), 413)
	wantStatus(t, exchange(t, s, "DELETE", "/v2/images/"+first.ID, ""), 204)
	create(t, s, `{}`)

	s = New(Config{MaxMemory: 1000})
	id := create(t, s, `{}`).ID
	wantStatus(t, exchange(t, s, "POST", "/v2/images", `{}`), 413)
	stored := 0
	for i := range 100 {
		if exchange(t, s, "PUT", fmt.Sprintf("/v2/images/%s/tags/%d", id, i), "").Code == 204 {
			stored++
		}
	}
	if got := len(show(t, s, id).Tags); got != stored || stored == 0 || stored == 100 {
		t.Errorf("the server has %[2]d tags, but answered 204 to %[1]d additions", stored, got)
	}
	wantStatus(t, exchange(t, s, "PUT", "/v2/images/"+id+"/tags/full", ""), 413)
	wantStatus(t, exchange(t, s, "PUT", "/v2/images/"+id+"/tags/0", ""), 204)
	wantStatus(t, exchange(t, s, "DELETE", "/v2/images/"+id+"/tags/0", ""), 204)
	wantStatus(t, exchange(t, s, "PUT", "/v2/images/"+id+"/tags/1", ""), 204)
}

func TestDeletedImagesFreeMemory(t *testing.T) {
	m := newMemoryStore(10, 1<<20)
	img := newImage{name: new("name"), tags: []string{"a", "b"}}.image("owner", testTime)
	if err := m.Insert(img, 0); err != nil {
		t.Fatal(err)
	}
	rec, err := m.Find(img.ID)
	if err != nil {
		t.Fatal(err)
	}
	_, renamed := rec.Patch(Patch{Renames: true, Name: new("another name")}, 0, testNow)
	for _, err := range []error{rec.AddTag("c", 0, testNow), rec.RemoveTag("a", testNow), renamed, m.Remove(img.ID)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if m.images.Load() != 0 || m.bytes.Load() != int64(len(img.ID)+usedCost) {
		t.Errorf("%d images and %d bytes are left", m.images.Load(), m.bytes.Load())
	}
	if rec.AddTag("d", 0, testNow) != ErrNoImage || rec.RemoveTag("c", testNow) != ErrNoImage {
		t.Error("tag operations on a deleted image succeed")
	}
	if _, err := rec.Image(); err != ErrNoImage {
		t.Error("reading a deleted image succeeds")
	}
	if _, err := rec.Patch(Patch{Renames: true}, 0, testNow); err != ErrNoImage {
		t.Error("renaming a deleted image succeeds")
	}
}

func TestVersions(t *testing.T) {
	s := New(Demo())
	for path, status := range map[string]int{"/": 300, "/versions": 200} {
		w := exchange(t, s, "GET", path, "", "X-Auth-Token", "")
		wantStatus(t, w, status)
		var v struct{ Versions []version }
		err := json.Unmarshal(w.Body.Bytes(), &v)
		if err != nil || len(v.Versions) != 1 || v.Versions[0].Links[0].Href != "http://example.com/v2/" {
			t.Errorf("%s: %s", path, w.Body)
		}
		head := exchange(t, s, "HEAD", path, "", "X-Auth-Token", "")
		length := head.Header().Get("Content-Length")
		if head.Code != status || head.Body.Len() > 0 || length != w.Header().Get("Content-Length") {
			t.Errorf("HEAD %s: %d %q", path, head.Code, head.Body)
		}
		if w := exchange(t, s, "PUT", path, ""); w.Code != 405 || w.Header().Get("Allow") != "GET, HEAD" {
			t.Errorf("PUT %s: %d", path, w.Code)
		}
	}
}

func TestImageMethods(t *testing.T) {
	s := demo(t)
	for path, allow := range map[string]string{
		"/v2/images": "GET, HEAD, POST", "/v2/images/" + testID: "GET, HEAD, PATCH, DELETE",
	} {
		w := exchange(t, s, "PUT", path, "")
		if w.Code != 405 || w.Header().Get("Allow") != allow {
			t.Errorf("PUT %s: %d, Allow %q", path, w.Code, w.Header().Get("Allow"))
		}
		wantStatus(t, exchange(t, s, "HEAD", path, ""), 200)
	}
}
