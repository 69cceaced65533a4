package requirement

import (
	"slices"
	"strings"
	"testing"
)

// some is a catalogue of its own, so that these tests do not depend on the real one.
func some() []Requirement {
	return []Requirement{
		{ID: "add.length.accepted", Level: Must, Source: Document, Operation: Add},
		{ID: "add.length.over.400", Level: Should, Source: Upstream, Operation: Add},
		{ID: "add.lengthy", Level: May, Source: RFC9110, Operation: Add},
		{ID: "add.stores", Level: Must, Source: Document, Operation: Add},
		{ID: "remove.deletes", Level: Must, Source: Document, Operation: Remove},
		{ID: "wire.date", Level: Should, Source: RFC9110, Operation: Both},
	}
}

func TestSelectionApply(t *testing.T) {
	for name, test := range map[string]struct {
		selection Selection
		want      string
	}{
		"nothing set": {
			Selection{}, "add.length.accepted add.length.over.400 add.lengthy add.stores remove.deletes wire.date",
		},
		"an ID":                    {Selection{IDs: []string{"add.stores"}}, "add.stores"},
		"a beginning ends at dots": {Selection{IDs: []string{"add.length"}}, "add.length.accepted add.length.over.400"},
		"IDs in any order, once": {
			Selection{IDs: []string{"wire.date", "add.stores", "wire"}}, "add.stores wire.date",
		},
		"areas": {Selection{Areas: []string{"wire", "remove"}}, "remove.deletes wire.date"},
		"levels in any case": {
			Selection{Levels: []Level{"may", "Should"}}, "add.length.over.400 add.lengthy wire.date",
		},
		"sources":         {Selection{Sources: []Source{"RFC9110"}}, "add.lengthy wire.date"},
		"remove has both": {Selection{Operations: []Operation{Remove}}, "remove.deletes wire.date"},
		"add has both": {
			Selection{Operations: []Operation{Add}, Levels: []Level{Should}}, "add.length.over.400 wire.date",
		},
		"both alone": {Selection{Operations: []Operation{Both}}, "wire.date"},
		"every field narrows": {
			Selection{IDs: []string{"add"}, Levels: []Level{Must}, Sources: []Source{Document}},
			"add.length.accepted add.stores",
		},
		"exclude": {Selection{Exclude: []string{"add"}}, "remove.deletes wire.date"},
		"exclude is stronger": {
			Selection{IDs: []string{"add.length"}, Exclude: []string{"add.length.over"}}, "add.length.accepted",
		},
	} {
		t.Run(name, func(t *testing.T) {
			selected, err := test.selection.Apply(some())
			var ids []string
			for _, r := range selected {
				ids = append(ids, r.ID)
			}
			if got := strings.Join(ids, " "); err != nil || got != test.want {
				t.Errorf("got %s, %v, want %s", got, err, test.want)
			}
		})
	}
}

func TestSelectionRefusesWhatMatchesNothing(t *testing.T) {
	const sources = "document, rfc9110, rfc9112, rfc3986, interop, upstream, api-sig"
	for name, test := range map[string]struct {
		selection Selection
		want      string
	}{
		"a typing error": {
			Selection{IDs: []string{"add.store"}}, `unknown requirement ID "add.store" (did you mean add.stores?)`,
		},
		"a missing area": {
			Selection{IDs: []string{"length.over"}},
			`unknown requirement ID "length.over" (did you mean add.length.over?)`,
		},
		"no end at a dot": {
			Selection{IDs: []string{"add.len"}},
			`unknown requirement ID "add.len" (did you mean add.length or add.lengthy?)`,
		},
		"nothing near": {
			Selection{Exclude: []string{"quantum-entanglement"}},
			`unknown requirement ID "quantum-entanglement" (the areas are add, remove, wire)`,
		},
		"an empty ID": {
			Selection{IDs: []string{""}}, `unknown requirement ID "" (the areas are add, remove, wire)`,
		},
		"an unknown level": {
			Selection{Levels: []Level{"must", "shall"}}, `unknown level "shall"; the levels are MUST, SHOULD, MAY`,
		},
		"an unknown source": {
			Selection{Sources: []Source{"rfc1149"}}, `unknown source "rfc1149"; the sources are ` + sources,
		},
		"an unknown operation": {
			Selection{Operations: []Operation{"list"}},
			`unknown operation "list"; the operations are add, remove, both`,
		},
		"an unknown area": {
			Selection{Areas: []string{"length"}}, `unknown area "length"; the areas are add, remove, wire`,
		},
		"a field that fits none": {
			Selection{IDs: []string{"remove"}, Levels: []Level{May}},
			`no requirement matches all of: ID remove; level MAY (the levels are MUST, SHOULD, MAY)`,
		},
		"all excluded": {
			Selection{Areas: []string{"wire"}, Exclude: []string{"wire.date"}},
			`no requirement matches all of: area wire (the areas are add, remove, wire); ID not wire.date`,
		},
		"several at once": {
			Selection{Levels: []Level{"x"}, IDs: []string{"ad"}},
			"unknown level \"x\"; the levels are MUST, SHOULD, MAY\nunknown requirement ID \"ad\" (did you mean add?)",
		},
	} {
		t.Run(name, func(t *testing.T) {
			selected, err := test.selection.Apply(some())
			if err == nil || err.Error() != test.want || selected != nil {
				t.Errorf("got %v, %v\nwant %s", selected, err, test.want)
			}
		})
	}
}

func TestNoRequirementsAreNoSelection(t *testing.T) {
	if _, err := (Selection{}).Apply(nil); err == nil {
		t.Error("an empty catalogue was selected from without an error")
	}
}

func TestEveryValueOfTheCatalogueIsKnown(t *testing.T) {
	for _, r := range All() {
		if !slices.Contains(Levels(), r.Level) || !slices.Contains(Sources(), r.Source) ||
			!slices.Contains(Operations(), r.Operation) {
			t.Errorf("%s: %s, %s or %s is not listed", r.ID, r.Level, r.Source, r.Operation)
		}
	}
}
