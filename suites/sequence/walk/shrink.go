package walk

import "slices"

// Shrinking is how a walk that fails is made smaller. What it tries is
// carried out on new images each time.
type Shrinking struct {
	// Fails carries out a walk and gives its violation, or nil.
	Fails func(ops []Op) *Violation
	// Affords says whether n more requests may be sent.
	Affords func(n int) bool

	tried map[string]bool // that do not fail
	ops   []Op
	found Violation
}

// Shrink gives the smallest walk it can find that fails in the way of v,
// and how that fails. It is the walk itself where the budget allows nothing.
func (s *Shrinking) Shrink(ops []Op, v Violation) ([]Op, Violation) {
	s.tried = map[string]bool{}
	s.ops, s.found = cut(ops, v), v
	s.guess()
	s.reduce()
	s.merge()
	s.simplify()
	if s.shorten() {
		s.reduce()
	}
	return s.ops, s.found
}

// cut takes off what was never sent.
func cut(ops []Op, v Violation) []Op { return slices.Clone(ops[:min(v.Step+1, len(ops))]) }

// try takes a candidate over if it fails in the same way.
func (s *Shrinking) try(ops []Op) bool {
	k := key(ops)
	if len(ops) == 0 || s.tried[k] || !s.Affords(len(ops)+1) {
		return false
	}
	v := s.Fails(ops)
	if !s.found.sameKind(v) {
		s.tried[k] = true
		return false
	}
	s.ops, s.found = cut(ops, *v), *v
	return true
}

// guess tries the likely ones first, the shortest before the others: what has to
// do with the tags that are wrong, and the last requests on images that have
// what they had by then. Only then the whole walk without its looks.
func (s *Shrinking) guess() {
	whole, v := s.ops, s.found
	ofImage := func(op Op) bool { return op.Image == v.Op.Image }
	ofTags := func(op Op) bool { return ofImage(op) && slices.Contains(append(v.Tags, v.Op.Tag), op.Tag) }
	var candidates [][]Op
	candidates = append(candidates, filter(whole, ofTags))
	for k := 1; k < len(whole); k *= 2 {
		candidates = append(candidates, suffix(whole, k, ofImage))
	}
	for k := 2; k < len(whole); k *= 4 {
		candidates = append(candidates, suffix(whole, k, func(Op) bool { return true }))
	}
	candidates = append(candidates, filter(whole, ofImage), filter(whole, func(op Op) bool { return op.Do != Show }))
	slices.SortStableFunc(candidates, func(a, b []Op) int { return len(a) - len(b) })
	for _, c := range candidates {
		if len(c) < len(whole) && s.try(c) {
			return
		}
	}
}

// filter keeps the requests that change something, or are to, and are chosen.
func filter(ops []Op, chosen func(Op) bool) []Op {
	return slices.DeleteFunc(slices.Clone(ops), func(op Op) bool { return op.Do == Show || !chosen(op) })
}

// suffix is the last k chosen requests, behind additions that give the images
// the tags they would have by then.
func suffix(ops []Op, k int, chosen func(Op) bool) []Op {
	rest := filter(ops, chosen)
	at := max(0, len(rest)-k)
	var made []Op
	for _, op := range rest[:at] {
		same := func(other Op) bool { return other.Image == op.Image && other.Tag == op.Tag }
		switch {
		case op.Mistake() != "" || op.By != "":
		case op.Do == Remove:
			made = slices.DeleteFunc(made, same)
		case op.Do == Add && !slices.ContainsFunc(made, same):
			made = append(made, Op{Do: Add, Image: op.Image, Tag: op.Tag})
		}
	}
	return append(made, rest[at:]...)
}

// reduce removes chunks, from large to single ones, as long as that helps: this
// is delta debugging.
func (s *Shrinking) reduce() {
	for size := max(1, len(s.ops)/2); ; size = max(1, size/2) {
		helped := false
		for end := len(s.ops); end > 0; end -= size {
			end = min(end, len(s.ops))
			if s.try(slices.Delete(slices.Clone(s.ops), max(0, end-size), end)) {
				helped = true
			}
		}
		if size == 1 && !helped {
			return
		}
	}
}

// merge makes the requests to all images go to one, where the violation allows.
func (s *Shrinking) merge() {
	images := imagesOf(s.ops)
	for _, image := range images[1:] {
		merged := slices.Clone(s.ops)
		for n := range merged {
			if merged[n].Image == image {
				merged[n].Image = images[0]
			}
		}
		s.try(merged)
	}
}

// simplify takes off what single requests carry beside the usual.
func (s *Shrinking) simplify() {
	for n := 0; n < len(s.ops); n++ {
		for _, simpler := range simplerThan {
			if n >= len(s.ops) {
				return // the violation came earlier
			}
			ops := slices.Clone(s.ops)
			if before := key(ops[n : n+1]); simpler(&ops[n]) && key(ops[n:n+1]) != before {
				s.try(ops)
			}
		}
	}
}

// simplerThan make one part of an op usual. What they change is said by the op.
var simplerThan = []func(op *Op) bool{
	func(op *Op) bool { op.Body = nil; return true },
	func(op *Op) bool { op.Fields = nil; return true },
	func(op *Op) bool { op.Query = ""; return true },
	func(op *Op) bool { op.Spelled = ""; return true },
	func(op *Op) bool { op.Behind = ""; return op.Tag != "" },
	func(op *Op) bool { op.By = ""; return op.By != "" },
	func(op *Op) bool { return op.bodied(func(b *Body) { b.Type = "" }) },
	func(op *Op) bool { return op.bodied(func(b *Body) { b.Chunked = false }) },
	func(op *Op) bool { return op.bodied(func(b *Body) { b.Size = min(b.Size, 1) }) },
	func(op *Op) bool { return op.bodied(func(b *Body) { b.Text = "x"; b.Size = 0 }) },
}

func (o *Op) bodied(change func(b *Body)) bool {
	if o.Body == nil {
		return false
	}
	b := *o.Body
	change(&b)
	o.Body = &b
	return true
}
