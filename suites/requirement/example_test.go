package requirement_test

import (
	"fmt"

	"tagcheck/suites/requirement"
)

// The requirements about the length of added tags whose source is the document.
func ExampleSelection() {
	selection := requirement.Selection{
		IDs: []string{"add.length"}, Sources: []requirement.Source{requirement.Document},
	}
	selected, err := selection.Apply(requirement.All())
	if err != nil {
		panic(err)
	}
	for _, r := range selected {
		fmt.Println(r.Level, r.ID)
	}
	first, _ := requirement.Lookup(selected[0].ID)
	fmt.Println(first.Statement)
	fmt.Println(requirement.CheckID("add.store"))
	// Output:
	// MUST add.length.accepted
	// MUST add.length.code-points
	// MUST add.length.last-character
	// MUST add.length.over.refused
	// A tag of 1 to 255 characters is accepted and stored in full.
	// unknown requirement ID "add.store" (did you mean add.stores?)
}
