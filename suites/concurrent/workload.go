package concurrent

import (
	"context"
	"math/rand/v2"
	"time"

	"tagcheck/fixtures/imageapi"
	"tagcheck/suites/check"
	"tagcheck/suites/concurrent/linearizability"
)

// workload is what random plans are drawn from.
type workload struct {
	clients, images int
	tags            []string
	reads           [2]int // in percent, of every other client; the rest are additions and removals
}

// plan is what each client sends, one request after the other.
type plan [][]step

// step is one request of a plan.
type step struct {
	kind  linearizability.Kind
	image int
	tag   string
}

// draw returns a random plan with this number of steps.
func (w workload) draw(random *rand.Rand, steps int) plan {
	p := make(plan, w.clients)
	for n := range steps {
		reads := w.reads[n%w.clients%2]
		s := step{kind: linearizability.Add, image: random.IntN(w.images), tag: w.tags[random.IntN(len(w.tags))]}
		switch r := random.IntN(100); {
		case r < reads:
			s.kind, s.tag = linearizability.Read, ""
		case r < reads+(100-reads)*2/5: // fewer removals than additions, so that there are tags to lose
			s.kind = linearizability.Remove
		}
		p[n%w.clients] = append(p[n%w.clients], s)
	}
	return p
}

// run has all clients send their steps, released together. Each client has connections of its own.
// The results are in the recorder.
func (p plan) run(ctx context.Context, env *check.Env, images []*check.Image) {
	var senders []request
	for _, steps := range p {
		for _, s := range steps {
			if s.tag != "" {
				images[s.image].AlsoProbe(s.tag)
			}
		}
		client := images[0].Client().WithOwnConnections()
		defer client.CloseIdle()
		client.Connect(ctx, 1)
		senders = append(senders, func(ctx context.Context) *imageapi.Exchange {
			var last *imageapi.Exchange
			for _, s := range steps {
				if ctx.Err() != nil {
					break
				}
				last = s.send(ctx, client, images[s.image].ID)
			}
			return last
		})
	}
	sendTogether(ctx, env, senders)
	for _, image := range images {
		image.MarkChanged()
	}
	if ctx.Err() != nil {
		env.NotRun("interrupted")
	}
}

func (s step) send(ctx context.Context, client *imageapi.Client, image string) *imageapi.Exchange {
	switch s.kind {
	case linearizability.Add:
		return client.AddTag(ctx, image, s.tag)
	case linearizability.Remove:
		return client.RemoveTag(ctx, image, s.tag)
	}
	return client.ShowImage(ctx, image)
}

// budget is what a searching check may still do.
type budget struct {
	steps int
	end   time.Time
}

func newBudget(e check.Effort) *budget { return &budget{e.Steps, time.Now().Add(e.Time)} }

// take returns how many of the wanted steps may be done now, 0 for none.
func (b *budget) take(wanted int) int {
	if time.Now().After(b.end) {
		return 0
	}
	given := min(wanted, b.steps)
	b.steps -= given
	return given
}
