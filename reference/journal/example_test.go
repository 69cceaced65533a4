package journal_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"

	"tagcheck/reference"
	"tagcheck/reference/journal"
)

// open starts a server with the images of a journal.
func open(path string) (*reference.Server, *os.File, error) {
	file, err := journal.OpenFile(path)
	if err != nil {
		return nil, nil, err
	}
	log, entries, err := journal.Open(file)
	if err != nil {
		return nil, nil, err
	}
	server := reference.New(reference.Config{}, func(p *reference.Parts) {
		var store *journal.Store
		if store, err = journal.NewStore(p.Store, log, entries); err == nil {
			p.Store = store
		}
	})
	return server, file, err
}

func Example() {
	directory, err := os.MkdirTemp("", "journal")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(directory)
	path := filepath.Join(directory, "images.journal")

	for range 2 { // the second server finds the image of the first
		server, file, err := open(path)
		if err != nil {
			panic(err)
		}
		list := httptest.NewRecorder()
		server.ServeHTTP(list, httptest.NewRequest(http.MethodGet, "/v2/images", nil))
		fmt.Println(strings.Count(list.Body.String(), `"blue"`), "images with the tag")
		create := httptest.NewRecorder()
		server.ServeHTTP(create, httptest.NewRequest(http.MethodPost, "/v2/images", strings.NewReader(`{"tags": ["blue"]}`)))
		fmt.Println("POST answers", create.Code)
		file.Close()
	}
	// Output:
	// 0 images with the tag
	// POST answers 201
	// 1 images with the tag
	// POST answers 201
}
