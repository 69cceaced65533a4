package linearizability

import (
	"context"
	"slices"
)

// reducer shortens a proof by sound steps. A step is sound if it keeps every legal history
// legal: then a history that is illegal after the step was illegal before it.
type reducer struct {
	ctx            context.Context
	ops            []Op // of the partition, in order of call
	proof          proof
	reduced        bool // no step shortens the proof
	checks         int  // that are left
	configurations int  // for each of them
}

// proof is an illegal history: some operations of the partition, each as recorded or
// weakened, in a view.
type proof struct {
	kept []member
	view view
}

// member is an operation by its index. A weak write counts as one of unknown outcome.
//
// Sound: an order that explains the answered write also explains it as one that may have
// taken effect at any time after its call.
type member struct {
	op   int
	weak bool
}

// maxOpen limits the tags whose initial state may be unknown: each doubles the number of
// initial states.
const maxOpen = 8

func (r *reducer) begin(v view) proof {
	p := proof{view: v}
	for i := range r.ops {
		if op := &r.ops[i]; op.Kind == Read || slices.Contains(v.tags, op.Tag) {
			p.kept = append(p.kept, member{op: i, weak: op.pending()})
		}
	}
	return p
}

// The search for a short proof ends with one of shortProof operations, or after maxFailures
// failures of the history.
const (
	shortProof  = 6
	maxFailures = 12
)

// shortest reduces the first failure of the history, and later ones while the proof is long.
// It returns the shortest proof, and whether its reduction was complete.
func (r *reducer) shortest(v view) (best proof, reduced bool) {
	r.proof = r.begin(v)
	r.narrow()
	whole := r.proof
	for range maxFailures {
		r.reduce()
		if best.kept == nil || r.proof.size() < best.size() {
			best, reduced = r.proof, r.checks > 0 && r.ctx.Err() == nil
		}
		if len(best.kept) <= shortProof || len(whole.view.tags) > maxOpen || !r.try(r.since(whole, r.past(r.proof))) {
			break
		}
	}
	return best, reduced
}

// past returns the time after the first operation that the proof needs with its response.
// Any failure from then on is another one.
func (r *reducer) past(p proof) int64 {
	for _, m := range p.kept {
		if !m.weak {
			return r.ops[m.op].Return + 1
		}
	}
	return never
}

// reduce applies the steps that remove most first. It removes reads before writes, so that a
// proof rests on acknowledged writes where possible.
func (r *reducer) reduce() {
	for size := -1; size != r.proof.size(); {
		size = r.proof.size()
		r.narrow()
		r.cutEnd()
		r.weaken(func(op *Op) bool { return op.Kind == Read })
		r.weaken((*Op).pure)
		r.cutStart()
		r.weaken(func(op *Op) bool { return !op.pure() })
	}
}

// size measures a proof: operations, tags, and operations that are not weak.
func (p proof) size() int {
	n := 2*len(p.kept) + len(p.view.tags)
	for _, m := range p.kept {
		if !m.weak {
			n++
		}
	}
	return n
}

// try takes p as the proof if it is illegal.
func (r *reducer) try(p proof) bool {
	if r.checks == 0 || r.ctx.Err() != nil {
		return false
	}
	r.checks--
	p = r.prune(p)
	if verdict, _ := newProblem(r.history(p), p.view).search(r.ctx, r.configurations); verdict != Illegal {
		return false
	}
	r.proof = p
	return true
}

func (r *reducer) history(p proof) []Op {
	ops := make([]Op, len(p.kept))
	for i, m := range p.kept {
		ops[i] = r.ops[m.op]
		if m.weak {
			ops[i].Outcome = Unknown
		}
	}
	return ops
}

// narrow removes tags and the quota from the view. Sound: see view.
func (r *reducer) narrow() {
	whole := r.proof.view.tags
	if len(whole) == 1 && r.proof.view.quota == 0 {
		return
	}
	for _, tag := range whole {
		if r.try(r.within(r.proof, []string{tag})) {
			return
		}
	}
	if r.proof.view.quota > 0 && !r.try(r.within(r.proof, whole)) {
		return
	}
	for _, tag := range whole {
		r.try(
			r.within(
				r.proof, slices.DeleteFunc(slices.Clone(r.proof.view.tags), func(t string) bool { return t == tag }),
			),
		)
	}
}

