package arrival_test

import (
	"fmt"
	"time"

	"tagcheck/load/arrival"
)

func ExampleParse() {
	schedule, err := arrival.Parse("ramp 0/s to 10/s", 20*time.Second, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(arrival.Count(schedule, 20*time.Second), "requests")
	for _, i := range []uint64{0, 1, 25} {
		due, _ := schedule.Due(i)
		fmt.Printf("request %d is due after %s, at %g/s\n", i, due, schedule.Rate(due))
	}
	_, err = arrival.Parse("500", time.Second, 1)
	fmt.Println(err)
	// Output:
	// 100 requests
	// request 0 is due after 0s, at 0/s
	// request 1 is due after 2s, at 1/s
	// request 25 is due after 10s, at 5/s
	// rate "500": "500" has no unit; a rate is per second, as in 500/s; expected a form such as 500/s
}
