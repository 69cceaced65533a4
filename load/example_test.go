package load_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"net/url"
	"time"

	"tagcheck/fixtures/target"
	"tagcheck/load"
	"tagcheck/load/scenario"
	"tagcheck/reference"
)

func ExampleRun() {
	server := httptest.NewServer(reference.New(reference.Demo()))
	defer server.Close()
	root, err := url.Parse(server.URL + "/v2")
	if err != nil {
		fmt.Println(err)
		return
	}
	owner := target.StaticToken(reference.DemoOwnerToken)
	t := target.Target{
		Root: root, Timeout: 10 * time.Second, Users: map[target.Role]target.TokenSource{target.Owner: owner},
	}
	churn, _ := scenario.ByName("churn")
	churn.Images = 4
	result, err := load.Run(context.Background(), t, load.Options{
		Phases: []load.Phase{{Name: "steady", Plan: churn, Arrivals: "200/s", Duration: 200 * time.Millisecond}},
	})
	if err != nil {
		fmt.Println(err) // the target cannot be measured
		return
	}
	// result.Conclusion says whether the load has passed, result.Reasons why it has not.
	p := result.Phases[0]
	fmt.Printf("%d requests, %d errors, %d lost updates\n", p.All.Requests, p.All.Errors, result.Lost())
	for _, threshold := range result.Thresholds {
		fmt.Println(threshold)
	}
	// Output:
	// 40 requests, 0 errors, 0 lost updates
	// errors==0: met, 0
}
