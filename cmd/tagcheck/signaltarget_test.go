//go:build unix

package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"

	"tagcheck/reference"
)

// condition is what happens to a target at a certain request.
type condition string

const (
	healthy condition = "healthy"
	frozen  condition = "frozen" // accepts connections and never answers
	dead    condition = "dead"   // refuses connections
)

// failingTarget is a reference server with a condition.
type failingTarget struct {
	*httptest.Server

	images  http.Handler
	reached chan struct{} // closed at the request
	thaw    chan struct{} // closed at the end of the test
}

// startFailing starts a target that is healthy until the request with that number.
func startFailing(t *testing.T, c condition, at int) *failingTarget {
	target := &failingTarget{
		images: reference.New(reference.Config{}), reached: make(chan struct{}), thaw: make(chan struct{}),
	}
	var requests atomic.Int64
	var death sync.Once
	target.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := requests.Add(1)
		if n == int64(at) {
			close(target.reached)
		}
		switch {
		case n < int64(at) || c == healthy:
			target.images.ServeHTTP(w, r)
		case c == frozen:
			<-target.thaw
		default:
			death.Do(func() { _ = target.Listener.Close() })
			panic(http.ErrAbortHandler)
		}
	}))
	target.Start() // after the assignment, which the handler reads
	t.Cleanup(func() {
		close(target.thaw)
		target.CloseClientConnections()
		target.Close()
	})
	return target
}

// image is one that is left on a target.
type image struct{ ID, Name string }

// left returns the images that are left on the target.
func (f *failingTarget) left() ([]image, error) {
	w := httptest.NewRecorder()
	f.images.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/v2/images?limit=1000", nil))
	var list struct{ Images []image }
	err := json.Unmarshal(w.Body.Bytes(), &list)
	return list.Images, err
}
