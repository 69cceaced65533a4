package linearizability

import "slices"

// needs are the states of one tag that the answered operations of a proof require, each
// at some moment.
type needs struct {
	present, absent bool
}

// prune removes weak writes that cannot matter.
//
// Removing a write that may have had an effect is not sound in general: it can be what
// explains a response. These writes cannot explain one, so the history is illegal without
// them if and only if it is illegal with them:
//
//   - one that was called after the last response: it comes last, or never;
//   - an addition of a tag that no response needs to be present: without it the tag is
//     absent for longer, which contradicts nothing;
//   - a removal of a tag that no response needs to be absent, for the same reason.
//
// With a quota, a removal frees a place and so can matter. An addition takes a place:
// removing it matters only to a response that there was none. (Another addition of the
// same tag then gets the place of the removed one.)
func (r *reducer) prune(p proof) proof {
	end, full, needed := r.needed(p)
	p.kept = slices.DeleteFunc(slices.Clone(p.kept), func(m member) bool {
		op := &r.ops[m.op]
		n := needed[op.Tag]
		switch {
		case !m.weak:
			return false
		case op.Call > end:
			return true
		case op.Kind == Remove:
			return !n.absent && p.view.quota == 0
		default:
			return !n.present && (p.view.quota == 0 || !full)
		}
	})
	return p
}

// needed returns the last return, whether an addition was refused because of the quota,
// and the needs by tag.
func (r *reducer) needed(p proof) (end int64, full bool, byTag map[string]needs) {
	byTag = map[string]needs{}
	reads, shown := 0, map[string]int{}
	for _, m := range p.kept {
		op := &r.ops[m.op]
		if m.weak {
			continue
		}
		end = max(end, op.Return)
		n := byTag[op.Tag]
		switch {
		case op.Kind == Read:
			reads++
			for _, tag := range restrict(op.Tags, p.view.tags) {
				shown[tag]++
			}
			continue
		case op.Outcome == OverQuota:
			full, n.absent = true, true
		case op.Outcome == Absent:
			n.absent = true
		case op.Kind == Remove:
			n.present = true
		}
		byTag[op.Tag] = n
	}
	for _, tag := range p.view.tags {
		n := byTag[tag]
		n.present = n.present || shown[tag] > 0
		n.absent = n.absent || shown[tag] < reads
		byTag[tag] = n
	}
	return end, full, byTag
}
