// Package fault is the bank that a judge of tag servers is judged by: servers
// that each make one deliberate mistake, and servers that differ from the
// reference and are right.
//
// A mistake is a small change to one of the parts that the reference server is
// made of: a wrapper of the handler, of the store, of the decoding or of the
// connections. It holds no state of its own: what it remembers is made anew
// with every server.
package fault

import (
	"cmp"
	"slices"
	"time"

	"tagcheck/reference"
)

// Server is the reference server with something changed.
type Server struct {
	Name     string // stable, in lower case with hyphens
	Text     string // what it does differently, in one line
	Config   reference.Config
	Declares Declaration
	Durable  bool // what it does shows when it is killed and started again: On is for it
	change   []change
	keeps    keeping
}

// change replaces parts of the reference server.
type change = func(*reference.Parts)

// Declaration is what the operator of a server would tell a harness about it.
// The zero value is a server that asks for tokens and has a quota of
// Config.TagQuota tags, or none.
type Declaration struct {
	Image    string        // the ID of an image to use, where none can be created
	Alphabet string        // a regular expression that the whole of a tag must match
	Window   time.Duration // within which a change becomes visible
	Unknown  bool          // the quota is not told: it is to be found out
}

// New starts afresh: a server without images, and without memory of others.
func (s Server) New() *reference.Server { return reference.New(s.Config, s.change...) }

// With is the same server by another configuration, such as one with another
// address of its identity service.
func (s Server) With(c reference.Config) Server {
	s.Config = c
	return s
}

// Fault is a server with one deliberate mistake.
type Fault struct {
	Server
	Caught     string // ID of the requirement that ought to catch it
	Equivalent string // why it can't be told from outside; empty for all but a few
	OneIn      int    // it shows in one of so many requests, by chance; 0 for always
}

// Variant is a server that differs from the reference and is right.
type Variant struct {
	Server
	Reading string // of the document, or the clause, that allows it
}

// Plain is the reference server as it is, with the users of the demonstration.
func Plain() Server {
	return Server{Name: "reference", Text: "the reference server as it is", Config: reference.Demo()}
}

// Faults gives the bank of mistakes, ordered by the requirement that ought to
// catch them and by name.
func Faults() []Fault {
	all := slices.Concat(
		addFaults(), spellingFaults(), lengthFaults(), bodyFaults(), quotaFaults(), removeFaults(),
		methodFaults(), accessFaults(), isolationFaults(), observeFaults(), robustFaults(), wireFaults(), octetFaults(), timingFaults(),
		concurrentFaults(), crowdFaults(), sequenceFaults(), crashFaults(), equivalentFaults(),
	)
	slices.SortStableFunc(all, func(a, b Fault) int { return cmp.Or(cmp.Compare(a.Caught, b.Caught), cmp.Compare(a.Name, b.Name)) })
	return all
}

// Variants gives the servers that are right, ordered by name.
func Variants() []Variant {
	all := variants()
	slices.SortFunc(all, func(a, b Variant) int { return cmp.Compare(a.Name, b.Name) })
	return all
}

// Find gives the fault or the variant with a name.
func Find(name string) (Server, bool) {
	for _, f := range Faults() {
		if f.Name == name {
			return f.Server, true
		}
	}
	for _, v := range Variants() {
		if v.Name == name {
			return v.Server, true
		}
	}
	return Server{}, false
}
