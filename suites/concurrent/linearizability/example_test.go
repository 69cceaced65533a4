package linearizability_test

import (
	"context"
	"fmt"
	"time"

	"tagcheck/suites/concurrent/linearizability"
)

func Example() {
	ms := func(n int64) int64 { return n * int64(time.Millisecond) }
	history := []linearizability.Op{
		{Client: 1, Kind: linearizability.Add, Image: "i", Tag: "blue", Call: ms(0), Return: ms(2)},
		{Client: 2, Kind: linearizability.Add, Image: "i", Tag: "green", Call: ms(1), Return: ms(3)},
		{Client: 1, Kind: linearizability.Read, Image: "i", Call: ms(4), Return: ms(5), Tags: []string{"green"}},
	}
	for i := range history {
		history[i].Outcome = linearizability.Done
	}
	budget := linearizability.Budget{Time: time.Minute}
	for _, p := range linearizability.CheckByTag(context.Background(), history, linearizability.Model{}, budget) {
		fmt.Println(p.Tag, p.Verdict)
		if w, found := p.FindWitness(context.Background(), budget); found {
			fmt.Printf("%s, proved by %d of %d operations\n", w.Class, len(w.Ops), len(history))
		}
	}
	// Output:
	// blue illegal
	// lost addition, proved by 2 of 3 operations
	// green legal
}
