package scenario

import (
	"time"

	"tagcheck/load/attack"
	"tagcheck/load/model"
)

// Next sets the next operation, on a tag on which nothing is in flight. It waits while
// there is none. The error says why there will be none: no image could be created in place
// of one that is used up, or the run has ended.
func (r *Run) Next(q *attack.Request) error {
	o := r.cycle[(r.drawn.Add(1)-1)%uint64(len(r.cycle))]
	if r.begin(o, q) {
		return nil
	}
	q.Waited = true
	began, forImage := time.Now(), r.pool.HasVacancy()
	defer func() { r.waiters.add(time.Since(began), forImage) }()
	return r.waiters.until(func() (bool, error) {
		if r.begin(o, q) {
			return true, nil
		}
		return false, r.pool.Err()
	})
}

// begin starts the operation, or its fallback.
func (r *Run) begin(o model.Operation, q *attack.Request) bool {
	if r.beginOnAny(o, q) {
		return true
	}
	fallback := r.layout.fallback[o]
	return fallback != o && r.beginOnAny(fallback, q)
}

// beginOnAny starts the operation on the next image that has a suitable tag.
func (r *Run) beginOnAny(o model.Operation, q *attack.Request) bool {
	n := uint64(len(r.places))
	turn := r.turns[o].Add(1) - 1
	for i := range n {
		image := r.places[(turn+i)%n].Load()
		if image == nil {
			continue
		}
		ok, retired := image.Begin(o, q)
		if !ok {
			continue
		}
		q.Operation = r.index[o]
		if retired {
			r.replace(image)
		}
		return true
	}
	return false
}

// replace puts a spare in the place of a retired image, if there is one.
func (r *Run) replace(image *model.Image) {
	r.places[image.Place].Store(nil)
	if spare := r.pool.Replace(image); spare != nil {
		r.places[spare.Place].Store(spare)
	}
}

// Finish takes the answer to a request of Next, exactly once for each. The problem is a
// status other than the documented one, a deviation in the framing, why there is no answer,
// or model.ProblemLost, ProblemUnexpected or ProblemContent.
func (r *Run) Finish(q *attack.Request, a *attack.Answer) (problem string) {
	finished := q.Key.(model.Pending).Finish(a)
	if finished.Retired {
		r.replace(finished.Image)
	}
	if finished.Drained {
		r.pool.Drained(finished.Image)
	}
	r.waiters.wakeOne()
	return finished.Problem
}
