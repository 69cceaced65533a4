// Package requirement is the catalogue: every statement that a server is judged
// by, with its level, its source and how it is judged.
//
// A [Requirement] has an ID such as add.stores, whose first part is its area:
// the folder of the suites that holds its checks. [All] gives the catalogue,
// [Lookup] one requirement, [ByIDs] some, and a [Selection] those that meet
// conditions such as a level or a source:
//
//	musts, err := requirement.Selection{Levels: []requirement.Level{requirement.Must}}.Apply(requirement.All())
//
// A check cites its requirement by a variable such as [AddStores], which is a
// Ginkgo label. [Digest] identifies the catalogue in reports.
package requirement

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/onsi/ginkgo/v2"

	"tagcheck/fixtures/nearest"
)

// Level is the strength of a requirement, as in RFC 2119.
type Level string

// The levels. Must: what the document states; a failure fails the run. Should:
// what RFC 9110 and upstream's reference add where the document is silent; a
// failure is a warning. May: reported only.
const (
	Must   Level = "MUST"
	Should Level = "SHOULD"
	May    Level = "MAY"
)

// Source is the text that states a requirement.
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
// meet.
type Requirement struct {
	ID        string    `json:"id"` // stable, dotted words such as add.length.accepted; never a running number
	Level     Level     `json:"level"`
	Source    Source    `json:"source"`
	Clause    string    `json:"clause"` // section or sentence of the source
	Operation Operation `json:"operation"`
	Statement string    `json:"statement"`
	Sends     string    `json:"sends"`    // the requests that judge it
	Accepts   string    `json:"accepts"`  // the responses and effects that pass
	Mistakes  string    `json:"mistakes"` // common implementation errors
	Note      string    `json:"note,omitempty"`
	Tempest   string    `json:"tempest,omitempty"` // idempotent ID of the Tempest test that covers it
	// Unobservable is the reason why no client can check the requirement. No
	// check cites such a requirement.
	Unobservable string `json:"unobservable,omitempty"`
}

// Area returns the first part of the ID: the folder of the suites that holds
// the checks.
func (r Requirement) Area() string {
	area, _, _ := strings.Cut(r.ID, ".")
	return area
}

const labelPrefix = "req:"

// cite returns the label of a requirement, which Ginkgo accepts on It, Entry and
// Context. The catalogue holds the requirement itself.
func cite(id string) ginkgo.Labels { return ginkgo.Labels{labelPrefix + id} }

// Citation returns the labels that cite the requirements with these IDs.
func Citation(ids ...string) ginkgo.Labels {
	var labels ginkgo.Labels
	for _, id := range ids {
		labels = append(labels, cite(id)...)
	}
	return labels
}

// Cited returns the IDs of the requirements that the labels of a spec cite, in
// order and without repetition.
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

// Filter returns the Ginkgo label filter that selects the specs that cite one of
// the IDs.
func Filter(ids []string) string {
	return strings.TrimSuffix(labelPrefix, ":") + ": containsAny {" + strings.Join(ids, ", ") + "}"
}

// Digest returns the SHA-256 of the catalogue in JSON, in hexadecimal: two
// reports with the same digest were judged by the same statements.
func Digest() string {
	data, err := json.Marshal(All())
	if err != nil {
		panic(fmt.Sprintf("requirement: encode the catalogue as JSON: %v", err))
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// All returns the whole catalogue, ordered by ID.
func All() []Requirement {
	var all []Requirement
	for _, part := range [][]Requirement{
		accessRequirements,
		addRequirements, addStringRequirements, addBodyRequirements, addImageRequirements, quotaRequirements,
		concurrentRequirements, durableRequirements, isolationRequirements, methodRequirements, observeRequirements,
		removeRequirements, removeStringRequirements, removeImageRequirements,
		bodyRequirements(Remove, "remove", "Delete", "DELETE"),
		robustRequirements, sequenceRequirements, wireRequirements, wireMalformedRequirements,
	} {
		all = append(all, part...)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].ID < all[j].ID })
	return all
}

// ByIDs returns the requirements with these IDs, ordered by ID. IDs that are not
// in the catalogue are left out.
func ByIDs(ids []string) []Requirement {
	return slices.DeleteFunc(All(), func(r Requirement) bool { return !slices.Contains(ids, r.ID) })
}

// Lookup returns the requirement with this ID, and whether there is one.
func Lookup(id string) (Requirement, bool) {
	for _, r := range All() {
		if r.ID == id {
			return r, true
		}
	}
	return Requirement{}, false
}

// CheckID returns an error for an ID that is not in the catalogue: it names the
// most similar IDs.
func CheckID(id string) error {
	if _, known := Lookup(id); known {
		return nil
	}
	var ids []string
	for _, r := range All() {
		ids = append(ids, r.ID)
	}
	if near := nearest.Names(id, ids); len(near) > 0 {
		return fmt.Errorf("unknown requirement ID %q (did you mean %s?)", id, strings.Join(near, " or "))
	}
	return fmt.Errorf("unknown requirement ID %q (tagcheck list shows all)", id)
}
