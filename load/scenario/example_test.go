package scenario_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"net/url"
	"time"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/target"
	"tagcheck/load/arrival"
	"tagcheck/load/attack"
	"tagcheck/load/model"
	"tagcheck/load/scenario"
	"tagcheck/reference"
)

// A run is the source of an attack.
func Example() {
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
	t.Capabilities.TagQuota = 10
	recorder := imageapi.NewRecorder()
	recorder.DiscardExchanges()
	client := t.Clients(recorder, "example")[target.Owner]

	ctx := context.Background()
	plan := scenario.Plan{Name: "mine", Images: 2, Tags: []scenario.TagKind{scenario.Short, scenario.Long}}
	plan.Weights = scenario.Weights{model.Add: 3, model.Remove: 2, model.Show: 1}
	run, err := scenario.New(ctx, plan, scenario.Setup{Target: t, Client: client, Seed: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	schedule, err := arrival.Parse("200/s", 100*time.Millisecond, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	attacker := attack.New(attack.Options{Root: root, Tokens: owner, Timeout: t.Timeout})
	defer attacker.Close()
	health, err := attacker.Attack(ctx, run, schedule, func(s attack.Sample) {
		if s.Problem != "" {
			fmt.Println(run.Operations()[s.Operation], s.Problem)
		}
	})
	found := run.ReadBack(ctx)
	fmt.Printf("%d requests, %d lost updates, error %v\n", health.Sent, found.Lost(), err)
	fmt.Println("released:", run.Close(ctx) == nil)
	// Output:
	// 20 requests, 0 lost updates, error <nil>
	// released: true
}
