package linearizability

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Class is a kind of what goes wrong.
type Class string

// The classes.
const (
	LostAddition Class = "lost addition"     // what was added is away, and nothing removed it
	Resurrection Class = "resurrection"      // what was removed is there, and nothing added it
	TwoWinners   Class = "two winners"       // more removals of a tag were answered 204 than it was there
	StaleRead    Class = "stale read"        // a read shows the tag as it was before; a later one, as it is
	TornRead     Class = "torn read"         // a read shows tags together as they never were
	Phantom      Class = "phantom"           // a tag is there that nobody added before
	Denied       Class = "removal denied"    // 404 to the removal of a tag that was there, and still is
	QuotaMissed  Class = "quota missed"      // more tags than the quota, or 413 where there was room
	Unexplained  Class = "no order explains" // none of these
)

// explain names what is wrong with the witness, which is complete but for that.
// It gives the operations with one more where that makes the difference.
func (r *reducer) explain(w Witness) (Class, string, []Op) {
	t := teller{zero: w.Ops[0].Call, witness: w}
	for _, m := range r.proof.kept {
		if op := r.ops[m.op]; !m.weak {
			t.answered = append(t.answered, op)
		}
	}
	slices.SortStableFunc(t.answered, func(a, b Op) int { return cmp.Compare(a.Return, b.Return) })
	class, sentence := Unexplained, "no order of these requests explains their answers"
	switch last := t.answered[len(t.answered)-1]; {
	case !r.reduced: // what could be left out is not known, and so not what matters
	case r.proof.view.quota > 0:
		class, sentence = QuotaMissed, t.quota()
	case len(w.Tags) > 1 && last.Kind == Read:
		class, sentence = TornRead, t.torn(last)
	case len(w.Tags) > 1:
	case t.tooMany():
		class, sentence = t.winners()
	case last.Kind != Add || last.pure():
		return t.one(r.ops)
	}
	return class, sentence, w.Ops
}

// teller puts a witness into words.
type teller struct {
	witness  Witness
	answered []Op  // those that the proof needs as they were answered, in order of return
	zero     int64 // what times are counted from
}

func (t *teller) at(ns int64) string { return fmt.Sprintf("%+.3f ms", float64(ns-t.zero)/1e6) }

// wants says what the answer says of the tag at the moment of the operation:
// that it was there, or away, or neither.
func (o *Op) wants(tag string) (there, away bool) {
	switch {
	case o.silent() || o.open() || o.Kind != Read && o.Tag != tag:
		return false, false
	case o.Kind == Read:
		there = slices.Contains(o.Tags, tag)
		return there, !there
	case o.Kind == Remove && o.Outcome == Done:
		return true, false
	default:
		return false, o.pure()
	}
}

// tell spells what the operation says of the only tag.
func (t *teller) tell(o Op) string {
	tag := t.witness.Tags[0]
	switch {
	case o.Kind == Read && slices.Contains(o.Tags, tag):
		return fmt.Sprintf("the read that began at %s shows %+q", t.at(o.Call), tag)
	case o.Kind == Read:
		return fmt.Sprintf("the read that began at %s does not show %+q", t.at(o.Call), tag)
	case o.pure():
		return fmt.Sprintf("the %s of %+q that began at %s was answered %s", o.noun(), tag, t.at(o.Call), o.answer())
	default:
		return fmt.Sprintf("the %s of %+q was answered 204 at %s", o.noun(), tag, t.at(o.Return))
	}
}

func (o *Op) noun() string {
	return [...]string{Add: "addition", Remove: "removal", Read: "read"}[o.Kind]
}

// one tells of one tag that is there or away, and must not be.
func (t *teller) one(ops []Op) (Class, string, []Op) {
	own, tag := t.witness.Ops, t.witness.Tags[0]
	last := t.answered[len(t.answered)-1]
	there, _ := last.wants(tag)
	sentence := t.why(last, there)
	if there && len(t.answered) == 1 {
		return Phantom, sentence, own
	}
	later, returned := t.later(ops, last, there)
	if returned {
		own = t.include(later)
		sentence += "; later " + t.tell(later)
	}
	switch {
	case last.Outcome == OverQuota:
		return QuotaMissed, sentence, own
	case returned && last.Kind == Read:
		return StaleRead, sentence, own
	case returned && last.Outcome == Absent:
		return Denied, sentence, own
	case !there:
		return LostAddition, sentence, own
	case last.Kind == Remove:
		return TwoWinners, sentence, own
	default:
		return Resurrection, sentence, own
	}
}

