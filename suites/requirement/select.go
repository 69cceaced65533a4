package requirement

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"tagcheck/fixtures/nearest"
)

// Levels gives every level, the strongest first.
func Levels() []Level { return []Level{Must, Should, May} }

// Sources gives every source.
func Sources() []Source {
	return []Source{Document, RFC9110, RFC9112, RFC3986, Interop, Upstream, APISIG}
}

// Operations gives every operation.
func Operations() []Operation { return []Operation{Add, Remove, Both} }

// Areas gives the areas of a catalogue, ordered.
func Areas(all []Requirement) []string {
	var areas []string
	for _, r := range all {
		areas = append(areas, r.Area())
	}
	slices.Sort(areas)
	return slices.Compact(areas)
}

// Selection says which requirements are wanted: those that meet every field
// that is set. The zero value selects the whole catalogue.
type Selection struct {
	IDs        []string // an ID, or its beginning up to a dot: add.length selects add.length.accepted
	Areas      []string
	Levels     []Level     // in any case
	Sources    []Source    // in any case
	Operations []Operation // in any case; Add and Remove select Both too
	Exclude    []string    // as IDs, and stronger
}

// Apply gives the requirements of all that are selected, in their order. It is
// an error, which names every culprit, when a value is unknown or an ID matches
// nothing, and when nothing is selected: a selection that is empty by mistake
// must not look like one that was met.
func (s Selection) Apply(all []Requirement) ([]Requirement, error) {
	if err := s.known(all); err != nil {
		return nil, err
	}
	var selected []Requirement
	for _, r := range all {
		if s.selects(r) {
			selected = append(selected, r)
		}
	}
	if len(selected) == 0 {
		return nil, fmt.Errorf("no requirement meets all of: %s", strings.Join(s.conditions(all), "; "))
	}
	return selected, nil
}

func (s Selection) selects(r Requirement) bool {
	return (len(s.IDs) == 0 || matchesAny(r, s.IDs)) && !matchesAny(r, s.Exclude) &&
		wants(s.Areas, r.Area()) && wants(s.Levels, r.Level) && wants(s.Sources, r.Source) &&
		(wants(s.Operations, r.Operation) || r.Operation == Both)
}

func matchesAny(r Requirement, ids []string) bool {
	return slices.ContainsFunc(ids, func(id string) bool {
		return r.ID == id || strings.HasPrefix(r.ID, id+".")
	})
}

func wants[T ~string](values []T, value T) bool { return len(values) == 0 || contains(values, value) }

func contains[T ~string](values []T, value T) bool {
	return slices.ContainsFunc(values, func(v T) bool { return strings.EqualFold(string(v), string(value)) })
}

// known refuses what no requirement could ever match.
func (s Selection) known(all []Requirement) error {
	errs := []error{
		unknown("level", s.Levels, Levels()),
		unknown("source", s.Sources, Sources()),
		unknown("operation", s.Operations, Operations()),
		unknown("area", s.Areas, Areas(all)),
	}
	for _, id := range slices.Concat(s.IDs, s.Exclude) {
		matches := func(r Requirement) bool { return matchesAny(r, []string{id}) }
		if !slices.ContainsFunc(all, matches) {
			errs = append(errs, fmt.Errorf("no requirement has the ID %q or one that begins with it%s", id, suggestion(id, all)))
		}
	}
	return errors.Join(errs...)
}

func unknown[T ~string](what string, given, known []T) error {
	var errs []error
	for _, v := range given {
		if !contains(known, v) {
			errs = append(errs, fmt.Errorf("unknown %s %q; %s", what, v, knownValues(what, known)))
		}
	}
	return errors.Join(errs...)
}

func suggestion(id string, all []Requirement) string {
	near := nearest.Nearest(id, beginnings(all))
	if len(near) == 0 {
		return "; the areas are " + strings.Join(Areas(all), ", ")
	}
	return "; did you mean " + strings.Join(near, " or ") + "?"
}

// beginnings gives everything that selects something: the IDs and what stands
// before their dots.
func beginnings(all []Requirement) []string {
	var known []string
	for _, r := range all {
		known = append(known, r.ID)
		for i, c := range r.ID {
			if c == '.' {
				known = append(known, r.ID[:i])
			}
		}
	}
	slices.Sort(known)
	return slices.Compact(known)
}

// conditions tells the fields that are set, with the values they could have.
func (s Selection) conditions(all []Requirement) []string {
	var list []string
	if len(s.IDs) > 0 {
		list = append(list, "ID "+strings.Join(s.IDs, " or "))
	}
	list = condition(list, "area", s.Areas, Areas(all))
	list = condition(list, "level", s.Levels, Levels())
	list = condition(list, "source", s.Sources, Sources())
	list = condition(list, "operation", s.Operations, Operations())
	if len(s.Exclude) > 0 {
		list = append(list, "ID not "+strings.Join(s.Exclude, " or "))
	}
	if len(list) == 0 {
		list = append(list, "no condition: the catalogue is empty")
	}
	return list
}

func condition[T ~string](list []string, what string, given, known []T) []string {
	if len(given) == 0 {
		return list
	}
	return append(list, fmt.Sprintf("%s %s (%s)", what, joined(given, " or "), knownValues(what, known)))
}

func knownValues[T ~string](what string, known []T) string {
	return fmt.Sprintf("the %ss are %s", what, joined(known, ", "))
}

func joined[T ~string](values []T, separator string) string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = string(v)
	}
	return strings.Join(texts, separator)
}
