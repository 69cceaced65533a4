package linearizability

import (
	"hash/fnv"
	"html"
	"math"
	"slices"

	"github.com/anishathalye/porcupine"
)

// opinion is porcupine's model of the tags of one image: the rules once more,
// in terms that share nothing with those of the search. Its inputs are
// operations as restricted gives them; its states are tags in order.
func (v view) opinion() porcupine.Model {
	model := porcupine.NondeterministicModel{
		Init:  v.states,
		Step:  func(state, input, _ any) []any { return v.step(state.([]string), input.(Op)) },
		Equal: func(a, b any) bool { return slices.Equal(a.([]string), b.([]string)) },
		Hash:  hashOfTags,
		// What is shown in the picture's tooltips is taken for HTML there; what is shown in its boxes is not.
		DescribeState:             func(state any) string { return html.EscapeString(set(state.([]string))) },
		DescribeOperation:         func(input, _ any) string { op := input.(Op); return op.line() },
		DescribeOperationMetadata: func(text any) string { return html.EscapeString(text.(string)) },
	}
	return model.ToModel()
}

// states gives those that the history may begin with.
func (v view) states() []any {
	if !v.open {
		return []any{restrict(v.initial, v.tags)}
	}
	states := []any{[]string{}}
	for _, tag := range v.tags {
		for _, state := range states {
			states = append(states, with(state.([]string), tag))
		}
	}
	return states
}

// step gives the state after the operation, or none where its answer is wrong.
func (v view) step(state []string, op Op) []any {
	there := slices.Contains(state, op.Tag)
	room := v.quota == 0 || len(state) < v.quota
	legal := true
	switch {
	case op.Kind == Read:
		legal = slices.Equal(state, op.Tags)
	case op.Outcome == Absent:
		legal = !there
	case op.Outcome == OverQuota:
		legal = !v.strict || !there && (v.quota == 0 || !room)
	case op.Kind == Remove:
		legal = there || op.Outcome == Unknown
		state = slices.DeleteFunc(slices.Clone(state), func(tag string) bool { return tag == op.Tag })
	case there || room:
		state = with(state, op.Tag)
	default:
		legal = op.Outcome == Unknown
	}
	if !legal {
		return nil
	}
	return []any{state}
}

// restricted gives the operations of a view's tags, with no others in what
// reads showed, and without those that tell nothing.
func (v view) restricted(ops []Op) []Op {
	var own []Op
	for _, op := range ops {
		switch {
		case op.silent() || op.Kind != Read && !slices.Contains(v.tags, op.Tag):
			continue
		case op.Kind == Read:
			op.Tags = restrict(op.Tags, v.tags)
		}
		own = append(own, op)
	}
	return own
}

// operations gives what porcupine takes. It knows no outcome that is unknown,
// so these operations return after all others: one that was never done can
// then come last, where it disturbs nothing. Each is the last of its row: its
// client goes on in a new one.
func operations(ops []Op) []porcupine.Operation {
	end := int64(math.MinInt64)
	for _, op := range ops {
		end = max(end, op.Call, op.Return)
	}
	rows, next := map[int]int{}, 0
	all := make([]porcupine.Operation, len(ops))
	for i, op := range ops {
		row, ok := rows[op.Client]
		if !ok {
			row, next = next, next+1
			rows[op.Client] = row
		}
		if op.open() {
			op.Return = end + 1
			delete(rows, op.Client)
		}
		all[i] = porcupine.Operation{ClientId: row, Input: op, Call: op.Call, Return: op.Return, Metadata: op.origin()}
	}
	return all
}

// restrict gives those of the tags that are in both, in order, each once.
func restrict(tags, to []string) []string {
	both := []string{}
	for _, tag := range tags {
		if slices.Contains(to, tag) {
			both = append(both, tag)
		}
	}
	slices.Sort(both)
	return slices.Compact(both)
}

func with(tags []string, tag string) []string {
	i, there := slices.BinarySearch(tags, tag)
	if there {
		return tags
	}
	return slices.Insert(slices.Clone(tags), i, tag)
}

func hashOfTags(state any) uint64 {
	h := fnv.New64a()
	for _, tag := range state.([]string) {
		h.Write([]byte(tag))
		h.Write([]byte{0xff})
	}
	return h.Sum64()
}
