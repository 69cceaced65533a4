package linearizability

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Class is a class of errors.
type Class string

// The classes.
const (
	LostAddition   Class = "lost addition"    // an added tag is absent, and nothing removed it
	ResurrectedTag Class = "resurrected tag"  // a removed tag is present, and nothing added it
	DoubleRemoval  Class = "double removal"   // more removals were answered 204 than possible
	StaleRead      Class = "stale read"       // a read shows an old state; a later one shows the current state
	TornRead       Class = "torn read"        // a read shows tags together that never were
	PhantomTag     Class = "phantom tag"      // a tag is present that nothing added before
	FalseAbsent    Class = "false 404"        // 404 to the removal of a tag that was present, and still is
	QuotaViolation Class = "quota violation"  // more tags than the quota, or 413 where there was room
	Unclassified   Class = "not linearizable" // none of these
)

// explain classifies and explains the error of a witness, which is complete except for that.
// It returns the operations, with one more if that decides the class.
func (r *reducer) explain(w Witness) (Class, string, []Op) {
	e := explainer{zero: w.Ops[0].Call, witness: w}
	for _, m := range r.proof.kept {
		if op := r.ops[m.op]; !m.weak {
			e.answered = append(e.answered, op)
		}
	}
	slices.SortStableFunc(e.answered, func(a, b Op) int { return cmp.Compare(a.Return, b.Return) })
	class, text := Unclassified, "no order of these requests explains their responses"
	switch last := e.answered[len(e.answered)-1]; {
	case !r.reduced: // it is unknown which operations matter
	case r.proof.view.quota > 0:
		class, text = QuotaViolation, e.quota()
	case len(w.Tags) > 1 && last.Kind == Read:
		class, text = TornRead, e.tornRead(last)
	case len(w.Tags) > 1:
	case e.tooManyRemovals():
		class, text = e.doubleRemoval()
	case last.Kind != Add || last.pure():
		return e.oneTag(r.ops)
	}
	return class, text, w.Ops
}

// explainer explains a witness.
type explainer struct {
	witness  Witness
	answered []Op  // that the proof needs with their responses, in order of return
	zero     int64 // the start of relative times
}

func (e *explainer) at(ns int64) string { return fmt.Sprintf("%+.3f ms", float64(ns-e.zero)/1e6) }

// requires returns whether the response requires the tag to be present, or absent, at the
// moment of the operation.
func (o *Op) requires(tag string) (present, absent bool) {
	switch {
	case o.uninformative() || o.pending() || o.Kind != Read && o.Tag != tag:
		return false, false
	case o.Kind == Read:
		present = slices.Contains(o.Tags, tag)
		return present, !present
	case o.Kind == Remove && o.Outcome == Done:
		return true, false
	default:
		return false, o.pure()
	}
}

// describe describes what the operation did or showed of the only tag.
func (e *explainer) describe(o Op) string {
	tag := e.witness.Tags[0]
	switch {
	case o.Kind == Read && slices.Contains(o.Tags, tag):
		return fmt.Sprintf("the read that started at %s shows %+q", e.at(o.Call), tag)
	case o.Kind == Read:
		return fmt.Sprintf("the read that started at %s does not show %+q", e.at(o.Call), tag)
	case o.pure():
		return fmt.Sprintf(
			"the %s of %+q that started at %s was answered %s", o.noun(), tag, e.at(o.Call), o.response(),
		)
	default:
		return fmt.Sprintf("the %s of %+q was answered 204 at %s", o.noun(), tag, e.at(o.Return))
	}
}

func (o *Op) noun() string {
	return [...]string{Add: "addition", Remove: "removal", Read: "read"}[o.Kind]
}

// oneTag explains that a tag is present or absent when it must not be.
func (e *explainer) oneTag(ops []Op) (Class, string, []Op) {
	own, tag := e.witness.Ops, e.witness.Tags[0]
	last := e.answered[len(e.answered)-1]
	present, _ := last.requires(tag)
	text := e.contradiction(last, present)
	if present && len(e.answered) == 1 {
		return PhantomTag, text, own
	}
	later, returned := e.later(ops, last, present)
	if returned {
		own = e.include(later)
		text += "; later " + e.describe(later)
	}
	switch {
	case last.Outcome == OverQuota:
		return QuotaViolation, text, own
	case returned && last.Kind == Read:
		return StaleRead, text, own
	case returned && last.Outcome == Absent:
		return FalseAbsent, text, own
	case !present:
		return LostAddition, text, own
	case last.Kind == Remove:
		return DoubleRemoval, text, own
	default:
		return ResurrectedTag, text, own
	}
}

