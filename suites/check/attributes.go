package check

import (
	"fmt"

	"github.com/onsi/gomega/types"
)

// BeAttributes matches the attributes of an image: the same names with the
// same values.
func BeAttributes(expected map[string]any) types.GomegaMatcher { return attributesMatcher(expected) }

type attributesMatcher map[string]any

func (m attributesMatcher) Match(actual any) (bool, error) {
	attributes, ok := actual.(map[string]any)
	if !ok {
		return false, fmt.Errorf("the attributes of an image are expected here, not %T", actual)
	}
	return len(differing(m, attributes)) == 0, nil
}

func (m attributesMatcher) FailureMessage(actual any) string {
	attributes := actual.(map[string]any)
	message := "expected the image's other attributes as they were"
	for _, name := range differing(m, attributes) {
		message += fmt.Sprintf("\n%s: was %s, is %s", name, shownAs(m, name), shownAs(attributes, name))
	}
	return message
}

func (m attributesMatcher) NegatedFailureMessage(any) string {
	return "expected other attributes than before"
}

func shownAs(attributes map[string]any, name string) string {
	value, there := attributes[name]
	if !there {
		return "missing"
	}
	return fmt.Sprintf("%#v", value)
}
