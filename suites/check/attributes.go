package check

import (
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/onsi/gomega/types"

	"tagcheck/fixtures/imageapi"
	"tagcheck/suites/requirement"
)

// compareAttributes observes attributes that changed although no tag operation may
// change them.
func (i *Image) compareAttributes(x *imageapi.Exchange, now map[string]any) {
	if i.state.attributes == nil || i.env.crashed {
		i.state.attributes = now
		return
	}
	for _, name := range i.env.changed(i.state.attributes, now) {
		was := i.state.attributes[name]
		i.env.observe(requirement.IsolationAttributes, x, "%s was %v and is %v", name, was, now[name])
	}
}

// changed returns the names of the attributes that differ, without the volatile ones.
func (e *Env) changed(before, after map[string]any) []string {
	return slices.DeleteFunc(differing(before, after), func(name string) bool {
		return slices.Contains(e.volatile, name)
	})
}

func differing(before, after map[string]any) []string {
	names := map[string]bool{}
	for name := range before {
		names[name] = !reflect.DeepEqual(before[name], after[name])
	}
	for name := range after {
		names[name] = !reflect.DeepEqual(before[name], after[name])
	}
	maps.DeleteFunc(names, func(_ string, differs bool) bool { return !differs })
	return slices.Sorted(maps.Keys(names))
}

// BeAttributes matches the attributes of an image: the same names with the same
// values.
func BeAttributes(expected map[string]any) types.GomegaMatcher { return attributesMatcher(expected) }

type attributesMatcher map[string]any

func (m attributesMatcher) Match(actual any) (bool, error) {
	attributes, ok := actual.(map[string]any)
	if !ok {
		return false, fmt.Errorf("BeAttributes matches the attributes of an image, not %T", actual)
	}
	return len(differing(m, attributes)) == 0, nil
}

func (m attributesMatcher) FailureMessage(actual any) string {
	attributes := actual.(map[string]any)
	message := "expected the image's other attributes to be unchanged"
	for _, name := range differing(m, attributes) {
		message += fmt.Sprintf("\n%s: was %s, is %s", name, attributeText(m, name), attributeText(attributes, name))
	}
	return message
}

func (m attributesMatcher) NegatedFailureMessage(any) string {
	return "expected the image's other attributes to have changed"
}

func attributeText(attributes map[string]any, name string) string {
	value, there := attributes[name]
	if !there {
		return "missing"
	}
	return fmt.Sprintf("%#v", value)
}
