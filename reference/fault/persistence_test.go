package fault

import (
	"net/http"
	"reflect"
	"slices"
	"testing"

	"tagcheck/reference"
	"tagcheck/reference/journal"
	"tagcheck/reference/machine"
)

// onMachine returns a machine with a server, and a function that sends a request to it and
// returns the status, or 0 if the server closes the connection.
func onMachine(t *testing.T, s Server) (*machine.Machine, func(method, target, body string) int) {
	t.Helper()
	var server *reference.Server
	m, err := machine.New(func(disk journal.File) (_ *reference.Server, err error) {
		server, err = s.NewFromDisk(disk)
		return server, err
	})
	if err != nil {
		t.Fatalf("%s: %v", s.Name, err)
	}
	t.Cleanup(func() { m.Close() })
	return m, func(method, target, body string) int {
		defer func() { _ = recover() }() // some faults close the connection by a panic
		return ask(server, s, method, target, body)
	}
}

// All servers must start again with the content of their disk.
func TestAllServersRestart(t *testing.T) {
	for _, s := range append(servers(), Plain()) {
		m, send := onMachine(t, s)
		for range 3 {
			send(http.MethodPost, "/v2/images", `{"id": "`+testImage+`", "tags": ["e\u0301", "x"]}`)
			for _, tag := range []string{"a", "%C3%A9", "a", "b"} {
				send(http.MethodPut, "/v2/images/"+testImage+"/tags/"+tag, "")
				send(http.MethodDelete, "/v2/images/"+testImage+"/tags/a", "")
			}
			m.Kill()
			if err := m.Start(); err != nil {
				t.Errorf("%s: %v", s.Name, err)
				break
			}
		}
	}
}

// A correct server has all acknowledged changes after a crash, and so has a server with an
// unrelated mistake.
func TestAcknowledgedChangesSurviveACrash(t *testing.T) {
	for _, name := range []string{"durable", "durable-answers-late", "add-says-200"} {
		s, _ := Find(name)
		m, send := onMachine(t, s)
		send(http.MethodPost, "/v2/images", `{"id": "`+testImage+`"}`)
		send(http.MethodPut, "/v2/images/"+testImage+"/tags/a", "")
		m.Kill()
		if err := m.Start(); err != nil {
			t.Fatal(err)
		}
		if status := send(http.MethodDelete, "/v2/images/"+testImage+"/tags/a", ""); status != http.StatusNoContent {
			t.Errorf("%s: DELETE of the tag answered %d after the crash", name, status)
		}
	}
}

func TestImpossibleEntriesAreDropped(t *testing.T) {
	image := reference.Image{Attributes: reference.Attributes{ID: "i"}, Tags: []string{"a"}}
	var kinds []journal.Kind
	for _, e := range dropImpossible([]journal.Entry{
		{Kind: journal.Add, Image: "i", Tag: "b"}, // not created yet
		{Kind: journal.Insert, New: &image},
		{Kind: journal.Remove, Image: "i", Tag: "a"},
		{Kind: journal.Remove, Image: "i", Tag: "a"}, // removed already
		{Kind: journal.Delete, Image: "i"},
		{Kind: journal.Add, Image: "i", Tag: "b"}, // deleted
		{Kind: journal.Patch, Image: "i"},         // deleted
	}) {
		kinds = append(kinds, e.Kind)
	}
	if want := []journal.Kind{journal.Insert, journal.Remove, journal.Delete}; !slices.Equal(kinds, want) {
		t.Errorf("got %q, want %q", kinds, want)
	}
}

// An unanswered change is one that no response for the same tag follows.
func TestSplitUnanswered(t *testing.T) {
	created := journal.Entry{Kind: journal.Insert, New: &reference.Image{}}
	add := journal.Entry{Kind: journal.Add, Image: "i", Tag: "a"}
	remove := journal.Entry{Kind: journal.Remove, Image: "i", Tag: "a"}
	other := journal.Entry{Kind: journal.Add, Image: "i", Tag: "b"}
	response := journal.Entry{Kind: answered, Image: "i", Tag: "a"}
	past, unanswered := splitUnanswered([]journal.Entry{created, add, other, response, remove})
	if want := []journal.Entry{created, add}; !reflect.DeepEqual(past, want) {
		t.Errorf("past: got %v, want %v", past, want)
	}
	if want := []journal.Entry{other, remove}; !reflect.DeepEqual(unanswered, want) {
		t.Errorf("unanswered: got %v, want %v", unanswered, want)
	}
}
