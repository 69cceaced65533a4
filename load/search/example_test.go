package search_test

import (
	"context"
	"fmt"

	"tagcheck/load/search"
)

func ExampleRun() {
	// A server that answers in time up to 730 requests per second.
	probe := func(_ context.Context, rate float64) (search.Probe, error) {
		if rate > 730 {
			return search.Probe{Verdict: search.Fail, Reasons: []string{"response.p99<50ms: missed, 80ms"}}, nil
		}
		return search.Probe{Verdict: search.Pass}, nil
	}
	r, err := search.Run(context.Background(), search.Options{StartRate: 100}, probe)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.0f/s passed, %.0f/s failed (%s)\n", r.HighestPass, r.LowestFail, r.Reasons[0])
	fmt.Println("limited by:", r.LimitedBy)
	// Output:
	// 673/s passed, 734/s failed (response.p99<50ms: missed, 80ms)
	// limited by: target
}
