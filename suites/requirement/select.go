package requirement

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"tagcheck/fixtures/nearest"
)

// Levels returns every level, the strongest first.
func Levels() []Level { return []Level{Must, Should, May} }

// Sources returns every source.
func Sources() []Source {
	return []Source{Document, RFC9110, RFC9112, RFC3986, Interop, Upstream, APISIG}
}

// Operations returns every operation.
func Operations() []Operation { return []Operation{Add, Remove, Both} }

// Areas returns the areas of a catalogue, ordered.
func Areas(all []Requirement) []string {
	var areas []string
	for _, r := range all {
		areas = append(areas, r.Area())
	}
	slices.Sort(areas)
	return slices.Compact(areas)
}

// Selection selects the requirements that meet every condition that is set. The
// zero value selects the whole catalogue.
type Selection struct {
	IDs        []string // an ID, or its beginning up to a dot: add.length selects add.length.accepted
	Areas      []string
	Levels     []Level     // in any case
	Sources    []Source    // in any case
	Operations []Operation // in any case; Add and Remove select Both too
	Exclude    []string    // as IDs; takes precedence over them
}

// Apply returns the selected ones of all requirements, in their order. The
// error names every unknown value and every ID that matches nothing. An empty
// result is an error too: a run that judges nothing must not look like one that
// passes.
func (s Selection) Apply(all []Requirement) ([]Requirement, error) {
	if err := s.validate(all); err != nil {
		return nil, err
	}
	var selected []Requirement
	for _, r := range all {
		if s.selects(r) {
			selected = append(selected, r)
		}
	}
	if len(selected) == 0 {
		return nil, fmt.Errorf("no requirement matches all of: %s", strings.Join(s.conditions(all), "; "))
	}
	return selected, nil
}

func (s Selection) selects(r Requirement) bool {
	return (len(s.IDs) == 0 || matchesAny(r, s.IDs)) && !matchesAny(r, s.Exclude) &&
		allows(s.Areas, r.Area()) && allows(s.Levels, r.Level) && allows(s.Sources, r.Source) &&
		(allows(s.Operations, r.Operation) || r.Operation == Both)
}

func matchesAny(r Requirement, ids []string) bool {
	return slices.ContainsFunc(ids, func(id string) bool {
		return r.ID == id || strings.HasPrefix(r.ID, id+".")
	})
}

func allows[T ~string](values []T, value T) bool { return len(values) == 0 || contains(values, value) }

func contains[T ~string](values []T, value T) bool {
	return slices.ContainsFunc(values, func(v T) bool { return strings.EqualFold(string(v), string(value)) })
}

// validate refuses values that no requirement could match.
func (s Selection) validate(all []Requirement) error {
	errs := []error{
		unknown("level", s.Levels, Levels()),
		unknown("source", s.Sources, Sources()),
		unknown("operation", s.Operations, Operations()),
		unknown("area", s.Areas, Areas(all)),
	}
	for _, id := range slices.Concat(s.IDs, s.Exclude) {
		matches := func(r Requirement) bool { return matchesAny(r, []string{id}) }
		if !slices.ContainsFunc(all, matches) {
			errs = append(errs, fmt.Errorf("unknown requirement ID %q (%s)", id, suggestion(id, all)))
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
	near := nearest.Names(id, prefixes(all))
	if len(near) == 0 {
		return knownValues("area", Areas(all))
	}
	return "did you mean " + strings.Join(near, " or ") + "?"
}

// prefixes returns everything that selects a requirement: the IDs and their
// beginnings up to a dot.
func prefixes(all []Requirement) []string {
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

// conditions describes the conditions that are set, with the possible values.
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
		list = append(list, "no condition (the catalogue is empty)")
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
