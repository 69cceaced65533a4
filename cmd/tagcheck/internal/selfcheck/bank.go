package selfcheck

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
	Right    []fault.Server // the reference server, where it is among them
	Variants []fault.Variant
	Faults   []fault.Fault
	Whole    bool // nothing is left out
}

// Whole is the whole bank with the reference server.
func Whole() Bank {
	return Bank{Right: []fault.Server{fault.Plain()}, Variants: fault.Variants(), Faults: fault.Faults(), Whole: true}
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
	servers := slices.Clone(b.Right)
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

// Intended is the requirement that ought to catch the fault with a name; empty
// for a server that is right, for a fault that nobody can tell, and for one that
// shows by chance.
func (b Bank) Intended(name string) string {
	for _, f := range b.Faults {
		if f.Name == name && f.Equivalent == "" && f.OneIn == 0 {
			return f.Caught
		}
	}
	return ""
}

// Select gives the part of the bank with these names; each may be the
// beginning of some, up to a hyphen: add-body is add-body-refused too. The
// error names everything that selects nothing.
func (b Bank) Select(names []string) (Bank, error) {
	var errs []error
	for _, n := range names {
		if !slices.ContainsFunc(b.Names(), func(name string) bool { return selects(n, name) }) {
			errs = append(errs, b.unknown(n))
		}
	}
	left := func(s fault.Server) bool {
		return !slices.ContainsFunc(names, func(n string) bool { return selects(n, s.Name) })
	}
	return Bank{
		Right:    slices.DeleteFunc(slices.Clone(b.Right), left),
		Variants: slices.DeleteFunc(slices.Clone(b.Variants), func(v fault.Variant) bool { return left(v.Server) }),
		Faults:   slices.DeleteFunc(slices.Clone(b.Faults), func(f fault.Fault) bool { return left(f.Server) }),
	}, errors.Join(errs...)
}

func selects(beginning, name string) bool {
	return name == beginning || strings.HasPrefix(name, beginning+"-")
}

func (b Bank) unknown(name string) error {
	near := nearest.Nearest(name, b.Names())
	if len(near) == 0 {
		return fmt.Errorf("there is no fault or variant %q (tagcheck serve --list-faults shows all)", name)
	}
	return fmt.Errorf("there is no fault or variant %q; did you mean %s?", name, strings.Join(near, " or "))
}
