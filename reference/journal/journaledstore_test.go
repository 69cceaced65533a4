package journal

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"tagcheck/reference"
)

// kept is a reference server that keeps its images in a journal.
func kept(t *testing.T, file File) *reference.Server {
	t.Helper()
	log, past, err := Open(file)
	if err != nil {
		t.Fatal(err)
	}
	return reference.New(reference.Config{TagQuota: 6}, func(p *reference.Parts) {
		store, err := NewStore(p.Store, log, past)
		if err != nil {
			t.Fatal(err)
		}
		p.Store = store
	})
}

func ask(server http.Handler, method, target, body string) (int, string) {
	w, r := httptest.NewRecorder(), httptest.NewRequest(method, target, strings.NewReader(body))
	if method == http.MethodPatch {
		r.Header.Set("Content-Type", "application/openstack-images-v2.1-json-patch")
	}
	server.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

// all is everything that a server shows.
func all(t *testing.T, server http.Handler) string {
	t.Helper()
	status, body := ask(server, http.MethodGet, "/v2/images?limit=1000", "")
	if status != http.StatusOK {
		t.Fatalf("the list is answered %d", status)
	}
	return body
}

const id = "5a4c1f0e-7d0b-4c1e-9a55-3f0a8b6c2d1"

// Several clients write at the same time; whatever they made of it, a start
// comes to the same.
func TestAStartFindsWhatWasThere(t *testing.T) {
	file := &memoryFile{}
	server := kept(t, file)
	tags := []string{"a", "b", "%C3%A9", "e%CC%81", "%F0%9F%90%9D", "a%20b", "%00", "c", "d"}
	var group sync.WaitGroup
	for n := range 8 {
		group.Go(func() {
			r := rand.New(rand.NewPCG(1, uint64(n)))
			for range 200 {
				number := r.IntN(4)
				image := fmt.Sprintf("/v2/images/%s%d", id, number)
				switch draw := r.IntN(20); {
				case draw == 0 && number == 3: // the others stay
					ask(server, http.MethodDelete, image, "")
				case draw < 3:
					ask(server, http.MethodPost, "/v2/images", `{"id": "`+image[len("/v2/images/"):]+`", "tags": ["x", "é"]}`)
				case draw == 3:
					ask(server, http.MethodPatch, image, fmt.Sprintf(`[{"op": "replace", "path": "/name", "value": "n%d"}]`, r.IntN(9)))
				case draw < 13:
					ask(server, http.MethodPut, image+"/tags/"+tags[r.IntN(len(tags))], "")
				default:
					ask(server, http.MethodDelete, image+"/tags/"+tags[r.IntN(len(tags))], "")
				}
			}
		})
	}
	group.Wait()
	before := all(t, server)
	if !strings.Contains(before, `"tags":["`) || !strings.Contains(before, `"name":"n`) {
		t.Fatalf("no image has a tag, or none has a name: %s", before)
	}
	again := kept(t, &memoryFile{content: file.content})
	if after := all(t, again); after != before {
		t.Errorf("before:\n%s\nafter:\n%s", before, after)
	}
	for n := range 4 { // an id is given out once, also by the next server
		image := fmt.Sprintf("%s%d", id, n)
		was, _ := ask(server, http.MethodPost, "/v2/images", `{"id": "`+image+`"}`)
		is, _ := ask(again, http.MethodPost, "/v2/images", `{"id": "`+image+`"}`)
		if was != is {
			t.Errorf("creating %s anew is answered %d, and %d after the start", image, was, is)
		}
	}
}

// recorder is an appender that looks at what others see meanwhile.
type recorder struct {
	appending chan Entry
	goOn      chan error
}

func (r recorder) Append(e Entry) error {
	r.appending <- e
	return <-r.goOn
}

func newStore(t *testing.T, log Appender) *Store {
	t.Helper()
	var store *Store
	reference.New(reference.Config{}, func(p *reference.Parts) {
		var err error
		image := reference.Image{Attributes: reference.Attributes{ID: "i"}, Tags: []string{"old"}}
		if store, err = NewStore(p.Store, log, []Entry{{Kind: Insert, New: &image}}); err != nil {
			t.Fatal(err)
		}
	})
	return store
}

// What a crash could still undo is neither acknowledged nor seen.
func TestNothingIsSeenBeforeItIsKept(t *testing.T) {
	log := recorder{make(chan Entry), make(chan error)}
	store := newStore(t, log)
	image, err := store.Find("i")
	if err != nil {
		t.Fatal(err)
	}
	events := make(chan string, 2)
	go func() {
		err := image.AddTag("new", 0, time.Now)
		events <- fmt.Sprintf("acknowledged: %v", err)
	}()
	if e := <-log.appending; e.Kind != Add || e.Tag != "new" || e.Image != "i" {
		t.Errorf("%+v", e)
	}
	go func() {
		seen, err := image.Image()
		events <- fmt.Sprintf("seen: %q, %v", seen.Tags, err)
	}()
	select {
	case early := <-events:
		t.Fatalf("%s, before it was kept", early)
	case <-time.After(50 * time.Millisecond): // enough to come too early, and nothing needs it
	}
	log.goOn <- nil
	both := <-events + "; " + <-events
	if !strings.Contains(both, "acknowledged: <nil>") || !strings.Contains(both, `seen: ["new" "old"], <nil>`) {
		t.Error(both)
	}
}

// After a change that could not be kept nobody knows what a start would find.
func TestAJournalThatCanNotBeWrittenEndsIt(t *testing.T) {
	file := &memoryFile{}
	server := kept(t, file)
	ask(server, http.MethodPost, "/v2/images", `{"id": "`+id+`0"}`)
	file.full = true
	length := len(file.content)
	for _, step := range []struct{ method, path string }{
		{http.MethodPut, "/tags/a"}, {http.MethodGet, ""}, {http.MethodDelete, "/tags/a"}, {http.MethodPatch, ""}, {http.MethodPut, "/tags/b"}, {http.MethodDelete, ""},
	} {
		if status, _ := ask(server, step.method, "/v2/images/"+id+"0"+step.path, `[{"op": "add", "path": "/name", "value": "n"}]`); status != http.StatusInternalServerError {
			t.Errorf("%s %s is answered %d", step.method, step.path, status)
		}
		file.full = false // too late
	}
	if status, _ := ask(server, http.MethodGet, "/v2/images", ""); status != http.StatusInternalServerError {
		t.Errorf("the list is answered %d", status)
	}
	if len(file.content) != length {
		t.Errorf("written afterwards: %s", file.content[length:])
	}
}

// What is refused is no change.
func TestWhatIsRefusedIsNotKept(t *testing.T) {
	file := &memoryFile{}
	server := kept(t, file)
	ask(server, http.MethodPost, "/v2/images", `{"id": "`+id+`0", "tags": ["1", "2", "3", "4", "5", "6"]}`)
	before := bytes.Clone(file.content)
	for _, step := range []struct {
		method, path string
		want         int
	}{
		{http.MethodPut, "/v2/images/" + id + "0/tags/7", http.StatusRequestEntityTooLarge},
		{http.MethodDelete, "/v2/images/" + id + "0/tags/7", http.StatusNotFound},
		{http.MethodDelete, "/v2/images/" + id + "1", http.StatusNotFound},
	} {
		if status, _ := ask(server, step.method, step.path, ""); status != step.want || !bytes.Equal(before, file.content) {
			t.Errorf("%s %s: answered %d, kept: %s", step.method, step.path, status, file.content[len(before):])
		}
	}
}

func TestEntriesThatCanNotBeReplayed(t *testing.T) {
	for name, e := range map[string]Entry{
		"of no kind": {Kind: "paint", Image: "i"}, "on no image": {Kind: Add, Image: "j", Tag: "a"}, "of no image": {Kind: Insert},
		"of a tag that is not there": {Kind: Remove, Image: "i", Tag: "a"},
	} {
		reference.New(reference.Config{}, func(p *reference.Parts) {
			image := reference.Image{Attributes: reference.Attributes{ID: "i"}}
			_, err := NewStore(p.Store, nil, []Entry{{Kind: Insert, New: &image}, e})
			if err == nil || !strings.Contains(err.Error(), "replay change 2 of 2") {
				t.Errorf("%s: %v", name, err)
			}
		})
	}
	if err := replay(nil, Entry{Kind: Insert}); errors.Is(err, reference.ErrNoImage) {
		t.Error(err)
	}
}
