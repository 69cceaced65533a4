package transport_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"time"

	"tagcheck/load/transport"
)

func Example() {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusNoContent)
	}))
	defer server.Close()
	root, err := url.Parse(server.URL)
	if err != nil {
		fmt.Println(err)
		return
	}
	t := transport.New(transport.Options{Root: root, Timeout: 10 * time.Second})
	defer t.Close()
	for _, tag := range []string{"blue", "green"} {
		req, err := http.NewRequest(http.MethodPut, server.URL+"/v2/images/1/tags/"+tag, nil)
		if err != nil {
			fmt.Println(err)
			return
		}
		resp, err := t.RoundTrip(req)
		if err != nil {
			fmt.Println(transport.Classify(err).Kind)
			return
		}
		fmt.Println(tag, resp.StatusCode, "deviates:", transport.FindingOf(resp) != 0)
	}
	fmt.Println("connections:", t.Stats().Dialed)
	// Output:
	// blue 204 deviates: false
	// green 204 deviates: false
	// connections: 1
}
