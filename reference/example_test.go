package reference_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"tagcheck/reference"
)

func Example() {
	server := httptest.NewServer(reference.New(reference.Demo()))
	defer server.Close()

	send := func(method, path, body string) *http.Response {
		request, err := http.NewRequest(method, server.URL+path, strings.NewReader(body))
		if err != nil {
			panic(err)
		}
		request.Header.Set("X-Auth-Token", reference.DemoOwnerToken)
		response, err := server.Client().Do(request)
		if err != nil {
			panic(err)
		}
		response.Body.Close()
		return response
	}
	const id = "5a4c1f0e-7d0b-4c1e-9a55-3f0a8b6c2d11"
	fmt.Println(send(http.MethodPost, "/v2/images", `{"id": "`+id+`"}`).Status)
	fmt.Println(send(http.MethodPut, "/v2/images/"+id+"/tags/blue", "").Status)
	fmt.Println(send(http.MethodDelete, "/v2/images/"+id+"/tags/blue", "").Status)
	fmt.Println(send(http.MethodDelete, "/v2/images/"+id+"/tags/blue", "").Status)
	// Output:
	// 201 Created
	// 204 No Content
	// 204 No Content
	// 404 Not Found
}
