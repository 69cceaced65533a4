package walk

import (
	"slices"
	"strings"
)

// simpleNames take the place of tags of which nothing matters.
var simpleNames = []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"}

// shorten makes the tags shorter and plainer, and says whether that helped.
func (s *Shrinking) shorten() bool {
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
			return beginning(tag, n)
		})
	}
	return key(s.ops) != before
}

// shortenTogether is for tags that matter to each other: it cuts from what all
// of them begin with, and what they end with.
func (s *Shrinking) shortenTogether() {
	tags := tagsOf(s.ops)
	if len(tags) < 2 {
		return
	}
	common, longest := tags[0], 0
	for _, tag := range tags {
		longest = max(longest, len([]rune(tag)))
		for !strings.HasPrefix(tag, common) {
			common = beginning(common, len([]rune(common))-1)
		}
	}
	s.bisect(len([]rune(common)), func(tag string, n int) string {
		return beginning(common, n) + strings.TrimPrefix(tag, common)
	})
	s.bisect(longest, beginning)
	s.bisect(longest, ending)
}

// bisect finds the least n, of those up to most, to which the tags can be
// shortened, or one of them.
func (s *Shrinking) bisect(most int, shorter func(tag string, n int) string) {
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

// rename tries another tag in the place of one.
func (s *Shrinking) rename(tag, to string) bool {
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

func (s *Shrinking) freeName() string {
	for _, name := range simpleNames {
		if !slices.Contains(tagsOf(s.ops), name) {
			return name
		}
	}
	return ""
}

// beginning is the first n characters of a tag.
func beginning(tag string, n int) string {
	runes := []rune(tag)
	return string(runes[:min(n, len(runes))])
}

// ending is the last n characters of a tag.
func ending(tag string, n int) string {
	runes := []rune(tag)
	return string(runes[max(0, len(runes)-n):])
}

// repeated is the first character of one word as often as another has any.
func repeated(character, tag string) string {
	return strings.Repeat(beginning(character, 1), len([]rune(tag)))
}

// tagsOf gives the tags of the ops in the order of their first use.
func tagsOf(ops []Op) []string {
	var tags []string
	for _, op := range ops {
		if op.Tag != "" && !slices.Contains(tags, op.Tag) {
			tags = append(tags, op.Tag)
		}
	}
	return tags
}
