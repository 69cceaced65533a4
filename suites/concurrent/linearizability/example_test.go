package linearizability_test

import (
	"context"
	"fmt"
	"time"

	"tagcheck/suites/concurrent/linearizability"
)

func Example() {
	ms := func(n int64) int64 { return n * int64(time.Millisecond) }
	ops := []linearizability.Op{
		{Client: 1, Kind: linearizability.Add, Image: "i", Tag: "blue", Call: ms(0), Return: ms(2), Outcome: linearizability.Done, Exchange: 1},
		{Client: 2, Kind: linearizability.Add, Image: "i", Tag: "green", Call: ms(1), Return: ms(3), Outcome: linearizability.Done, Exchange: 2},
		{Client: 1, Kind: linearizability.Read, Image: "i", Call: ms(4), Return: ms(5), Outcome: linearizability.Done, Tags: []string{"green"}, Exchange: 3},
	}
	model := linearizability.Model{Initial: map[string][]string{"i": {"red"}}}
	for _, p := range linearizability.CheckByTag(context.Background(), ops, model, linearizability.Budget{Time: time.Minute}) {
		fmt.Println(p.Tag, p.Verdict)
		if w, found := p.Witness(context.Background(), linearizability.Budget{}); found {
			fmt.Println(w.Class)
			fmt.Println(w.Sentence)
		}
	}
	// Output:
	// blue illegal
	// lost addition
	// the addition of "blue" was answered 204 at +2.000 ms, and the read that began at +4.000 ms does not show "blue", although nothing removed it
	// green legal
	// red illegal
	// lost addition
	// "red" was there before the first request, and the read that began at +0.000 ms does not show "red", although nothing removed it
}
