package suites_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"net/url"
	"time"

	"tagcheck/fixtures/target"
	"tagcheck/reference"
	"tagcheck/suites"
	"tagcheck/suites/requirement"
)

// A run that judges a server by two requirements. Without Requirements it judges all.
func ExampleRun() {
	server := httptest.NewServer(reference.New(reference.Demo()))
	defer server.Close()
	root, err := url.Parse(server.URL + "/v2")
	if err != nil {
		panic(err)
	}
	to := target.Target{
		Root: root, Timeout: 10 * time.Second,
		Users: map[target.Role]target.TokenSource{target.Owner: target.StaticToken(reference.DemoOwnerToken)},
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()

	result, err := suites.Run(ctx, to, suites.Options{
		Requirements: requirement.ByIDs([]string{"add.stores", "remove.deletes"}),
	})
	if err != nil {
		panic(err)
	}
	for _, r := range result.Requirements {
		fmt.Println(r.ID, r.Verdict)
	}
	fmt.Println(result.Conclusion)
	// Output:
	// add.stores pass
	// remove.deletes pass
	// conformant
}
