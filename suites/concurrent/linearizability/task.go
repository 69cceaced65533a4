package linearizability

import (
	"cmp"
	"math"
	"slices"
)

// never is the return of an operation that may still come.
const never = math.MaxInt64

// view is what of an image is looked at: some of its tags, or all.
//
// A view of fewer tags is sound: an order that explains the whole history
// explains what it says of these tags. So is a view without the quota, and one
// that leaves open what was there before.
type view struct {
	tags    []string // at most maxTags
	initial []string // the tags that were there before
	open    bool     // what was there before is not known: anything is tried
	strict  bool     // 413 says that the tag was not there: adding one that is there is 204 at the quota too
	quota   int      // most tags; 0 where it is not looked at, as it can't be with fewer tags than all
}

// kind of a step. The writes come last.
type stepKind uint8

const (
	stepRead   stepKind = iota // the tags are exactly these
	stepAbsent                 // the tag is not there
	stepFull                   // the tag is not there, and as many as the quota are
	stepAdd
	stepRemove
)

// step is an operation that was answered, in the terms of the search.
type step struct {
	call, ret int64
	kind      stepKind
	class     uint8  // of a write: twice the number of its tag, and one more for a removal
	tags      uint64 // what a read showed, else the tag
}

// task is a history that the search can begin with.
type task struct {
	steps   []step             // answered, in order of call
	maybe   [2 * maxTags]calls // writes of unknown outcome, by class
	initial uint64
	open    uint64 // bits that may be set in the initial state
	quota   int
}

// calls are the times of call of writes that are alike, in order.
type calls []int64

// class of the writes of a tag that do the same.
func class(tag int, kind Kind) int {
	if kind == Remove {
		return 2*tag + 1
	}
	return 2 * tag
}

// numbers gives each tag its bit.
func (v *view) numbers() map[string]int {
	numbers := make(map[string]int, len(v.tags))
	for i, tag := range v.tags {
		numbers[tag] = i
	}
	return numbers
}

func maskOf(tags []string, numbers map[string]int) uint64 {
	var b uint64
	for _, tag := range tags {
		if i, ok := numbers[tag]; ok {
			b |= 1 << i
		}
	}
	return b
}

func (v *view) empty(n int) *task {
	t := &task{steps: make([]step, 0, n), initial: maskOf(v.initial, v.numbers()), quota: v.quota}
	if v.open {
		t.open = 1<<len(v.tags) - 1
	}
	return t
}

// project gives the task of the operations, which are in order of call.
func project(ops []Op, v view) *task {
	t, numbers := v.empty(len(ops)), v.numbers()
	for i := range ops {
		op := &ops[i]
		if op.Kind == Read {
			t.read(op, maskOf(op.Tags, numbers))
		} else if number, ok := numbers[op.Tag]; ok {
			t.write(op, number, v.strict)
		}
	}
	return t
}

func (t *task) read(op *Op, shown uint64) {
	if !op.silent() {
		t.steps = append(t.steps, step{call: op.Call, ret: op.Return, kind: stepRead, tags: shown})
	}
}

func (t *task) write(op *Op, tag int, strict bool) {
	s := step{call: op.Call, ret: op.Return, class: uint8(class(tag, op.Kind)), tags: 1 << tag}
	switch {
	case op.silent(), op.Outcome == OverQuota && !strict:
		return
	case op.open():
		t.maybe[s.class] = append(t.maybe[s.class], op.Call)
		return
	case op.Outcome == Absent, op.Outcome == OverQuota && t.quota == 0:
		s.kind = stepAbsent
	case op.Outcome == OverQuota:
		s.kind = stepFull
	case op.Kind == Add:
		s.kind = stepAdd
	default:
		s.kind = stepRemove
	}
	t.steps = append(t.steps, s)
}

// index finds the operations of each tag of an image without looking at all of
// them again.
type index struct {
	ops     []Op
	initial []string
	reads   []int
	tags    map[string]*uses
}

// uses are the numbers of the writes of a tag, and of the reads that show it,
// each in order.
type uses struct{ writes, shown []int }

func newIndex(ops []Op, initial []string) *index {
	x := &index{ops: ops, initial: initial, tags: map[string]*uses{}}
	for _, tag := range initial {
		x.of(tag)
	}
	for i := range ops {
		if ops[i].Kind != Read {
			u := x.of(ops[i].Tag)
			u.writes = append(u.writes, i)
			continue
		}
		x.reads = append(x.reads, i)
		for _, tag := range ops[i].Tags {
			u := x.of(tag)
			u.shown = append(u.shown, i)
		}
	}
	return x
}

func (x *index) of(tag string) *uses {
	if x.tags[tag] == nil {
		x.tags[tag] = &uses{}
	}
	return x.tags[tag]
}

// byTag gives the task of one tag: project with a view of it alone, in less time.
func (x *index) byTag(tag string, strict bool) *task {
	v := view{tags: []string{tag}, initial: x.initial}
	u := x.tags[tag]
	t := v.empty(len(x.reads) + len(u.writes))
	writes, shown := u.writes, u.shown
	for _, i := range x.reads {
		for len(writes) > 0 && writes[0] < i {
			t.write(&x.ops[writes[0]], 0, strict)
			writes = writes[1:]
		}
		var is uint64
		for len(shown) > 0 && shown[0] == i {
			is, shown = 1, shown[1:]
		}
		t.read(&x.ops[i], is)
	}
	for _, i := range writes {
		t.write(&x.ops[i], 0, strict)
	}
	return t
}

func byCall(a, b Op) int { return cmp.Compare(a.Call, b.Call) }

// events gives the calls and returns in order of time, calls first where both
// come at once: twice the number of the step, and one more for its return.
func (t *task) events() []int32 {
	returns := make([]int32, len(t.steps))
	for i := range returns {
		returns[i] = int32(i)
	}
	slices.SortFunc(returns, func(a, b int32) int { return cmp.Compare(t.steps[a].ret, t.steps[b].ret) })
	events := make([]int32, 0, 2*len(returns))
	next := 0
	for i := range t.steps {
		for ; t.steps[returns[next]].ret < t.steps[i].call; next++ {
			events = append(events, 2*returns[next]+1)
		}
		events = append(events, 2*int32(i))
	}
	for _, i := range returns[next:] {
		events = append(events, 2*i+1)
	}
	return events
}