// contradiction explains what the last operation contradicts. Some order explains the other
// operations, since the proof needs every one.
func (e *explainer) contradiction(last Op, present bool) string {
	tag := e.witness.Tags[0]
	was, change := "present", "removed"
	if present {
		was, change = "absent", "added"
	}
	switch {
	case len(e.answered) == 1:
		return fmt.Sprintf("%+q was %s before the first request, and %s, although nothing %s it",
			tag, was, e.describe(last), change)
	case len(e.answered) == 2 && e.contradict():
		return fmt.Sprintf("%s, and %s, although nothing %s it", e.describe(e.answered[0]), e.describe(last), change)
	default:
		return fmt.Sprintf("%s, but the tag was %s then in every order that explains the other requests",
			e.describe(last), was)
	}
}

// contradict returns whether the second operation requires the opposite of the state in
// which the first one left the tag.
func (e *explainer) contradict() bool {
	tag, first := e.witness.Tags[0], e.answered[0]
	leaves, _ := first.requires(tag)
	if !first.pure() {
		leaves = first.Kind == Add
	}
	present, absent := e.answered[1].requires(tag)
	return leaves && absent || !leaves && present
}

// later returns the first operation after the last one that contradicts it, if no write
// since then explains that: then the state that the last operation saw was not the actual
// one.
func (e *explainer) later(ops []Op, last Op, present bool) (Op, bool) {
	tag, cause := e.witness.Tags[0], Add
	if present {
		cause = Remove
	}
	for _, op := range ops {
		isPresent, isAbsent := op.requires(tag)
		if op.Call <= last.Return || present && !isAbsent || !present && !isPresent {
			continue
		}
		return op, !slices.ContainsFunc(ops, func(w Op) bool {
			return w.Kind == cause && w.Tag == tag && !w.uninformative() && !w.pure() &&
				w.Call <= op.Return && (w.pending() || w.Return >= last.Call)
		})
	}
	return Op{}, false
}

// include returns the witness's operations with one more. That one was called after all that
// the proof needs were answered, so it cannot explain them.
func (e *explainer) include(op Op) []Op {
	v := view{tags: e.witness.Tags}
	return append(slices.Clone(e.witness.Ops), v.restricted([]Op{op})...)
}

// counts returns the number of additions and of answered removals, and 1 if the tag may have
// been present before, else 0.
func (e *explainer) counts() (added, removed, before int) {
	for _, op := range e.witness.Ops {
		if op.Kind == Add {
			added++
		} else if op.Outcome == Done {
			removed++
		}
	}
	if e.witness.AnyInitial || len(e.witness.Initial) > 0 {
		before = 1
	}
	return added, removed, before
}

// tooManyRemovals returns whether the proof consists of writes, with more removals than the
// tag can have been present.
func (e *explainer) tooManyRemovals() bool {
	added, removed, before := e.counts()
	pure := func(op Op) bool { return op.pure() }
	return removed > 1 && removed > added+before && !slices.ContainsFunc(e.answered, pure)
}

// doubleRemoval explains removals that were all answered 204. If a read between two of them had
// shown the tag, the proof would end there: the tag came back.
func (e *explainer) doubleRemoval() (Class, string) {
	tag := e.witness.Tags[0]
	added, removed, before := e.counts()
	if removed > 2 || added > 0 {
		return DoubleRemoval, fmt.Sprintf("%d removals of %+q were answered 204, but it was present at most %d times",
			removed, tag, added+before)
	}
	first, second := e.answered[0], e.answered[1]
	return DoubleRemoval, fmt.Sprintf(
		"two removals of %+q were answered 204, at %s and at %s, and nothing added it in between",
		tag, e.at(first.Return), e.at(second.Return))
}

func (e *explainer) tornRead(read Op) string {
	shown := restrict(read.Tags, e.witness.Tags)
	absent := slices.DeleteFunc(
		slices.Clone(e.witness.Tags), func(tag string) bool { return slices.Contains(shown, tag) },
	)
	what := "shows " + quoted(shown)
	if len(absent) > 0 {
		what += " and not " + strings.ReplaceAll(quoted(absent), ", ", " or ")
	}
	return fmt.Sprintf("the image never had exactly these tags: the read that started at %s %s", e.at(read.Call), what)
}

func (e *explainer) quota() string {
	for _, op := range e.answered {
		if op.Outcome == OverQuota {
			return fmt.Sprintf("the addition of %+q that started at %s was answered 413, "+
				"but in no order of these requests the image had %d tags, its quota",
				op.Tag, e.at(op.Call), e.witness.Quota)
		}
	}
	return fmt.Sprintf(
		"in every order of these requests, more additions were answered 204 than the quota of %d tags permits",
		e.witness.Quota)
}
