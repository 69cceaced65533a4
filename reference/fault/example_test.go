package fault_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"

	"tagcheck/reference"
	"tagcheck/reference/fault"
)

func Example() {
	faulty, found := fault.Find("access-add-is-open")
	if !found {
		panic("unknown fault")
	}
	fmt.Println(faulty.Text)
	for _, server := range []fault.Server{fault.Plain(), faulty} {
		handler := server.New()
		missing := "/v2/images/5a4c1f0e-7d0b-4c1e-9a55-3f0a8b6c2d11/tags/blue"
		request := httptest.NewRequest(http.MethodPut, missing, nil) // without a token
		response := httptest.NewRecorder()
		handler.ServeHTTP(response, request)
		fmt.Println(server.Name, response.Code)
	}
	// Output:
	// PUT needs no token
	// reference 401
	// access-add-is-open 404
}

// A server with another configuration keeps its mistake.
func ExampleServer_With() {
	server, _ := fault.Find("add-says-200")
	config := reference.Demo()
	config.PathPrefix = "/image"
	fmt.Println(server.With(config).Config.PathPrefix)
	// Output: /image
}
