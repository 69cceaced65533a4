package walk_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"tagcheck/suites/sequence/walk"
)

// faulty stores the tags of one image. A removal also removes all longer tags.
type faulty struct{ tags []string }

func (f *faulty) Do(op walk.Op) (walk.Response, error) {
	if op.Do == walk.Add {
		if !slices.Contains(f.tags, op.Tag) {
			f.tags = append(f.tags, op.Tag)
		}
		return walk.Response{Status: http.StatusNoContent}, nil
	}
	if !slices.Contains(f.tags, op.Tag) {
		return walk.Response{Status: http.StatusNotFound}, nil
	}
	f.tags = slices.DeleteFunc(f.tags, func(tag string) bool { return strings.HasPrefix(tag, op.Tag) })
	return walk.Response{Status: http.StatusNoContent}, nil
}

func (f *faulty) Tags(string) ([]string, walk.Response, error) {
	return slices.Clone(f.tags), walk.Response{Status: http.StatusOK}, nil
}

// A walk with every four additions and removals of "a" and "ab" in a row finds the fault. The walk is
// then reduced to the requests that are needed.
func Example() {
	run := func(ops []walk.Op) (*walk.Violation, error) {
		model := walk.NewModel(map[string]string{"A": "owner"}, 0)
		v, _, err := walk.Run(&faulty{tags: []string{}}, model, ops, func() bool { return true })
		return v, err
	}
	ops := walk.Windows(4, "A", "a", "ab", 1)
	violation, err := run(ops)
	if err != nil || violation == nil {
		panic("the fault is not found")
	}
	unlimited := func(int) bool { return true }
	finding := walk.Investigate(run, unlimited, ops, *violation)
	fmt.Printf("%d of %d requests:\n", len(finding.Ops), len(ops))
	for _, line := range walk.Describe(finding.Ops) {
		fmt.Println(line)
	}
	fmt.Printf("expected %s; got %s\n", finding.Violation.Expected, finding.Violation.Got)
	// Output:
	// 3 of 518 requests:
	// step 1: PUT "a" to image A
	// step 2: PUT "aa" to image A
	// step 3: DELETE "a" from image A
	// expected the tags "aa"; got (none)
}
