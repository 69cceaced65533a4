package machine_test

import (
	"fmt"
	"net/http"
	"strings"

	"tagcheck/reference"
	"tagcheck/reference/fault"
	"tagcheck/reference/machine"
)

// send sends a request to the server of a machine and returns the status.
func send(m *machine.Machine, method, path, body string) int {
	request, err := http.NewRequest(method, "http://"+m.Addr().String()+path, strings.NewReader(body))
	if err != nil {
		panic(err)
	}
	request.Header.Set("X-Auth-Token", reference.DemoOwnerToken)
	request.Close = true // the server is killed between two requests
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		panic(err)
	}
	response.Body.Close()
	return response.StatusCode
}

func Example() {
	const id = "5a4c1f0e-7d0b-4c1e-9a55-3f0a8b6c2d11"
	for _, name := range []string{"durable", "crash-never-syncs"} {
		server, _ := fault.Find(name)
		m, err := machine.New(server.NewFromDisk)
		if err != nil {
			panic(err)
		}
		created := send(m, http.MethodPost, "/v2/images", `{"id": "`+id+`"}`)
		m.Kill()
		if err := m.Start(); err != nil {
			panic(err)
		}
		fmt.Println(name, created, send(m, http.MethodGet, "/v2/images/"+id, ""))
		m.Close()
	}
	// Output:
	// durable 201 200
	// crash-never-syncs 201 404
}
