package linearizability

import (
	"cmp"
	"context"
	"math/bits"
	"slices"
)

// The search is Wing and Gong's with Lowe's memory of configurations (Testing
// for linearizability, 2017), and three rules that save choices:
//
//   - A pure operation that is legal now is taken now. It changes nothing, so
//     whatever order explains the rest goes on to do so with it in front.
//   - Of several writes that do the same, were answered the same, and may all
//     come now, the one that returned first comes first: in an order where it
//     comes later, the two can change places.
//   - A write of unknown outcome is taken only where it changes something and
//     no answered one could do the same; of several the one called first.
//
// A configuration is known by a 128-bit Zobrist hash of what was taken and of
// the state. Two that differ are taken for one with a chance of about
// n*n/2^129 among n configurations.
type search struct {
	*task
	next, prev []int32 // events that are left, linked; the last element is the head
	used       [2 * maxTags]int
	kept       []int // classes with writes of unknown outcome
	trail      []int32
	frames     []frame
	choices    []int32            // of all frames, each from its own first
	best       [2 * maxTags]int32 // of choose: by class, the step that returned first, plus 1
	seen       map[hash]struct{}
	limit      int
}

// Why a search was given up.
const (
	outOfTime   = "the time for the check ran out"
	outOfMemory = "the memory for the check ran out"
)

// frame is a configuration that is being tried.
type frame struct {
	state   uint64
	hash    hash
	trail   int // how much of the trail was there before
	choices int // where its choices begin; they end where those of the next frame do
	next    int // the first of them that was not tried
}

// A choice, and an entry of the trail, is the number of a step, or ^class for a
// write of unknown outcome.

// search tries all orders. At most so many configurations are remembered.
func (t *task) search(ctx context.Context, configurations int) (Verdict, string) {
	if configurations == 0 {
		configurations = DefaultConfigurations
	}
	s := &search{task: t, seen: map[hash]struct{}{}, limit: configurations}
	s.link()
	for class, calls := range t.maybe {
		if len(calls) > 0 {
			s.kept = append(s.kept, class)
		}
	}
	for more := uint64(0); ; {
		if v, reason := s.from(ctx, t.initial&^t.open|more); v != Illegal {
			return v, reason
		}
		if more = (more - t.open) & t.open; more == 0 { // the next subset of the open tags
			return Illegal, ""
		}
	}
}

func (s *search) link() {
	n := int32(2 * len(s.steps))
	s.next, s.prev = make([]int32, n+1), make([]int32, n+1)
	last := n
	for _, e := range s.events() {
		s.next[last], s.prev[e] = e, last
		last = e
	}
	s.next[last], s.prev[n] = n, last
}

// from tries all orders from one initial state. Configurations that were tried
// from another are not tried again.
func (s *search) from(ctx context.Context, state uint64) (Verdict, string) {
	s.frames, s.trail, s.choices = s.frames[:0], s.trail[:0], s.choices[:0]
	if s.enter(state, hashOfState(state), 0) {
		return Legal, ""
	}
	for round := 0; len(s.frames) > 0; round++ {
		if round%1024 == 0 && ctx.Err() != nil {
			return Undecided, outOfTime
		}
		if len(s.seen) >= s.limit {
			return Undecided, outOfMemory
		}
		f := &s.frames[len(s.frames)-1]
		if f.next == len(s.choices) {
			s.leave()
			continue
		}
		choice := s.choices[f.next]
		f.next++
		state, hash, trail := f.state, f.hash, len(s.trail)
		to := s.take(choice, state)
		if s.enter(to, hash.with(s.key(choice)).between(state, to), trail) {
			return Legal, ""
		}
	}
	return Illegal, ""
}

// enter makes a frame of the configuration, unless it was there before. It
// reports whether nothing is left to explain.
func (s *search) enter(state uint64, h hash, trail int) bool {
	h = s.closure(state, h)
	head := int32(len(s.next) - 1)
	if s.next[head] == head {
		return true
	}
	if _, known := s.seen[h]; known {
		s.undo(trail)
		return false
	}
	s.seen[h] = struct{}{}
	s.frames = append(s.frames, frame{state: state, hash: h, trail: trail, choices: len(s.choices), next: len(s.choices)})
	s.choose(state)
	return false
}

