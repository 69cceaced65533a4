package linearizability

import (
	"context"
	"slices"
)

// reducer makes a proof shorter by moves that keep it one. A move is sound
// where a legal history stays legal under it: then what is still illegal after
// it proves that it was illegal before.
type reducer struct {
	ctx            context.Context
	ops            []Op // of the partition, in order of call
	proof          proof
	reduced        bool // the proof can't be made shorter
	checks         int  // that may still be made
	configurations int  // for each of them
}

// proof is an illegal history: some operations of the partition, each as it was
// or weakened, in a view.
type proof struct {
	kept []member
	view view
}

// member is an operation by its number. A weak write is taken for one of
// unknown outcome.
//
// Sound: an order that explains the write as it was answered explains it as one
// that may have come at any time since its call.
type member struct {
	op   int
	weak bool
}

// maxOpen bounds the tags whose initial state may be left open: each doubles
// the states to begin with.
const maxOpen = 8

func (r *reducer) begin(v view) proof {
	p := proof{view: v}
	for i := range r.ops {
		if op := &r.ops[i]; op.Kind == Read || slices.Contains(v.tags, op.Tag) {
			p.kept = append(p.kept, member{op: i, weak: op.open()})
		}
	}
	return p
}

// What the search for a short proof is content with, and how many failures of
// one history it looks at until then.
const (
	shortProof  = 6
	maxFailures = 12
)

// shortest reduces the failure that shows first, and others after it while the
// proof is long. It gives the shortest proof, and whether that was reduced to
// the end.
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

// past is when the first operation is over that the proof needs as it was
// answered. What happens from then on is another failure, if it is one.
func (r *reducer) past(p proof) int64 {
	for _, m := range p.kept {
		if !m.weak {
			return r.ops[m.op].Return + 1
		}
	}
	return never
}

// reduce makes the moves that leave out most first. Reads are left out before
// writes, so that a proof stands on what was acknowledged where it can.
func (r *reducer) reduce() {
	for size := -1; size != r.proof.size(); {
		size = r.proof.size()
		r.narrow()
		r.cutEnd()
		r.thin(func(op *Op) bool { return op.Kind == Read })
		r.thin((*Op).pure)
		r.cutStart()
		r.thin(func(op *Op) bool { return !op.pure() })
	}
}

// size counts each way in which a proof can be shorter.
func (p proof) size() int {
	n := 2*len(p.kept) + len(p.view.tags)
	for _, m := range p.kept {
		if !m.weak {
			n++
		}
	}
	return n
}

// try makes the proof this one if it is one.
func (r *reducer) try(p proof) bool {
	if r.checks == 0 || r.ctx.Err() != nil {
		return false
	}
	r.checks--
	p = r.tidy(p)
	if verdict, _ := project(r.history(p), p.view).search(r.ctx, r.configurations); verdict != Illegal {
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

// narrow looks at fewer tags, and not at the quota. Sound: see view.
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
		r.try(r.within(r.proof, slices.DeleteFunc(slices.Clone(r.proof.view.tags), func(t string) bool { return t == tag })))
	}
}

func (r *reducer) within(p proof, tags []string) proof {
	p.view.tags, p.view.quota = tags, 0
	p.kept = slices.DeleteFunc(slices.Clone(p.kept), func(m member) bool {
		return r.ops[m.op].Kind != Read && !slices.Contains(tags, r.ops[m.op].Tag)
	})
	return p
}

// cutEnd ends the history as early as it can: at the first return that is one
// too many. Whatever is cut earlier is legal, so it can be searched by halves.
func (r *reducer) cutEnd() {
	times := r.times(func(op *Op) int64 { return op.Return })
	whole := r.proof
	r.bisect(len(times), func(i int) bool { return r.try(r.until(whole, times[i])) })
}

// until leaves out what was called after the end, and what was answered only
// then; of this, writes may have been done before.
//
// Sound: take an order that explains everything, up to the last operation that
// was answered by the end. Nothing that was called later comes before that one.
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

// cutStart begins the history as late as it can.
func (r *reducer) cutStart() {
	if len(r.proof.view.tags) > maxOpen {
		return
	}
	times := r.times(func(op *Op) int64 { return op.Call })
	slices.Reverse(times)
	whole := r.proof
	r.bisect(len(times), func(i int) bool { return r.try(r.since(whole, times[i])) })
}

// since leaves out what was answered before the start, and leaves open what was
// there then. What was called before and answered after it may be done already,
// or not yet.
//
// Sound: take an order that explains everything, from behind the last operation
// that was answered before the start. It explains what is left from the state
// that it has come to, and nothing that was called later is missing in it.
func (r *reducer) since(p proof, start int64) proof {
	cut := proof{view: p.view}
	cut.view.open = true
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

// times gives a time of each operation that is not weak, in order.
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

// bisect finds the first of n that holds, where all behind it hold, too. The
// last that was tried and held is the first that does.
func (r *reducer) bisect(n int, holds func(int) bool) {
	for low, high := 0, n; low < high; {
		if middle := int(uint(low+high) / 2); holds(middle) {
			high = middle
		} else {
			low = middle + 1
		}
	}
}

// thin weakens as many of the operations as it can: pure ones are left out,
// writes are taken for ones of unknown outcome. It tries many at once first
// (Zeller and Hildebrandt, Simplifying and isolating failure-inducing input,
// 2002).
//
// Sound: an order that explains everything explains it without an operation
// that changes nothing.
func (r *reducer) thin(which func(*Op) bool) {
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
