package bank

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"tagcheck/fixtures/nearest"
	"tagcheck/reference/fault"
)

// Bank is the servers that the suite is run against.
type Bank struct {
	Reference []fault.Server // the reference server, or nothing where it is left out
	Variants  []fault.Variant
	Faults    []fault.Fault
	Full      bool // nothing is left out
}

// Full is the reference server and every variant and fault.
func Full() Bank {
	return Bank{
		Reference: []fault.Server{fault.Plain()}, Variants: fault.Variants(), Faults: fault.Faults(), Full: true,
	}
}

// Names gives the name of every server: the reference server first, then the
// variants, then the faults.
func (b Bank) Names() []string {
	var names []string
	for _, s := range b.Servers() {
		names = append(names, s.Name)
	}
	return names
}

// Servers gives every server, ordered as the names.
func (b Bank) Servers() []fault.Server {
	servers := slices.Clone(b.Reference)
	for _, v := range b.Variants {
		servers = append(servers, v.Server)
	}
	for _, f := range b.Faults {
		servers = append(servers, f.Server)
	}
	return servers
}

// Find gives the server with a name.
func (b Bank) Find(name string) (fault.Server, bool) {
	for _, s := range b.Servers() {
		if s.Name == name {
			return s, true
		}
	}
	return fault.Server{}, false
}

// Intended is the requirement that must catch the fault with a name. It is
// empty for a correct server, for an equivalent fault, and for a fault
// that shows by chance: any requirement may catch that one.
func (b Bank) Intended(name string) string {
	for _, f := range b.Faults {
		if f.Name == name && f.Equivalent == "" && f.OneIn == 0 {
			return f.Caught
		}
	}
	return ""
}

// Select gives the part of the bank with these names. A name may be the
// beginning of others up to a hyphen: add-body selects add-body-refused too.
// The error names everything that selects nothing.
func (b Bank) Select(names []string) (Bank, error) {
	var errs []error
	for _, n := range names {
		if !slices.ContainsFunc(b.Names(), func(name string) bool { return selects(n, name) }) {
			errs = append(errs, b.unknown(n))
		}
	}
	other := func(s fault.Server) bool {
		return !slices.ContainsFunc(names, func(n string) bool { return selects(n, s.Name) })
	}
	return Bank{
		Reference: slices.DeleteFunc(slices.Clone(b.Reference), other),
		Variants:  slices.DeleteFunc(slices.Clone(b.Variants), func(v fault.Variant) bool { return other(v.Server) }),
		Faults:    slices.DeleteFunc(slices.Clone(b.Faults), func(f fault.Fault) bool { return other(f.Server) }),
	}, errors.Join(errs...)
}

func selects(beginning, name string) bool {
	return name == beginning || strings.HasPrefix(name, beginning+"-")
}

func (b Bank) unknown(name string) error {
	near := nearest.Names(name, b.Names())
	if len(near) == 0 {
		return fmt.Errorf("unknown fault or variant %q ('tagcheck serve --list-faults' lists all)", name)
	}
	return fmt.Errorf("unknown fault or variant %q; did you mean %s?", name, strings.Join(near, " or "))
}
