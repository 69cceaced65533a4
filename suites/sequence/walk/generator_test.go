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
	p := pool(append(ASCIIFamilies(), LongFamilies("a", "\u00e9")...)...)
	p.NonASCII = true
	for name, draw := range map[string]func(seed uint64, n int) []Op{"Generate": p.Generate, "Fuzz": p.Fuzz} {
		first := draw(3, 200)
		if again := draw(3, 200); key(first) != key(again) || len(first) != 200 {
			t.Errorf("%s: %d requests, equal for the same seed: %v", name, len(first), key(first) == key(again))
		}
		if key(first) == key(draw(4, 200)) {
			t.Errorf("%s: another seed generates the same", name)
		}
	}
}

// A correct target never violates the model.
func TestACorrectTargetRaisesNoFalseAlarm(t *testing.T) {
	for seed := uint64(1); seed <= 200; seed++ {
		f := &fake{}
		p := pool(
			append(ASCIIFamilies(), append(NonASCIIFamilies(), LongFamilies("a", "\u00e9", "\U0001f600")...)...)...,
		)
		p.NonASCII, p.OtherUsers = true, nil
		if v := f.run(p.Generate(seed, 300)); v != nil {
			t.Fatalf("seed %d: step %d, %s: expected %s; got %s", seed, v.Step, v.Op, v.Expected, v.Got)
		}
	}
}

func TestAWalkUsesEveryPartOfItsPool(t *testing.T) {
	p := pool(append(LongFamilies("a"), ASCIIFamilies()...)...)
	p.OtherUsers = []string{UnknownUser, "stranger"}
	ops := p.Generate(1, 2000)
	for what, chosen := range map[string]func(op Op) bool{
		"additions":         func(op Op) bool { return op.Do == Add && op.Mistake() == "" },
		"removals":          func(op Op) bool { return op.Do == Remove && op.Mistake() == "" },
		"reads":             func(op Op) bool { return op.Do == Show },
		"other methods":     func(op Op) bool { return op.Do == Send },
		"the second image":  func(op Op) bool { return op.Image == "B" },
		"tags too long":     func(op Op) bool { return utf8.RuneCountInString(op.Tag) > 255 },
		"tags at the limit": func(op Op) bool { return utf8.RuneCountInString(op.Tag) == 255 },
		"a stranger":        func(op Op) bool { return op.By == "stranger" },
		"an invalid token":  func(op Op) bool { return op.By == UnknownUser },
		"tags of the corpus": func(op Op) bool {
			return slices.ContainsFunc(corpus.Tags(), func(t corpus.Tag) bool { return t.Value == op.Tag })
		},
		"random tags": func(op Op) bool {
			return op.Tag != "" && !slices.ContainsFunc(
				p.Families, func(f Family) bool { return slices.Contains(f, op.Tag) },
			)
		},
	} {
		if n := len(slices.DeleteFunc(slices.Clone(ops), func(op Op) bool { return !chosen(op) })); n < 3 {
			t.Errorf("%s: %d of 2000", what, n)
		}
	}
}

func TestRandomTagsAreOfEveryPlane(t *testing.T) {
	p := pool(NonASCIIFamilies()...)
	p.NonASCII = true
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

// A walk respects the declared alphabet and the maximum number of tags.
func TestAWalkRespectsItsLimits(t *testing.T) {
	letters := func(tag string) bool { return strings.Trim(tag, "abcdefghijklmnopqrstuvwxyz") == "" && len(tag) <= 100 }
	p := pool(Family{"blue", "green", "red"}, Family{"blueish", "reddish"})
	p.Allowed, p.MaxTags = letters, 2
	has := map[string]map[string]bool{"A": {}, "B": {}}
	for _, op := range p.Generate(1, 1000) {
		if !letters(op.Tag) {
			t.Errorf("the tag %q does not match the alphabet", op.Tag)
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

func TestWindowsHasEverySequenceOnce(t *testing.T) {
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
			t.Errorf("length %d: %d of %d sequences in %d changes", order, len(windows), all, len(changes))
		}
	}
}

// Every part of the grammar is used, and every request is valid in a file.
func TestFuzzUsesEveryPartOfItsGrammar(t *testing.T) {
	p := pool(FuzzFamilies()...)
	ops := p.Fuzz(1, 2000)
	counts := map[string]int{}
	for _, op := range ops {
		if err := op.check(); err != nil {
			t.Fatalf("%s: %v", op, err)
		}
		for what, holds := range map[string]bool{
			"method": op.Do == Send, "spelling": op.Spelled != "", "raw": op.Raw != "", "suffix": op.Suffix != "",
			"query": op.Query != "",
			"body":  op.Body != nil, "chunks": op.Body != nil && op.Body.Chunked,
			"type": op.Body != nil && op.Body.Type != "", "fields": op.Fields != nil,
			"no tag": op.Do != Show && op.Tag == "" && op.Raw == "",
			"plain":  op.Mistake() == "" && op.Body == nil && op.Do != Send,
		} {
			if holds {
				counts[what]++
			}
		}
	}
	for _, what := range []string{
		"method", "spelling", "raw", "suffix", "query", "body", "chunks", "type", "fields", "no tag", "plain",
	} {
		if counts[what] < 5 {
			t.Errorf("%s: %d of %d requests", what, counts[what], len(ops))
		}
	}
}
