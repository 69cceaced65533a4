package linearizability

import "slices"

// demands are what the answered operations of a proof need of one tag.
type demands struct {
	there, away bool // at some moment
}

// tidy leaves out weak writes that can't matter.
//
// Leaving out a write that may have come is no sound move by itself: it can
// be what explains an answer. These can't be, so that the history is illegal
// without them if and only if it is so with them:
//
//   - one that was called after all was answered: it comes last, or never;
//   - an addition of a tag that no answer needs to be there: an order without
//     it has the tag away for longer, which is in nobody's way;
//   - a removal of a tag that no answer needs to be away, for the same reason.
//
// Where the quota is looked at, a removal makes room, and so can matter. An
// addition takes room: leaving it out matters only to an answer that there was
// none. (Another addition of the tag then finds the room that this one had.)
func (r *reducer) tidy(p proof) proof {
	end, full, demanded := r.demanded(p)
	p.kept = slices.DeleteFunc(slices.Clone(p.kept), func(m member) bool {
		op := &r.ops[m.op]
		d := demanded[op.Tag]
		switch {
		case !m.weak:
			return false
		case op.Call > end:
			return true
		case op.Kind == Remove:
			return !d.away && p.view.quota == 0
		default:
			return !d.there && (p.view.quota == 0 || !full)
		}
	})
	return p
}

// demanded gives the last return, whether an addition was answered that there
// was no room, and the demands by tag.
func (r *reducer) demanded(p proof) (end int64, full bool, of map[string]demands) {
	of = map[string]demands{}
	reads, shown := 0, map[string]int{}
	for _, m := range p.kept {
		op := &r.ops[m.op]
		if m.weak {
			continue
		}
		end = max(end, op.Return)
		d := of[op.Tag]
		switch {
		case op.Kind == Read:
			reads++
			for _, tag := range restrict(op.Tags, p.view.tags) {
				shown[tag]++
			}
			continue
		case op.Outcome == OverQuota:
			full, d.away = true, true
		case op.Outcome == Absent:
			d.away = true
		case op.Kind == Remove:
			d.there = true
		}
		of[op.Tag] = d
	}
	for _, tag := range p.view.tags {
		d := of[tag]
		d.there = d.there || shown[tag] > 0
		d.away = d.away || shown[tag] < reads
		of[tag] = d
	}
	return end, full, of
}