// why says what the last operation contradicts. Without it there is an order
// that explains the others: none could be left out.
func (t *teller) why(last Op, there bool) string {
	tag := t.witness.Tags[0]
	not, wrote := "", "removed"
	if there {
		not, wrote = "not ", "added"
	}
	switch {
	case len(t.answered) == 1:
		return fmt.Sprintf("%+q was %sthere before the first request, and %s, although nothing %s it", tag, not, t.tell(last), wrote)
	case len(t.answered) == 2 && t.contradict():
		return fmt.Sprintf("%s, and %s, although nothing %s it", t.tell(t.answered[0]), t.tell(last), wrote)
	case there:
		return fmt.Sprintf("%s, and it was away then in every order that explains the other requests", t.tell(last))
	default:
		return fmt.Sprintf("%s, and it was there then in every order that explains the other requests", t.tell(last))
	}
}

// contradict says that the first operation leaves the tag as the second says
// that it is not.
func (t *teller) contradict() bool {
	tag, first := t.witness.Tags[0], t.answered[0]
	leaves, _ := first.wants(tag)
	if !first.pure() {
		leaves = first.Kind == Add
	}
	there, away := t.answered[1].wants(tag)
	return leaves && away || !leaves && there
}

// later finds what was seen after the last operation and contradicts it again,
// with no write since that could be why: so what it saw was not what became of
// the tag.
func (t *teller) later(ops []Op, last Op, there bool) (Op, bool) {
	tag, why := t.witness.Tags[0], Add
	if there {
		why = Remove
	}
	for _, op := range ops {
		isThere, isAway := op.wants(tag)
		if op.Call <= last.Return || there && !isAway || !there && !isThere {
			continue
		}
		return op, !slices.ContainsFunc(ops, func(w Op) bool {
			return w.Kind == why && w.Tag == tag && !w.silent() && !w.pure() && w.Call <= op.Return && (w.open() || w.Return >= last.Call)
		})
	}
	return Op{}, false
}

// include gives the witness's operations with one more. It was called after all
// that the proof needs was answered, so it can't be what explains that.
func (t *teller) include(op Op) []Op {
	v := view{tags: t.witness.Tags}
	return append(slices.Clone(t.witness.Ops), v.restricted([]Op{op})...)
}

// counts gives how many additions and answered removals there are, and whether
// the tag may have been there before.
func (t *teller) counts() (added, removed, before int) {
	for _, op := range t.witness.Ops {
		if op.Kind == Add {
			added++
		} else if op.Outcome == Done {
			removed++
		}
	}
	if t.witness.Open || len(t.witness.Initial) > 0 {
		before = 1
	}
	return added, removed, before
}

// tooMany says that nothing but writes is in the witness, and more removals
// than the tag can have been there.
func (t *teller) tooMany() bool {
	added, removed, before := t.counts()
	return removed > 1 && removed > added+before && !slices.ContainsFunc(t.answered, func(op Op) bool { return op.pure() })
}

// winners tells of removals that were all answered 204. Had the tag been seen
// between two of them, that would be the end of the proof: it came back.
func (t *teller) winners() (Class, string) {
	tag := t.witness.Tags[0]
	added, removed, before := t.counts()
	if removed > 2 || added > 0 {
		return TwoWinners, fmt.Sprintf("%d removals of %+q were answered 204, and it can have been there %d times at most", removed, tag, added+before)
	}
	first, second := t.answered[0], t.answered[1]
	return TwoWinners, fmt.Sprintf("two removals of %+q were both answered 204, at %s and at %s, and nothing added it between", tag, t.at(first.Return), t.at(second.Return))
}

func (t *teller) torn(read Op) string {
	shown := restrict(read.Tags, t.witness.Tags)
	away := slices.DeleteFunc(slices.Clone(t.witness.Tags), func(tag string) bool { return slices.Contains(shown, tag) })
	what := "shows " + set(shown)
	if len(away) > 0 {
		what += " and not " + strings.ReplaceAll(set(away), ", ", " or ")
	}
	return fmt.Sprintf("no moment had exactly these tags: the read that began at %s %s", t.at(read.Call), what)
}

func (t *teller) quota() string {
	for _, op := range t.answered {
		if op.Outcome == OverQuota {
			return fmt.Sprintf("the addition of %+q that began at %s was answered 413, and in no order of these requests the image had as many tags as its quota, %d", op.Tag, t.at(op.Call), t.witness.Quota)
		}
	}
	return fmt.Sprintf("more additions were answered 204 than the quota of %d tags has room for, in every order of these requests", t.witness.Quota)
}