// leave goes back to the configuration before.
func (s *search) leave() {
	f := s.frames[len(s.frames)-1]
	s.frames, s.choices = s.frames[:len(s.frames)-1], s.choices[:f.choices]
	s.undo(f.trail)
}

// closure takes every pure step that is legal and may come now.
func (s *search) closure(state uint64, h hash) hash {
	head := int32(len(s.next) - 1)
	for e := s.next[head]; e != head && e&1 == 0; e = s.next[e] {
		if i := e / 2; s.steps[i].kind < stepAdd && s.legal(&s.steps[i], state) {
			s.lift(i)
			h = h.with(keyOf(uint64(i)))
		}
	}
	return h
}

// choose appends the writes that may come now, those that returned first at
// the front.
func (s *search) choose(state uint64) {
	first := len(s.choices)
	head := int32(len(s.next) - 1)
	e := s.next[head]
	for ; e&1 == 0; e = s.next[e] {
		step := &s.steps[e/2]
		if step.kind < stepAdd || !s.legal(step, state) {
			continue
		}
		if b := s.best[step.class]; b == 0 {
			s.best[step.class] = e/2 + 1
			s.choices = append(s.choices, int32(step.class))
		} else if step.ret < s.steps[b-1].ret {
			s.best[step.class] = e/2 + 1
		}
	}
	end, deadline := len(s.choices), s.steps[e/2].ret
	for _, class := range s.kept {
		if s.best[class] == 0 && s.used[class] < len(s.maybe[class]) && s.maybe[class][s.used[class]] <= deadline && s.changes(class, state) {
			s.choices = append(s.choices, ^int32(class))
		}
	}
	answered := s.choices[first:end]
	for i, class := range answered {
		answered[i], s.best[class] = s.best[class]-1, 0
	}
	slices.SortFunc(answered, func(a, b int32) int { return cmp.Compare(s.steps[a].ret, s.steps[b].ret) })
}

func (s *search) legal(step *step, state uint64) bool {
	switch there := state&step.tags != 0; step.kind {
	case stepRead:
		return state == step.tags
	case stepAbsent:
		return !there
	case stepFull:
		return !there && bits.OnesCount64(state) >= s.quota
	case stepAdd:
		return there || s.room(state)
	default:
		return there
	}
}

func (s *search) room(state uint64) bool {
	return s.quota == 0 || bits.OnesCount64(state) < s.quota
}

// changes says that a write of the class would change the state.
func (s *search) changes(class int, state uint64) bool {
	there := state&(1<<(class/2)) != 0
	if class&1 == 1 {
		return there
	}
	return !there && s.room(state)
}

// take applies a choice and gives the state after it.
func (s *search) take(choice int32, state uint64) uint64 {
	class := int(^choice)
	if choice >= 0 {
		class = int(s.steps[choice].class)
		s.lift(choice)
	} else {
		s.used[class]++
		s.trail = append(s.trail, choice)
	}
	if class&1 == 1 {
		return state &^ (1 << (class / 2))
	}
	return state | 1<<(class/2)
}

// key is that of a choice that was just taken.
func (s *search) key(choice int32) hash {
	if choice >= 0 {
		return keyOf(uint64(choice))
	}
	return keyOf(1<<40 | uint64(^choice)<<32 | uint64(s.used[^choice]))
}

func (s *search) lift(i int32) {
	for _, e := range [2]int32{2*i + 1, 2 * i} { // so that the walk can go on from the call
		s.next[s.prev[e]], s.prev[s.next[e]] = s.next[e], s.prev[e]
	}
	s.trail = append(s.trail, i)
}

// undo puts back what was taken since the trail was so long, the last first.
func (s *search) undo(length int) {
	for _, i := range slices.Backward(s.trail[length:]) {
		if i < 0 {
			s.used[^i]--
			continue
		}
		for _, e := range [2]int32{2 * i, 2*i + 1} {
			s.next[s.prev[e]], s.prev[s.next[e]] = e, e
		}
	}
	s.trail = s.trail[:length]
}