func (r *reducer) within(p proof, tags []string) proof {
	p.view.tags, p.view.quota = tags, 0
	p.kept = slices.DeleteFunc(slices.Clone(p.kept), func(m member) bool {
		return r.ops[m.op].Kind != Read && !slices.Contains(tags, r.ops[m.op].Tag)
	})
	return p
}

// cutEnd ends the history as early as possible: at the first return that makes it illegal.
// All earlier cuts are legal, so a binary search finds it.
func (r *reducer) cutEnd() {
	times := r.times(func(op *Op) int64 { return op.Return })
	whole := r.proof
	r.bisect(len(times), func(i int) bool { return r.try(r.until(whole, times[i])) })
}

// until removes operations that were called or answered after the end. Writes that were
// called before the end and answered after it become weak.
//
// Sound: take an order that explains everything, up to the last operation that was answered
// by the end. No operation that was called later comes before that one.
func (r *reducer) until(p proof, end int64) proof {
	cut := proof{view: p.view}
	for _, m := range p.kept {
		switch op := &r.ops[m.op]; {
		case op.Call > end:
		case m.weak || op.Return <= end:
			cut.kept = append(cut.kept, m)
		case !op.pure():
			cut.kept = append(cut.kept, member{m.op, true})
		}
	}
	return cut
}

// cutStart starts the history as late as possible.
func (r *reducer) cutStart() {
	if len(r.proof.view.tags) > maxOpen {
		return
	}
	times := r.times(func(op *Op) int64 { return op.Call })
	slices.Reverse(times)
	whole := r.proof
	r.bisect(len(times), func(i int) bool { return r.try(r.since(whole, times[i])) })
}

// since removes operations that were answered before the start, and accepts any tags at that
// time. Writes that were called before the start and answered after it become weak.
//
// Sound: take an order that explains everything, from after the last operation that was
// answered before the start. It explains the rest from the state at that point, and includes
// every operation that was called later.
func (r *reducer) since(p proof, start int64) proof {
	cut := proof{view: p.view}
	cut.view.anyInitial = true
	for _, m := range p.kept {
		switch op := &r.ops[m.op]; {
		case m.weak || op.Call >= start:
			cut.kept = append(cut.kept, m)
		case op.Return >= start && !op.pure():
			cut.kept = append(cut.kept, member{m.op, true})
		}
	}
	return cut
}

// times returns the time of each operation that is not weak, in order.
func (r *reducer) times(of func(*Op) int64) []int64 {
	var times []int64
	for _, m := range r.proof.kept {
		if !m.weak {
			times = append(times, of(&r.ops[m.op]))
		}
	}
	slices.Sort(times)
	return slices.Compact(times)
}

// bisect finds the first of n for which holds is true, if it is true for all after it. The
// last one that holds is the result of the search.
func (r *reducer) bisect(n int, holds func(int) bool) {
	for low, high := 0, n; low < high; {
		if middle := int(uint(low+high) / 2); holds(middle) {
			high = middle
		} else {
			low = middle + 1
		}
	}
}

// weaken removes pure operations and makes writes weak, as many as possible. It tries many at
// once first (delta debugging: Zeller and Hildebrandt, Simplifying and isolating
// failure-inducing input, 2002).
//
// Sound: an order that explains everything still does so without an operation that changes
// nothing.
func (r *reducer) weaken(which func(*Op) bool) {
	eligible := func() []int {
		var at []int
		for i, m := range r.proof.kept {
			if !m.weak && which(&r.ops[m.op]) {
				at = append(at, i)
			}
		}
		return at
	}
	for size := len(eligible()); size > 0; size /= 2 {
		for low, at := 0, eligible(); low < len(at); {
			if r.try(r.weakened(r.proof, at[low:min(low+size, len(at))])) {
				at = eligible()
			} else {
				low += size
			}
		}
	}
}

func (r *reducer) weakened(from proof, at []int) proof {
	p := proof{view: from.view}
	for i, m := range from.kept {
		if _, chosen := slices.BinarySearch(at, i); !chosen {
			p.kept = append(p.kept, m)
		} else if !r.ops[m.op].pure() {
			p.kept = append(p.kept, member{m.op, true})
		}
	}
	return p
}
