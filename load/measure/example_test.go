package measure_test

import (
	"fmt"
	"time"

	"tagcheck/load/measure"
)

func Example() {
	classes := &measure.Classes{}
	recorder := measure.NewRecorder("steady", time.Now(), []string{"add", "show"}, classes)
	// Requests of "add" are due every millisecond. The server stalls during the first one,
	// so that all others are sent late.
	const ms = time.Millisecond
	recorder.Record(measure.Sample{Operation: 0, Due: 0, Sent: 0, Done: 100 * ms})
	for i := range 9 {
		due := time.Duration(i+1) * ms
		recorder.Record(measure.Sample{Operation: 0, Due: due, Sent: 100 * ms, Done: 101 * ms})
	}
	recorder.Record(measure.Sample{Operation: 1, Done: 5 * ms, Class: classes.ClassOf("status 503")})

	phase := recorder.Result(time.Second)
	add := phase.Operations[0]
	fmt.Printf("%s: response p50 %.0f ms, service p50 %.0f ms\n",
		add.Name, add.Response.Percentiles.P50, add.Service.Percentiles.P50)
	fmt.Println("errors:", phase.All.Errors, phase.Classes)
	// Output:
	// add: response p50 96 ms, service p50 1 ms
	// errors: 1 [{status 503 1}]
}
