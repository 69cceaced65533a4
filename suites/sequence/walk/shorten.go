package walk

import (
	"slices"
	"strings"
)

// simpleNames replace tags whose characters do not matter.
var simpleNames = []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"}

// shorten makes the tags shorter and simpler, and returns whether that changed the walk.
func (s *Shrinker) shorten() bool {
	before := key(s.ops)
	for _, tag := range tagsOf(s.ops) {
		if !slices.Contains(simpleNames, tag) {
			_ = s.rename(tag, s.freeName()) || s.rename(tag, repeated("a", tag)) || s.rename(tag, repeated(tag, tag))
		}
	}
	s.shortenTogether()
	for _, tag := range tagsOf(s.ops) {
		s.bisect(len([]rune(tag)), func(t string, n int) string {
			if t != tag {
				return t
			}
			return prefix(tag, n)
		})
	}
	return key(s.ops) != before
}

// shortenTogether shortens tags that depend on each other: it shortens their common prefix, and all of them.
func (s *Shrinker) shortenTogether() {
	tags := tagsOf(s.ops)
	if len(tags) < 2 {
		return
	}
	common, longest := tags[0], 0
	for _, tag := range tags {
		longest = max(longest, len([]rune(tag)))
		for !strings.HasPrefix(tag, common) {
			common = prefix(common, len([]rune(common))-1)
		}
	}
	s.bisect(len([]rune(common)), func(tag string, n int) string {
		return prefix(common, n) + strings.TrimPrefix(tag, common)
	})
	s.bisect(longest, prefix)
	s.bisect(longest, suffixOf)
}

// bisect finds the smallest n up to most to which the tags, or one of them, can be shortened.
func (s *Shrinker) bisect(most int, shorter func(tag string, n int) string) {
	base := s.ops
	for low, high := 0, most; high-low > 1; {
		n := (low + high) / 2
		ops := renamed(base, func(tag string) string { return shorter(tag, n) })
		if len(tagsOf(ops)) == len(tagsOf(base)) && s.try(ops) {
			high = n
		} else {
			low = n
		}
	}
}

// rename tries to replace a tag.
func (s *Shrinker) rename(tag, to string) bool {
	if to == "" || slices.Contains(tagsOf(s.ops), to) {
		return false
	}
	return s.try(renamed(s.ops, func(t string) string {
		if t == tag {
			return to
		}
		return t
	}))
}

func renamed(ops []Op, name func(tag string) string) []Op {
	ops = slices.Clone(ops)
	for i, op := range ops {
		if op.Tag == "" {
			continue
		}
		if to := name(op.Tag); to != op.Tag {
			ops[i].Tag, ops[i].Spelled = to, ""
		}
	}
	return ops
}

func (s *Shrinker) freeName() string {
	for _, name := range simpleNames {
		if !slices.Contains(tagsOf(s.ops), name) {
			return name
		}
	}
	return ""
}

// prefix returns the first n characters of a tag.
func prefix(tag string, n int) string {
	runes := []rune(tag)
	return string(runes[:min(n, len(runes))])
}

// suffixOf returns the last n characters of a tag.
func suffixOf(tag string, n int) string {
	runes := []rune(tag)
	return string(runes[max(0, len(runes)-n):])
}

// repeated returns the first character of one word, as often as another word has characters.
func repeated(character, tag string) string {
	return strings.Repeat(prefix(character, 1), len([]rune(tag)))
}

// tagsOf returns the tags of the ops in the order of their first use.
func tagsOf(ops []Op) []string {
	var tags []string
	for _, op := range ops {
		if op.Tag != "" && !slices.Contains(tags, op.Tag) {
			tags = append(tags, op.Tag)
		}
	}
	return tags
}
