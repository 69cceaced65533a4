package slo_test

import (
	"fmt"
	"time"

	"tagcheck/load/measure"
	"tagcheck/load/slo"
)

func Example() {
	recorder := measure.NewRecorder("steady", time.Now(), []string{"add"}, &measure.Classes{})
	for range 100 {
		recorder.Record(measure.Sample{Done: 12 * time.Millisecond})
	}
	m := slo.Measurements{Phase: recorder.Result(time.Second)}
	for _, text := range []string{"response.p99<50ms", "add.response.max<10ms", "response<50ms"} {
		threshold, err := slo.Parse(text)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(threshold.Evaluate(m))
	}
	// Output:
	// response.p99<50ms: met, 12ms
	// add.response.max<10ms: missed, 12ms
	// threshold "response<50ms": metric response needs a statistic: a percentile, mean, min or max, as in response.p99
}
