package concurrent

import (
	"context"
	"math/rand/v2"
	"time"

	"tagcheck/fixtures/imageapi"
	"tagcheck/suites/check"
	"tagcheck/suites/concurrent/linearizability"
)

// step is one request of a plan.
type step struct {
	kind  linearizability.Kind
	image int
	tag   string
}

// mix is what the steps of a plan are drawn from.
type mix struct {
	clients, images int
	tags            []string
	reads           [2]int // of a hundred steps of every other client; the rest are additions and removals
}

// plan is what each client sends, one after the other.
type plan [][]step

// draw makes a plan of some number of steps in all, at random.
func (m mix) draw(random *rand.Rand, steps int) plan {
	p := make(plan, m.clients)
	for n := range steps {
		reads := m.reads[n%m.clients%2]
		s := step{kind: linearizability.Add, image: random.IntN(m.images), tag: m.tags[random.IntN(len(m.tags))]}
		switch r := random.IntN(100); {
		case r < reads:
			s.kind, s.tag = linearizability.Read, ""
		case r < reads+(100-reads)*2/5: // fewer removals than additions: what is there can be lost
			s.kind = linearizability.Remove
		}
		p[n%m.clients] = append(p[n%m.clients], s)
	}
	return p
}

// run has all clients send their parts, from a barrier on. Each has connections
// of its own, and keeps what came in the recorder.
func (p plan) run(ctx context.Context, env *check.Env, images []*check.Image) {
	for _, s := range p.steps() {
		if s.tag != "" {
			images[s.image].Suspect(s.tag)
		}
	}
	var senders []request
	for _, steps := range p {
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
	together(ctx, env, senders)
	for _, image := range images {
		image.Written()
	}
	if ctx.Err() != nil {
		env.NotRun("interrupted")
	}
}

func (p plan) steps() []step {
	var all []step
	for _, steps := range p {
		all = append(all, steps...)
	}
	return all
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

// budget counts down what a check that searches may still do.
type budget struct {
	steps int
	end   time.Time
}

func newBudget(e check.Effort) *budget { return &budget{e.Steps, time.Now().Add(e.Time)} }

// take gives how many of the steps wanted may be done now, 0 for none.
func (b *budget) take(wanted int) int {
	if time.Now().After(b.end) {
		return 0
	}
	given := min(wanted, b.steps)
	b.steps -= given
	return given
}
