package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/onsi/gomega/types"
)

// BeTags matches the tags of an image: exactly these strings, each once, in any order.
func BeTags(tags ...string) types.GomegaMatcher { return &tagsMatcher{expected: tags} }

type tagsMatcher struct{ expected []string }

func (m *tagsMatcher) Match(actual any) (bool, error) {
	tags, err := tagsOf("BeTags", actual)
	return SameTags(tags, m.expected), err
}

func tagsOf(matcher string, actual any) ([]string, error) {
	tags, ok := actual.([]string)
	if !ok {
		return nil, fmt.Errorf("%s takes the tags of an image, not %T", matcher, actual)
	}
	return tags, nil
}

func (m *tagsMatcher) FailureMessage(actual any) string {
	tags := actual.([]string)
	message := fmt.Sprintf("the tags of the image\nexpected the tags %s; got %s", Quoted(m.expected), Quoted(tags))
	for _, tag := range Without(m.expected, tags) {
		message += fmt.Sprintf("\nmissing: %s", Quoted([]string{tag}))
	}
	for _, tag := range Without(tags, m.expected) {
		message += fmt.Sprintf("\nunexpected: %s", Quoted([]string{tag}))
	}
	return message
}

func (m *tagsMatcher) NegatedFailureMessage(any) string {
	return fmt.Sprintf("expected other tags than %s", Quoted(m.expected))
}

// HaveNone matches the tags of an image that include none of these.
func HaveNone(tags ...string) types.GomegaMatcher {
	return subsetMatcher{tags: tags, want: false, words: "none of the tags"}
}

// HaveAll matches the tags of an image that include all of these.
func HaveAll(tags ...string) types.GomegaMatcher {
	return subsetMatcher{tags: tags, want: true, words: "all of the tags"}
}

type subsetMatcher struct {
	tags  []string
	want  bool // each of the tags present, or each absent
	words string
}

func (m subsetMatcher) Match(actual any) (bool, error) {
	tags, err := tagsOf("the matcher", actual)
	if err != nil {
		return false, err
	}
	return !slices.ContainsFunc(m.tags, func(tag string) bool { return slices.Contains(tags, tag) != m.want }), nil
}

func (m subsetMatcher) FailureMessage(actual any) string { return m.message("expected", actual) }

func (m subsetMatcher) NegatedFailureMessage(actual any) string {
	return m.message("expected not", actual)
}

func (m subsetMatcher) message(expected string, actual any) string {
	return fmt.Sprintf("the tags of the image\n%s %s %s; got %s",
		expected, m.words, Quoted(m.tags), Quoted(actual.([]string)))
}

// SameTags returns whether two images have the same tags, each equally often, in any
// order.
func SameTags(a, b []string) bool { return slices.Equal(sorted(a), sorted(b)) }

func sorted(tags []string) []string {
	tags = slices.Clone(tags)
	slices.Sort(tags)
	return tags
}

// Without returns the elements of a without those of b, each as often as b has it.
func Without(a, b []string) []string {
	left := slices.Clone(b)
	var rest []string
	for _, s := range a {
		if i := slices.Index(left, s); i >= 0 {
			left = slices.Delete(left, i, i+1)
		} else {
			rest = append(rest, s)
		}
	}
	return rest
}

// Quoted returns tags in printable ASCII: other characters are escaped, and long tags
// are shortened and given with their length.
func Quoted(tags []string) string {
	if len(tags) == 0 {
		return "(none)"
	}
	words := make([]string, len(tags))
	for i, tag := range tags {
		if runes := []rune(tag); len(runes) > 60 {
			words[i] = fmt.Sprintf("%+q… (%d characters)", string(runes[:40]), len(runes))
			continue
		}
		words[i] = fmt.Sprintf("%+q", tag)
	}
	return strings.Join(words, ", ")
}
