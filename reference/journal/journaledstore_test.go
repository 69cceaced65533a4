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

// serverWith returns a reference server with a journal.
func serverWith(t *testing.T, file File) *reference.Server {
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

// listAll returns the JSON of all images.
func listAll(t *testing.T, server http.Handler) string {
	t.Helper()
	status, body := ask(server, http.MethodGet, "/v2/images?limit=1000", "")
	if status != http.StatusOK {
		t.Fatalf("the list answered %d", status)
	}
	return body
}

const id = "5a4c1f0e-7d0b-4c1e-9a55-3f0a8b6c2d1"

// Several clients write at the same time. A restart must find the same images.
func TestRestartRestoresAllImages(t *testing.T) {
	file := &memoryFile{}
	server := serverWith(t, file)
	tags := []string{"a", "b", "%C3%A9", "e%CC%81", "%F0%9F%90%9D", "a%20b", "%00", "c", "d"}
	var group sync.WaitGroup
	for n := range 8 {
		group.Go(func() {
			r := rand.New(rand.NewPCG(1, uint64(n)))
			for range 200 {
				number := r.IntN(4)
				image := fmt.Sprintf("/v2/images/%s%d", id, number)
				switch draw := r.IntN(20); {
				case draw == 0 && number == 3: // the others are never deleted
					ask(server, http.MethodDelete, image, "")
				case draw < 3:
					body := fmt.Sprintf(`{"id": "%s%d", "tags": ["x", "é"]}`, id, number)
					ask(server, http.MethodPost, "/v2/images", body)
				case draw == 3:
					body := fmt.Sprintf(`[{"op": "replace", "path": "/name", "value": "n%d"}]`, r.IntN(9))
					ask(server, http.MethodPatch, image, body)
				case draw < 13:
					ask(server, http.MethodPut, image+"/tags/"+tags[r.IntN(len(tags))], "")
				default:
					ask(server, http.MethodDelete, image+"/tags/"+tags[r.IntN(len(tags))], "")
				}
			}
		})
	}
	group.Wait()
	before := listAll(t, server)
	if !strings.Contains(before, `"tags":["`) || !strings.Contains(before, `"name":"n`) {
		t.Fatalf("the clients created no tags or no names: %s", before)
	}
	again := serverWith(t, &memoryFile{content: file.content})
	if after := listAll(t, again); after != before {
		t.Errorf("before:\n%s\nafter:\n%s", before, after)
	}
	for n := range 4 { // an ID can be used once, also after a restart
		image := fmt.Sprintf("%s%d", id, n)
		was, _ := ask(server, http.MethodPost, "/v2/images", `{"id": "`+image+`"}`)
		is, _ := ask(again, http.MethodPost, "/v2/images", `{"id": "`+image+`"}`)
		if was != is {
			t.Errorf("creating %s again answered %d, and %d after the restart", image, was, is)
		}
	}
}

// blockingLog is an appender that waits for the test.
type blockingLog struct {
	appending chan Entry
	goOn      chan error
}

func (r blockingLog) Append(e Entry) error {
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

// A change that is not in the journal yet is neither acknowledged nor visible.
func TestChangesAreHiddenUntilWritten(t *testing.T) {
	log := blockingLog{make(chan Entry), make(chan error)}
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
		t.Fatalf("%s before the entry was written", early)
	case <-time.After(50 * time.Millisecond): // a correct store never needs this time
	}
	log.goOn <- nil
	both := <-events + "; " + <-events
	if !strings.Contains(both, "acknowledged: <nil>") || !strings.Contains(both, `seen: ["new" "old"], <nil>`) {
		t.Error(both)
	}
}

// After a write error it is unknown what a restart would find.
func TestWriteErrorStopsTheStore(t *testing.T) {
	file := &memoryFile{}
	server := serverWith(t, file)
	ask(server, http.MethodPost, "/v2/images", `{"id": "`+id+`0"}`)
	file.full = true
	length := len(file.content)
	const body = `[{"op": "add", "path": "/name", "value": "n"}]`
	for _, step := range []struct{ method, path string }{
		{http.MethodPut, "/tags/a"}, {http.MethodGet, ""}, {http.MethodDelete, "/tags/a"}, {http.MethodPatch, ""},
		{http.MethodPut, "/tags/b"}, {http.MethodDelete, ""},
	} {
		status, _ := ask(server, step.method, "/v2/images/"+id+"0"+step.path, body)
		if status != http.StatusInternalServerError {
			t.Errorf("%s %s answered %d", step.method, step.path, status)
		}
		file.full = false // must not help
	}
	if status, _ := ask(server, http.MethodGet, "/v2/images", ""); status != http.StatusInternalServerError {
		t.Errorf("the list answered %d", status)
	}
	if len(file.content) != length {
		t.Errorf("written after the error: %s", file.content[length:])
	}
}

// A refused request changes nothing, so that the journal has no entry for it.
func TestRefusedRequestsAreNotWritten(t *testing.T) {
	file := &memoryFile{}
	server := serverWith(t, file)
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
			t.Errorf("%s %s: answered %d, written: %s", step.method, step.path, status, file.content[len(before):])
		}
	}
}

func TestInvalidEntries(t *testing.T) {
	for name, e := range map[string]Entry{
		"unknown kind":  {Kind: "paint", Image: "i"},
		"missing image": {Kind: Add, Image: "j", Tag: "a"},
		"no image":      {Kind: Insert},
		"absent tag":    {Kind: Remove, Image: "i", Tag: "a"},
		"no patch":      {Kind: Patch, Image: "i"},
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
