// Package requirement is the catalogue: every statement that a server is
// judged by, with its level, its source and how it is judged.
package requirement

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"sort"
	"strings"

	"github.com/onsi/ginkgo/v2"
)

// Level is the strength of a requirement in the words of RFC 2119.
type Level string

// The levels. Must: what the document states. Should: RFC 9110 and upstream's
// reference where the document is silent. May: reported, never gating.
const (
	Must   Level = "MUST"
	Should Level = "SHOULD"
	May    Level = "MAY"
)

// Source names the text that a requirement stands on.
type Source string

// The sources.
const (
	Document Source = "document" // the Image API v2 page on image tags
	RFC9110  Source = "rfc9110"  // HTTP Semantics
	RFC9112  Source = "rfc9112"  // HTTP/1.1
	RFC3986  Source = "rfc3986"  // URI Generic Syntax
	Interop  Source = "interop"  // tests that interoperability programs require
	Upstream Source = "upstream" // the reference and the documentation of Glance
	APISIG   Source = "api-sig"  // OpenStack API guidelines
)

// Operation is the operation that a requirement is about.
type Operation string

// The operations.
const (
	Add    Operation = "add"
	Remove Operation = "remove"
	Both   Operation = "both"
)

// Requirement is one statement that an implementation must, should or may
// meet. ID is stable and says what it is; it is never a running number.
type Requirement struct {
	ID        string    `json:"id"`
	Level     Level     `json:"level"`
	Source    Source    `json:"source"`
	Clause    string    `json:"clause"` // section or sentence of the source
	Operation Operation `json:"operation"`
	Statement string    `json:"statement"`
	Sends     string    `json:"sends"`    // what is sent to judge it
	Accepts   string    `json:"accepts"`  // what passes
	Mistakes  string    `json:"mistakes"` // what commonly gets it wrong
	Note      string    `json:"note,omitempty"`
	Tempest   string    `json:"tempest,omitempty"` // idempotent id of the Tempest test that covers it
	// Unobservable says why the requirement can't be checked from outside; a
	// requirement that has it is cited by no check.
	Unobservable string `json:"unobservable,omitempty"`
}

// Area is the first part of the ID: the folder of the suites that holds the
// checks.
func (r Requirement) Area() string {
	area, _, _ := strings.Cut(r.ID, ".")
	return area
}

const labelPrefix = "req:"

// define makes the citation of a requirement: a value that Ginkgo takes on
// It, Entry and Context. The catalogue holds the requirement itself.
func define(id string) ginkgo.Labels { return ginkgo.Labels{labelPrefix + id} }

// Cited gives the requirement IDs among the labels of a spec, in order and
// without repetition.
func Cited(labels []string) []string {
	var ids []string
	seen := map[string]bool{}
	for _, l := range labels {
		id, ok := strings.CutPrefix(l, labelPrefix)
		if ok && !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	return ids
}

// Filter is a Ginkgo label filter that selects the specs that cite one of ids.
func Filter(ids []string) string {
	return strings.TrimSuffix(labelPrefix, ":") + ": containsAny {" + strings.Join(ids, ", ") + "}"
}

// Digest is the SHA-256 of the catalogue in its JSON form, in hexadecimal: two
// reports with the same digest were judged by the same statements.
func Digest() string {
	data, err := json.Marshal(All())
	if err != nil {
		panic(fmt.Sprintf("requirement: the catalogue has no JSON form: %v", err))
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// All gives the whole catalogue, ordered by ID.
func All() []Requirement {
	var all []Requirement
	for _, part := range [][]Requirement{
		addRequirements, addStringRequirements, addBodyRequirements, addImageRequirements, quotaRequirements,
		removeRequirements, removeStringRequirements, methodRequirements, accessRequirements,
		isolationRequirements, wireRequirements, wireRawRequirements, robustRequirements, observeRequirements,
		concurrentRequirements, durableRequirements, crashRequirements, sequenceRequirements,
	} {
		all = append(all, part...)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].ID < all[j].ID })
	return all
}

// Lookup finds a requirement by its ID.
func Lookup(id string) (Requirement, bool) {
	for _, r := range All() {
		if r.ID == id {
			return r, true
		}
	}
	return Requirement{}, false
}
