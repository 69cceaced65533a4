package check

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/onsi/gomega/types"

	"tagcheck/fixtures/imageapi"
)

// StoreOrRefuse matches an exchange that was answered 204 or refused with 4xx.
func StoreOrRefuse() types.GomegaMatcher {
	return Meet(func(x *imageapi.Exchange) string {
		if x.Status() == http.StatusNoContent || x.Status()/100 == 4 {
			return ""
		}
		return "expected the status 204 No Content or a refusal (4xx); came " + status(x)
	})
}

// HaveNone matches the tags of an image that hold none of these.
func HaveNone(tags ...string) types.GomegaMatcher {
	return partMatcher{tags: tags, want: false, words: "none of the tags"}
}

// HaveAll matches the tags of an image that hold all of these.
func HaveAll(tags ...string) types.GomegaMatcher {
	return partMatcher{tags: tags, want: true, words: "all of the tags"}
}

type partMatcher struct {
	tags  []string
	want  bool
	words string
}

func (m partMatcher) Match(actual any) (bool, error) {
	tags, ok := actual.([]string)
	if !ok {
		return false, fmt.Errorf("the tags of an image are expected here, not %T", actual)
	}
	return !slices.ContainsFunc(m.tags, func(tag string) bool { return slices.Contains(tags, tag) != m.want }), nil
}

func (m partMatcher) FailureMessage(actual any) string {
	return fmt.Sprintf("the tags of the image\nexpected %s %s; came %s", m.words, Quoted(m.tags), Quoted(actual.([]string)))
}

func (m partMatcher) NegatedFailureMessage(actual any) string {
	return fmt.Sprintf("the tags of the image\nexpected not %s %s; came %s", m.words, Quoted(m.tags), Quoted(actual.([]string)))
}

// Spelled spells the tag in the request's target as given, instead of with
// every escape that is safe.
func (i *Image) Spelled(segment string) imageapi.Option {
	return imageapi.WithTarget(imageapi.ImagePath(i.client.Root(), i.ID) + "/tags/" + segment)
}
