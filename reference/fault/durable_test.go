package fault

import (
	"net/http"
	"testing"

	"tagcheck/reference"
	"tagcheck/reference/journal"
	"tagcheck/reference/machine"
)

// onMachine gives a machine with a server of the bank, and a function that sends
// a request to the server that runs, which may break off.
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
		defer func() { _ = recover() }() // a mistake may end the connection
		return ask(server, s, method, target, body)
	}
}

// Whatever a server of the bank does, it starts again with what is on its disk.
func TestEveryServerStartsAgain(t *testing.T) {
	const image = "5a4c1f0e-7d0b-4c1e-9a55-3f0a8b6c2d11"
	for _, s := range append(servers(), Plain()) {
		m, send := onMachine(t, s)
		for range 3 {
			send(http.MethodPost, "/v2/images", `{"id": "`+image+`", "tags": ["e\u0301", "x"]}`)
			for _, tag := range []string{"a", "%C3%A9", "a", "b"} {
				send(http.MethodPut, "/v2/images/"+image+"/tags/"+tag, "")
				send(http.MethodDelete, "/v2/images/"+image+"/tags/a", "")
			}
			m.Kill()
			if err := m.Start(); err != nil {
				t.Errorf("%s: %v", s.Name, err)
				break
			}
		}
	}
}

// A server that is right has after a crash what was answered, and so has one
// whose mistake is another.
func TestServersThatForgetNothing(t *testing.T) {
	const id = "5a4c1f0e-7d0b-4c1e-9a55-3f0a8b6c2d11"
	for _, name := range []string{"durable", "durable-answers-late", "add-says-200"} {
		s, _ := Find(name)
		m, send := onMachine(t, s)
		send(http.MethodPost, "/v2/images", `{"id": "`+id+`"}`)
		send(http.MethodPut, "/v2/images/"+id+"/tags/a", "")
		m.Kill()
		if err := m.Start(); err != nil {
			t.Fatal(err)
		}
		if status := send(http.MethodDelete, "/v2/images/"+id+"/tags/a", ""); status != http.StatusNoContent {
			t.Errorf("%s: the tag is removed with %d", name, status)
		}
	}
}

func TestWhatCanNotBeDoneIsLeftOut(t *testing.T) {
	image := reference.Image{Attributes: reference.Attributes{ID: "i"}, Tags: []string{"a"}}
	kinds := []journal.Kind{}
	for _, e := range dropImpossible([]journal.Entry{
		{Kind: journal.Add, Image: "i", Tag: "b"}, {Kind: journal.Insert, New: &image}, {Kind: journal.Remove, Image: "i", Tag: "a"},
		{Kind: journal.Remove, Image: "i", Tag: "a"}, {Kind: journal.Delete, Image: "i"}, {Kind: journal.Add, Image: "i", Tag: "b"}, {Kind: journal.Patch, Image: "i"},
	}) {
		kinds = append(kinds, e.Kind)
	}
	if len(kinds) != 3 || kinds[0] != journal.Insert || kinds[1] != journal.Remove || kinds[2] != journal.Delete {
		t.Errorf("left are %q", kinds)
	}
}
