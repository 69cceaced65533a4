package walk

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

// affords returns a budget of requests for a fake.
func affords(f *fake, budget int) func(n int) bool {
	from := f.requests
	return func(n int) bool { return f.requests-from+n <= budget }
}

func TestShrinkFindsTheSmallest(t *testing.T) {
	for name, want := range map[string]func(ops []Op) bool{
		"a removal also removes tags with that prefix": func(ops []Op) bool {
			return len(ops) <= 4 && ops[2].Do == Remove && len([]rune(ops[0].Tag+ops[1].Tag)) == 3
		},
		"tags are case-insensitive": func(ops []Op) bool {
			a, b := ops[0].Tag, ops[1].Tag
			return len(ops) == 2+lastRemoval(ops) && a != b && strings.EqualFold(a, b) && len(a) == 1
		},
		"the limit is 255 bytes": func(ops []Op) bool {
			return len(ops) == 1 && ops[0].Tag == strings.Repeat("\u00e9", 128)
		},
		"the sixth tag is dropped": func(ops []Op) bool { return len(ops) == 6+lastRemoval(ops) },
	} {
		worst, runs, total := 0, 0, 0
		for seed := uint64(1); seed <= 20; seed++ {
			f := faulty[name]()
			p := pool(append(LongFamilies("\u00e9"), ASCIIFamilies()...)...)
			ops := p.Generate(seed, 300)
			v := f.run(slices.DeleteFunc(ops, func(op Op) bool { return op.By != "" }))
			if v == nil {
				continue // not every walk of 300 requests finds it
			}
			s := Shrinker{Fails: f.run, Affords: affords(f, 300)}
			from := f.requests
			small, found := s.Shrink(ops, *v)
			if f.requests-from > 300 || !want(small) || f.run(small) == nil || found.Kind != v.Kind {
				t.Errorf(
					"%s, seed %d: step %d of %d, %d requests:\n%s\nfound %+v", name, seed, v.Step, len(ops),
					f.requests-from, strings.Join(Describe(small), "\n"), found,
				)
			}
			worst, runs, total = max(worst, f.requests-from), runs+1, total+f.requests-from
		}
		if runs < 3 {
			t.Errorf("%s: only %d of 20 walks find it", name, runs)
		}
		t.Logf("%s: %d walks, %d requests each, at most %d", name, runs, total/max(1, runs), worst)
	}
}

// lastRemoval is 1 if the violation is the response to a removal.
func lastRemoval(ops []Op) int {
	if ops[len(ops)-1].Do == Remove {
		return 1
	}
	return 0
}

// A shrinker that spent its budget returns the best walk so far, which still fails.
func TestShrinkRespectsItsBudget(t *testing.T) {
	f := faulty["a removal also removes tags with that prefix"]()
	ops := pool(ASCIIFamilies()...).Generate(1, 300)
	v := f.run(ops)
	if v == nil {
		t.Fatal("no walk fails")
	}
	for _, budget := range []int{0, 10, 40} {
		s := Shrinker{Fails: f.run, Affords: affords(f, budget)}
		from := f.requests
		small, _ := s.Shrink(ops, *v)
		if spent := f.requests - from; spent > budget || f.run(small) == nil {
			t.Errorf("a budget of %d: %d requests", budget, spent)
		}
	}
}

// Unusual parts of requests are removed if they do not matter.
func TestShrinkSimplifiesRequests(t *testing.T) {
	dropsChunked := func(ops []Op) *Violation {
		for n, op := range ops {
			if op.Do == Add && op.Body != nil && op.Body.Chunked && op.Query != "" {
				return &Violation{Kind: WrongTags, Step: n, Op: op, Tags: []string{op.Tag}}
			}
		}
		return nil
	}
	ops := pool(FuzzFamilies()...).Fuzz(2, 400)
	v := dropsChunked(ops)
	if v == nil {
		t.Fatal("no walk fails")
	}
	s := Shrinker{Fails: dropsChunked, Affords: func(int) bool { return true }}
	small, _ := s.Shrink(ops, *v)
	if len(small) != 1 {
		t.Fatalf("%d requests", len(small))
	}
	op := small[0]
	if op.Tag != "a" || op.Fields != nil || op.Spelled != "" || op.Query == "" || op.Body == nil ||
		op.Body.Type != "" ||
		len(op.Body.Bytes()) > 1 {
		t.Errorf("%s", op)
	}
}

// A walk with a violation of another kind is not taken.
func TestShrinkKeepsTheKindOfTheViolation(t *testing.T) {
	fails := func(ops []Op) *Violation {
		last := len(ops) - 1
		if ops[last].Do == Remove {
			return &Violation{Kind: WrongStatus, Step: last, Op: ops[last], Tags: []string{ops[last].Tag}}
		}
		return &Violation{Kind: WrongTags, Step: last, Op: ops[last]}
	}
	ops := []Op{{Do: Add, Image: "A", Tag: "x"}, {Do: Add, Image: "B", Tag: "y"}, {Do: Remove, Image: "A", Tag: "x"}}
	s := Shrinker{Fails: fails, Affords: func(int) bool { return true }}
	if small, v := s.Shrink(ops, *fails(ops)); len(small) != 1 || small[0].Do != Remove || v.Kind != WrongStatus {
		t.Errorf("%v, %s", Describe(small), v.Kind)
	}
}

func TestRunReturnsTheFirstViolation(t *testing.T) {
	f := &fake{add: func(tags []string, tag string) ([]string, int) { return tags, http.StatusNoContent }}
	for _, tt := range []struct {
		name string
		ops  []Op
		kind Kind
		step int
	}{
		{"at a read", []Op{{Do: Add, Image: "A", Tag: "x"}, {Do: Show, Image: "A"}}, WrongTags, 1},
		{"at the read after the last op", []Op{{Do: Add, Image: "A", Tag: "x"}}, WrongTags, 1},
		{"at a response", []Op{{Do: Add, Image: "A", Tag: "x"}, {Do: Remove, Image: "A", Tag: "x"}}, WrongStatus, 1},
	} {
		if v := f.run(tt.ops); v == nil || v.Kind != tt.kind || v.Step != tt.step {
			t.Errorf("%s: %+v", tt.name, v)
		}
	}
	ended, done, _ := Run(
		&fake{tags: map[string][]string{}}, NewModel(twoImages, 0), []Op{{Do: Add, Image: "A", Tag: "x"}},
		func() bool { return false },
	)
	if ended != nil || done != 0 {
		t.Errorf("without time: %d requests, %+v", done, ended)
	}
}
