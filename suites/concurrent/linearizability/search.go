package linearizability

import (
	"cmp"
	"context"
	"math/bits"
	"slices"
)

// search tries the orders of a problem.
//
// The algorithm is that of Wing and Gong with Lowe's memory of configurations (Testing for
// linearizability, 2017), and three rules that prune choices:
//
//   - A pure operation that is legal now is taken now. It changes nothing, so any order that
//     explains the rest still does so with the operation in front.
//   - Of several writes with the same effect and the same response that may all come now, the
//     one that returned first comes first: in an order where it comes later, the two can be
//     swapped.
//   - A write of unknown outcome is taken only where it changes the state and no answered write
//     could do the same; of several, the one called first.
//
// A configuration is identified by a 128-bit Zobrist hash of the operations taken and the state.
// Among n configurations, two different ones collide with a probability of about n*n/2^129.
type search struct {
	*problem
	next, prev []int32 // linked list of the remaining events; the last element is the head
	used       [2 * MaxTags]int
	pending    []int // classes with writes of unknown outcome
	trail      []int32
	frames     []frame
	choices    []int32            // of all frames, one after the other
	best       [2 * MaxTags]int32 // of choose: by class, the step that returned first, plus 1
	seen       map[hash]struct{}
	limit      int
}

// Why a search ended without a result.
const (
	outOfTime   = "the check ran out of time"
	outOfMemory = "the check ran out of memory"
)

// frame is a configuration on the current path.
type frame struct {
	state   uint64
	hash    hash
	trail   int // length of the trail before it
	choices int // index of its first choice; they end where those of the next frame start
	next    int // index of its first untried choice
}

// A choice, and an entry of the trail, is the index of a step, or ^class for a write of
// unknown outcome.

// search tries all orders. It stores at most this number of configurations.
func (p *problem) search(ctx context.Context, configurations int) (Verdict, string) {
	if configurations == 0 {
		configurations = DefaultConfigurations
	}
	s := &search{problem: p, seen: map[hash]struct{}{}, limit: configurations}
	s.link()
	for class, calls := range p.maybe {
		if len(calls) > 0 {
			s.pending = append(s.pending, class)
		}
	}
	for more := uint64(0); ; {
		if v, reason := s.from(ctx, p.initial&^p.open|more); v != Illegal {
			return v, reason
		}
		if more = (more - p.open) & p.open; more == 0 { // the next subset of the open tags
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

// from tries all orders from one initial state, except configurations that were tried from
// another.
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

// enter pushes a frame for the configuration, unless it was tried before. It returns whether
// every operation is explained.
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
	s.frames = append(
		s.frames, frame{state: state, hash: h, trail: trail, choices: len(s.choices), next: len(s.choices)},
	)
	s.choose(state)
	return false
}

// leave returns to the previous configuration.
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

// choose appends the writes that may come now, in order of their return.
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
	for _, class := range s.pending {
		if s.best[class] == 0 && s.used[class] < len(s.maybe[class]) && s.maybe[class][s.used[class]] <= deadline &&
			s.changes(class, state) {
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

// changes returns whether a write of the class changes the state.
func (s *search) changes(class int, state uint64) bool {
	there := state&(1<<(class/2)) != 0
	if class&1 == 1 {
		return there
	}
	return !there && s.room(state)
}

// take applies a choice and returns the new state.
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

// key returns the key of a choice that was just taken.
func (s *search) key(choice int32) hash {
	if choice >= 0 {
		return keyOf(uint64(choice))
	}
	return keyOf(1<<40 | uint64(^choice)<<32 | uint64(s.used[^choice]))
}

func (s *search) lift(i int32) {
	for _, e := range [2]int32{2*i + 1, 2 * i} { // so that closure can continue from the call
		s.next[s.prev[e]], s.prev[s.next[e]] = s.next[e], s.prev[e]
	}
	s.trail = append(s.trail, i)
}

// undo reverts what was taken since the trail had this length, the last one first.
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
