package walk

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"tagcheck/fixtures/corpus"
)

func TestAWalkIsAFunctionOfItsSeed(t *testing.T) {
	p := pool(append(Plain(), Long("a", "\u00e9")...)...)
	p.Beyond = true
	for name, draw := range map[string]func(seed uint64, n int) []Op{"Generate": p.Generate, "Fuzz": p.Fuzz} {
		first := draw(3, 200)
		if again := draw(3, 200); key(first) != key(again) || len(first) != 200 {
			t.Errorf("%s: %d requests, the same again: %v", name, len(first), key(first) == key(again))
		}
		if key(first) == key(draw(4, 200)) {
			t.Errorf("%s: another seed draws the same", name)
		}
	}
}

// A target that is right is never complained of, whatever is drawn.
func TestARightTargetRaisesNoAlarm(t *testing.T) {
	for seed := uint64(1); seed <= 200; seed++ {
		f := &fake{}
		p := pool(append(Plain(), append(BeyondASCII(), Long("a", "\u00e9", "\U0001f600")...)...)...)
		p.Beyond, p.Others = true, nil
		if v := f.run(p.Generate(seed, 300)); v != nil {
			t.Fatalf("seed %d: step %d, %s: expected %s; came %s", seed, v.Step, v.Op, v.Expected, v.Came)
		}
	}
}

func TestAWalkHoldsWhatItIsDrawnFrom(t *testing.T) {
	p := pool(append(Long("a"), Plain()...)...)
	p.Others = []string{Unknown, "stranger"}
	ops := p.Generate(1, 2000)
	for what, chosen := range map[string]func(op Op) bool{
		"additions":         func(op Op) bool { return op.Do == Add && op.Mistake() == "" },
		"removals":          func(op Op) bool { return op.Do == Remove && op.Mistake() == "" },
		"looks":             func(op Op) bool { return op.Do == Show },
		"other methods":     func(op Op) bool { return op.Do == Send },
		"the second image":  func(op Op) bool { return op.Image == "B" },
		"tags too long":     func(op Op) bool { return utf8.RuneCountInString(op.Tag) > 255 },
		"tags at the limit": func(op Op) bool { return utf8.RuneCountInString(op.Tag) == 255 },
		"a stranger":        func(op Op) bool { return op.By == "stranger" },
		"a token of nobody": func(op Op) bool { return op.By == Unknown },
		"tags of the corpus": func(op Op) bool {
			return slices.ContainsFunc(corpus.Tags(), func(t corpus.Tag) bool { return t.Value == op.Tag })
		},
		"tags nobody wrote up": func(op Op) bool {
			return op.Tag != "" && !slices.ContainsFunc(p.Families, func(f Family) bool { return slices.Contains(f, op.Tag) })
		},
	} {
		if n := len(slices.DeleteFunc(slices.Clone(ops), func(op Op) bool { return !chosen(op) })); n < 3 {
			t.Errorf("%s: %d of 2000", what, n)
		}
	}
}

func TestDrawnTagsAreOfEveryPlane(t *testing.T) {
	p := pool(BeyondASCII()...)
	p.Beyond = true
	planes := map[rune]bool{}
	for _, op := range p.Generate(1, 6000) {
		for _, r := range op.Tag {
			planes[r>>16] = true
		}
	}
	if len(planes) != 17 {
		t.Errorf("%d of the 17 planes", len(planes))
	}
}

// A target that declares an alphabet gets no other tags, and no image more of
// them than there is room for.
func TestAWalkStaysWithinWhatTheTargetDeclares(t *testing.T) {
	letters := func(tag string) bool { return strings.Trim(tag, "abcdefghijklmnopqrstuvwxyz") == "" && len(tag) <= 100 }
	p := pool(Family{"blue", "green", "red"}, Family{"blueish", "reddish"})
	p.Allowed, p.Room = letters, 2
	has := map[string]map[string]bool{"A": {}, "B": {}}
	for _, op := range p.Generate(1, 1000) {
		if !letters(op.Tag) {
			t.Errorf("the tag %q is not of the alphabet", op.Tag)
		}
		if op.Mistake() != "" {
			continue
		}
		switch op.Do {
		case Add:
			has[op.Image][op.Tag] = true
		case Remove:
			delete(has[op.Image], op.Tag)
		}
		if len(has[op.Image]) > 2 {
			t.Fatalf("%s has %v", op.Image, has[op.Image])
		}
	}
}

func TestWindowsHoldsEveryWindowOnce(t *testing.T) {
	for order := 1; order <= 5; order++ {
		var changes []string
		for _, op := range Windows(order, "A", "a", "ab", 8) {
			if op.Do != Show {
				changes = append(changes, fmt.Sprintf("%s %s", op.Do, op.Tag))
			}
		}
		all := 1
		for range order {
			all *= 4
		}
		windows := map[string]bool{}
		for n := range len(changes) - order + 1 {
			windows[strings.Join(changes[n:n+order], ", ")] = true
		}
		if len(windows) != all || len(changes) != all+order-1 {
			t.Errorf("order %d: %d windows of %d in %d changes", order, len(windows), all, len(changes))
		}
	}
}

// What the mistakes of the fuzz look like: most requests carry something odd,
// all can be written in a request line and read from a file.
func TestAFuzzHoldsEveryPartOfItsGrammar(t *testing.T) {
	p := pool(FuzzFamilies()...)
	ops := p.Fuzz(1, 2000)
	counts := map[string]int{}
	for _, op := range ops {
		if err := op.check(); err != nil {
			t.Fatalf("%s: %v", op, err)
		}
		for what, holds := range map[string]bool{
			"method": op.Do == Send, "spelling": op.Spelled != "", "raw": op.Raw != "", "behind": op.Behind != "", "query": op.Query != "",
			"body": op.Body != nil, "chunks": op.Body != nil && op.Body.Chunked, "type": op.Body != nil && op.Body.Type != "", "fields": op.Fields != nil,
			"no tag": op.Do != Show && op.Tag == "" && op.Raw == "", "plain": op.Mistake() == "" && op.Body == nil && op.Do != Send,
		} {
			if holds {
				counts[what]++
			}
		}
	}
	for _, what := range []string{"method", "spelling", "raw", "behind", "query", "body", "chunks", "type", "fields", "no tag", "plain"} {
		if counts[what] < 5 {
			t.Errorf("%s: %d of %d requests", what, counts[what], len(ops))
		}
	}
}
