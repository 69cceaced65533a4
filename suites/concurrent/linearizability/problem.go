package linearizability

import (
	"cmp"
	"math"
	"slices"
)

// never is the return of an operation that is still pending.
const never = math.MaxInt64

// view is the part of an image that is checked: all of its tags, or some.
//
// A view of fewer tags is sound: an order that explains the whole history also explains
// its part about these tags. So is a view without the quota, and one with any initial
// tags.
type view struct {
	tags       []string // at most MaxTags
	initial    []string // the tags before the first operation
	anyInitial bool     // the tags before the first operation are unknown: all sets are tried
	strict     bool     // 413 means that the tag was absent: adding a present tag is 204, also at the quota
	quota      int      // maximum number of tags; 0 for not checked, as it must be with fewer than all tags
}

// stepKind is the kind of a step. The writes come last.
type stepKind uint8

const (
	stepRead   stepKind = iota // the tags are exactly these
	stepAbsent                 // the tag is absent
	stepFull                   // the tag is absent, and the image is full
	stepAdd
	stepRemove
)

// step is an answered operation, as the search needs it.
type step struct {
	call, ret int64
	kind      stepKind
	class     uint8  // of a write
	tags      uint64 // the result of a read, else the tag
}

// problem is a history in the form that the search needs.
type problem struct {
	steps   []step             // answered, in order of call
	maybe   [2 * MaxTags]calls // writes of unknown outcome, by class
	initial uint64
	open    uint64 // bits that may have any value in the initial state
	quota   int
}

// calls are the call times of writes with the same effect, in order.
type calls []int64

// class returns the class of writes with the same effect: twice the number of the tag,
// plus one for a removal.
func class(tag int, kind Kind) int {
	if kind == Remove {
		return 2*tag + 1
	}
	return 2 * tag
}

// numbers assigns a bit to each tag.
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

func (v *view) empty(n int) *problem {
	p := &problem{steps: make([]step, 0, n), initial: maskOf(v.initial, v.numbers()), quota: v.quota}
	if v.anyInitial {
		p.open = 1<<len(v.tags) - 1
	}
	return p
}

// newProblem returns the problem of a view of the operations, which are in order of call.
func newProblem(ops []Op, v view) *problem {
	p, numbers := v.empty(len(ops)), v.numbers()
	for i := range ops {
		op := &ops[i]
		if op.Kind == Read {
			p.read(op, maskOf(op.Tags, numbers))
		} else if number, ok := numbers[op.Tag]; ok {
			p.write(op, number, v.strict)
		}
	}
	return p
}

func (p *problem) read(op *Op, shown uint64) {
	if !op.uninformative() {
		p.steps = append(p.steps, step{call: op.Call, ret: op.Return, kind: stepRead, tags: shown})
	}
}

func (p *problem) write(op *Op, tag int, strict bool) {
	s := step{call: op.Call, ret: op.Return, class: uint8(class(tag, op.Kind)), tags: 1 << tag}
	switch {
	case op.uninformative(), op.Outcome == OverQuota && !strict:
		return
	case op.pending():
		p.maybe[s.class] = append(p.maybe[s.class], op.Call)
		return
	case op.Outcome == Absent, op.Outcome == OverQuota && p.quota == 0:
		s.kind = stepAbsent
	case op.Outcome == OverQuota:
		s.kind = stepFull
	case op.Kind == Add:
		s.kind = stepAdd
	default:
		s.kind = stepRemove
	}
	p.steps = append(p.steps, s)
}

// index finds the operations of each tag of an image without a pass over all operations
// for each.
type index struct {
	ops     []Op
	initial []string
	reads   []int
	tags    map[string]*uses
}

// uses are the indexes of the writes of a tag, and of the reads that show it, in order.
type uses struct{ writes, shown []int }

func newIndex(ops []Op, initial []string) *index {
	x := &index{ops: ops, initial: initial, tags: map[string]*uses{}}
	for _, tag := range initial {
		x.usesOf(tag)
	}
	for i := range ops {
		if ops[i].Kind != Read {
			u := x.usesOf(ops[i].Tag)
			u.writes = append(u.writes, i)
			continue
		}
		x.reads = append(x.reads, i)
		for _, tag := range ops[i].Tags {
			u := x.usesOf(tag)
			u.shown = append(u.shown, i)
		}
	}
	return x
}

func (x *index) usesOf(tag string) *uses {
	if x.tags[tag] == nil {
		x.tags[tag] = &uses{}
	}
	return x.tags[tag]
}

// problem returns the problem of one tag: newProblem with a view of that tag, in less
// time.
func (x *index) problem(tag string, strict bool) *problem {
	v := view{tags: []string{tag}, initial: x.initial}
	u := x.tags[tag]
	p := v.empty(len(x.reads) + len(u.writes))
	writes, shown := u.writes, u.shown
	for _, i := range x.reads {
		for len(writes) > 0 && writes[0] < i {
			p.write(&x.ops[writes[0]], 0, strict)
			writes = writes[1:]
		}
		var present uint64
		for len(shown) > 0 && shown[0] == i {
			present, shown = 1, shown[1:]
		}
		p.read(&x.ops[i], present)
	}
	for _, i := range writes {
		p.write(&x.ops[i], 0, strict)
	}
	return p
}

func byCall(a, b Op) int { return cmp.Compare(a.Call, b.Call) }

// events returns the calls and returns in order of time, calls first at the same time:
// twice the index of the step, plus one for its return.
func (p *problem) events() []int32 {
	returns := make([]int32, len(p.steps))
	for i := range returns {
		returns[i] = int32(i)
	}
	slices.SortFunc(returns, func(a, b int32) int { return cmp.Compare(p.steps[a].ret, p.steps[b].ret) })
	events := make([]int32, 0, 2*len(returns))
	next := 0
	for i := range p.steps {
		for ; p.steps[returns[next]].ret < p.steps[i].call; next++ {
			events = append(events, 2*returns[next]+1)
		}
		events = append(events, 2*int32(i))
	}
	for _, i := range returns[next:] {
		events = append(events, 2*i+1)
	}
	return events
}
