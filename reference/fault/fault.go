package fault

import (
	"cmp"
	"slices"
	"time"

	"tagcheck/reference"
)

// Server is the reference server with some of its parts changed.
type Server struct {
	Name     string           // lower case with hyphens, never renamed
	Text     string           // the difference from the reference server, in one line
	Config   reference.Config // users, quota and limits
	Declares Declaration      // what its operator tells the judge
	Durable  bool             // the difference shows after a crash: start it with NewFromDisk

	changes     []change
	persistence persistence
}

// change replaces parts of the reference server.
type change = func(*reference.Parts)

// Declaration is what the operator of a server tells a judge about it. The zero
// value is a server that requires tokens and has the quota Config.TagQuota, or no
// quota if that is 0.
type Declaration struct {
	Image           string        // ID of the image to use, if the server creates no images
	Alphabet        string        // regular expression that every tag must match as a whole
	Window          time.Duration // time until a change is visible
	QuotaUndeclared bool          // the judge has to find out the quota
}

// New returns the server in its initial state, without images.
func (s Server) New() *reference.Server { return reference.New(s.Config, s.changes...) }

// With returns the same server with another configuration, for example with
// another path prefix.
func (s Server) With(c reference.Config) Server {
	s.Config = c
	return s
}

// Fault is a server with one deliberate mistake.
type Fault struct {
	Server
	Caught     string // ID of the requirement that must report it
	Equivalent string // why no client can observe it; empty if a client can
	OneIn      int    // it shows at random in one of so many requests; 0 if it always shows
}

// Variant is a correct server that differs from the reference server.
type Variant struct {
	Server
	Reading string // the clause, or the reading of the document, that allows it
}

// Plain returns the unchanged reference server with the users and the quota of
// [reference.Demo].
func Plain() Server {
	return Server{Name: "reference", Text: "the unchanged reference server", Config: reference.Demo()}
}

// Faults returns all faults, ordered by the requirement that must report them
// and by name.
func Faults() []Fault {
	all := equivalentFaults()
	for _, a := range areas() {
		all = append(all, a.faults()...)
	}
	slices.SortStableFunc(all, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.Caught, b.Caught), cmp.Compare(a.Name, b.Name))
	})
	return all
}

// area is one area of the catalogue of requirements.
type area struct {
	name   string
	faults func() []Fault
}

func areas() []area {
	return []area{
		{"access", accessFaults},
		{"add", addFaults},
		{"concurrent", concurrentFaults},
		{"durable", durableFaults},
		{"isolation", isolationFaults},
		{"method", methodFaults},
		{"observe", observeFaults},
		{"remove", removeFaults},
		{"robust", robustFaults},
		{"sequence", sequenceFaults},
		{"wire", wireFaults},
	}
}

// Variants returns all variants, ordered by name.
func Variants() []Variant {
	all := slices.Concat(
		apiVariants(), imageVariants(), wireVariants(), timingVariants(), concurrentVariants(), durableVariants(),
	)
	slices.SortFunc(all, func(a, b Variant) int { return cmp.Compare(a.Name, b.Name) })
	return all
}

// Find returns the fault or the variant with the given name.
func Find(name string) (server Server, found bool) {
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
