package walk

import "slices"

// Shrinker shortens a walk that fails. Every candidate is run on new images.
type Shrinker struct {
	// Fails runs a walk and returns its violation, or nil.
	Fails func(ops []Op) *Violation
	// Affords returns whether n more requests may be sent.
	Affords func(n int) bool

	tried map[string]bool // candidates that do not fail
	ops   []Op
	found Violation
}

// Shrink returns the shortest walk it finds with a violation of the same kind as v, and that violation. It returns
// the walk itself if the budget is empty.
func (s *Shrinker) Shrink(ops []Op, v Violation) ([]Op, Violation) {
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

// cut removes the ops after the violation, which were not sent.
func cut(ops []Op, v Violation) []Op { return slices.Clone(ops[:min(v.Step+1, len(ops))]) }

// try takes a candidate as the walk if it fails in the same way.
func (s *Shrinker) try(ops []Op) bool {
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

// guess tries likely candidates, the shortest first: the requests about the wrong tags, the last requests on images
// with the tags that they had by then, and the walk without its reads.
func (s *Shrinker) guess() {
	whole, v := s.ops, s.found
	ofImage := func(op Op) bool { return op.Image == v.Op.Image }
	ofTags := func(op Op) bool { return ofImage(op) && slices.Contains(append(v.Tags, v.Op.Tag), op.Tag) }
	var candidates [][]Op
	candidates = append(candidates, filter(whole, ofTags))
	for k := 1; k < len(whole); k *= 2 {
		candidates = append(candidates, lastRequests(whole, k, ofImage))
	}
	for k := 2; k < len(whole); k *= 4 {
		candidates = append(candidates, lastRequests(whole, k, func(Op) bool { return true }))
	}
	candidates = append(candidates, filter(whole, ofImage), filter(whole, func(op Op) bool { return op.Do != Show }))
	slices.SortStableFunc(candidates, func(a, b []Op) int { return len(a) - len(b) })
	for _, c := range candidates {
		if len(c) < len(whole) && s.try(c) {
			return
		}
	}
}

// filter returns the chosen requests without reads.
func filter(ops []Op, chosen func(Op) bool) []Op {
	return slices.DeleteFunc(slices.Clone(ops), func(op Op) bool { return op.Do == Show || !chosen(op) })
}

// lastRequests returns the last k chosen requests, after additions of the tags that the images would have by then.
func lastRequests(ops []Op, k int, chosen func(Op) bool) []Op {
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

// reduce removes chunks, from large ones to single requests, as long as that helps (delta debugging).
func (s *Shrinker) reduce() {
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

// merge sends the requests to all images to one, if the violation stays.
func (s *Shrinker) merge() {
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

// simplify removes the unusual parts of single requests.
func (s *Shrinker) simplify() {
	for n := 0; n < len(s.ops); n++ {
		for _, simpler := range simplifications {
			if n >= len(s.ops) {
				return // the new violation is earlier
			}
			ops := slices.Clone(s.ops)
			if before := key(ops[n : n+1]); simpler(&ops[n]) && key(ops[n:n+1]) != before {
				s.try(ops)
			}
		}
	}
}

// simplifications make one part of an op usual. They return whether they apply.
var simplifications = []func(op *Op) bool{
	func(op *Op) bool { op.Body = nil; return true },
	func(op *Op) bool { op.Fields = nil; return true },
	func(op *Op) bool { op.Query = ""; return true },
	func(op *Op) bool { op.Spelled = ""; return true },
	func(op *Op) bool { op.Suffix = ""; return op.Tag != "" },
	func(op *Op) bool { op.By = ""; return op.By != "" },
	func(op *Op) bool { return op.changeBody(func(b *Body) { b.Type = "" }) },
	func(op *Op) bool { return op.changeBody(func(b *Body) { b.Chunked = false }) },
	func(op *Op) bool { return op.changeBody(func(b *Body) { b.Size = min(b.Size, 1) }) },
	func(op *Op) bool { return op.changeBody(func(b *Body) { b.Text = "x"; b.Size = 0 }) },
}

func (o *Op) changeBody(change func(b *Body)) bool {
	if o.Body == nil {
		return false
	}
	b := *o.Body
	change(&b)
	o.Body = &b
	return true
}
