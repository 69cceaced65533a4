package linearizability

import (
	"hash/fnv"
	"html"
	"math"
	"slices"

	"github.com/anishathalye/porcupine"
)

// porcupineModel is a second implementation of the rules, which shares no code with
// the search: tests compare the two, and porcupine draws the diagram of a witness with
// it. Its inputs are operations from restricted; its states are sorted tags.
func (v view) porcupineModel() porcupine.Model {
	model := porcupine.NondeterministicModel{
		Init:  v.states,
		Step:  func(state, input, _ any) []any { return v.step(state.([]string), input.(Op)) },
		Equal: func(a, b any) bool { return slices.Equal(a.([]string), b.([]string)) },
		Hash:  hashOfTags,
		// The tooltips of the diagram are HTML, its boxes are not.
		DescribeState:             func(state any) string { return html.EscapeString(quoted(state.([]string))) },
		DescribeOperation:         func(input, _ any) string { op := input.(Op); return op.summary() },
		DescribeOperationMetadata: func(text any) string { return html.EscapeString(text.(string)) },
	}
	return model.ToModel()
}

// states returns the possible initial states.
func (v view) states() []any {
	if !v.anyInitial {
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

// step returns the state after the operation, or none where its response is wrong.
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

// restricted returns the operations on the tags of the view, with the results of reads
// restricted to these tags, and without uninformative operations.
func (v view) restricted(ops []Op) []Op {
	var own []Op
	for _, op := range ops {
		switch {
		case op.uninformative() || op.Kind != Read && !slices.Contains(v.tags, op.Tag):
			continue
		case op.Kind == Read:
			op.Tags = restrict(op.Tags, v.tags)
		}
		own = append(own, op)
	}
	return own
}

// operations returns the history for porcupine. Porcupine has no unknown outcomes, so
// these operations return after all others: one that had no effect can then come last,
// where it changes nothing. Each is the last one of its row in the diagram, and its client
// continues in another row.
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
		if op.pending() {
			op.Return = end + 1
			delete(rows, op.Client)
		}
		all[i] = porcupine.Operation{ClientId: row, Input: op, Call: op.Call, Return: op.Return, Metadata: op.origin()}
	}
	return all
}

// restrict returns the tags that are in both lists, sorted, without duplicates.
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
