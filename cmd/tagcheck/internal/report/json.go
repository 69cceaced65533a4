package report

import (
	_ "embed" // for the schema
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"tagcheck/cmd/tagcheck/internal/selfcheck"
	"tagcheck/fixtures/target"
	"tagcheck/suites/verdict"
)

// The form of report.json. A change that a reader must know of raises the
// version and the last part of the schema's name.
const (
	SchemaID      = "https://tagcheck.dev/schema/report/v1"
	SchemaVersion = 1
)

//go:embed report.schema.json
var schema []byte

// Schema is the JSON Schema (draft 2020-12) of report.json.
func Schema() []byte { return slices.Clone(schema) }

// The shapes are this package's own, apart from the types of the run: a field
// that is added there must not change the published form by itself.
type jsonReport struct {
	Schema       string             `json:"schema"`
	Version      int                `json:"version"`
	Tagcheck     Build              `json:"tagcheck"`
	Judge        *jsonJudge         `json:"judge,omitempty"`
	Target       target.Description `json:"target"`
	Profile      string             `json:"profile"`
	Catalogue    string             `json:"catalogue"`
	Effort       jsonEffort         `json:"effort"`
	Started      string             `json:"started"`
	Ended        string             `json:"ended"`
	Duration     float64            `json:"duration_ms"`
	Conclusion   string             `json:"conclusion"`
	Reason       string             `json:"reason,omitempty"`
	Totals       Totals             `json:"totals"`
	Requirements []jsonRequirement  `json:"requirements"`
	Checks       []jsonCheck        `json:"checks"`
	Findings     []string           `json:"findings"`
	Leftovers    []string           `json:"leftovers"`
	Evidence     []jsonExchange     `json:"evidence"`
}

type jsonEffort struct {
	Seed    uint64  `json:"seed"`
	Clients int     `json:"clients"`
	Steps   int     `json:"steps"`
	Time    float64 `json:"time_ms"`
}

type jsonJudge struct {
	Bank       string        `json:"bank"`
	Faults     int           `json:"faults"`
	Equivalent int           `json:"equivalent"`
	Variants   int           `json:"variants"`
	Measured   *jsonMeasured `json:"measured,omitempty"`
}

type jsonMeasured struct {
	Score  float64 `json:"score"`
	Caught int     `json:"caught"`
	Alarms int     `json:"alarms"`
}

type jsonRequirement struct {
	ID           string      `json:"id"`
	Level        string      `json:"level"`
	Source       string      `json:"source"`
	Clause       string      `json:"clause"`
	Operation    string      `json:"operation"`
	Statement    string      `json:"statement"`
	Verdict      string      `json:"verdict"`
	Reason       string      `json:"reason,omitempty"`
	Declared     bool        `json:"declared,omitempty"`
	Undecided    bool        `json:"undecided,omitempty"`
	Unobservable string      `json:"unobservable,omitempty"`
	Checks       []string    `json:"checks"`
	Waiver       *jsonWaiver `json:"waiver,omitempty"`
	Tempest      string      `json:"tempest,omitempty"`
}

type jsonWaiver struct {
	Owner     string   `json:"owner"`
	Reason    string   `json:"reason"`
	Link      string   `json:"link"`
	Expires   string   `json:"expires"`
	Checks    []string `json:"checks,omitempty"`
	Sometimes bool     `json:"sometimes,omitempty"`
}

type jsonCheck struct {
	ID           string   `json:"id"`
	Area         string   `json:"area"`
	Title        string   `json:"title"`
	Requirements []string `json:"requirements"`
	Outcome      string   `json:"outcome"`
	Reason       string   `json:"reason,omitempty"`
	Deviations   []string `json:"deviations"`
	Declared     bool     `json:"declared,omitempty"`
	Started      string   `json:"started"`
	Duration     float64  `json:"duration_ms"`
	Exchanges    []int    `json:"exchanges"`
	Evidence     []int    `json:"evidence"`
	InTurn       bool     `json:"in_turn,omitempty"`
	Location     string   `json:"location,omitempty"`
	Attachments  []string `json:"attachments,omitempty"`
}

// JSON writes the report for programs; Schema describes it.
func JSON(w io.Writer, d Document) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false) // commands in it are there to be copied
	e.SetIndent("", "  ")
	if err := e.Encode(newJSONReport(d)); err != nil {
		return fmt.Errorf("write the report as JSON: %w", err)
	}
	return nil
}

func newJSONReport(d Document) jsonReport {
	r := d.Result
	out := jsonReport{
		Schema: SchemaID, Version: SchemaVersion, Tagcheck: d.Build, Target: r.Target,
		Profile: r.Profile, Catalogue: r.Catalogue,
		Effort:  jsonEffort{r.Effort.Seed, r.Effort.Clients, r.Effort.Steps, milliseconds(r.Effort.Time)},
		Started: timestamp(r.Started), Ended: timestamp(r.Ended), Duration: milliseconds(d.duration()),
		Conclusion: string(r.Conclusion), Reason: r.Reason, Totals: d.Totals,
		Requirements: []jsonRequirement{}, Checks: []jsonCheck{},
		Findings: list(r.Findings), Leftovers: list(r.Leftovers), Evidence: d.jsonEvidence(),
	}
	out.Target.Users = list(out.Target.Users)
	out.Judge = newJSONJudge(d.Judge)
	for _, q := range r.Requirements {
		out.Requirements = append(out.Requirements, newJSONRequirement(q))
	}
	for _, c := range r.Checks {
		out.Checks = append(out.Checks, newJSONCheck(c))
	}
	return out
}

func newJSONJudge(s *selfcheck.Standing) *jsonJudge {
	if s == nil {
		return nil
	}
	out := &jsonJudge{Bank: s.Bank, Faults: s.Faults, Equivalent: s.Equivalent, Variants: s.Variants}
	if m := s.Measured; m != nil {
		out.Measured = &jsonMeasured{m.Score, m.Caught, m.Alarms}
	}
	return out
}

func newJSONRequirement(r verdict.Requirement) jsonRequirement {
	out := jsonRequirement{
		ID: r.ID, Level: string(r.Level), Source: string(r.Source), Clause: r.Clause,
		Operation: string(r.Operation), Statement: r.Statement, Verdict: string(r.Verdict), Reason: r.Reason,
		Declared: r.Declared, Undecided: r.Undecided, Unobservable: r.Unobservable, Checks: list(sorted(r.Checks)), Tempest: r.Tempest,
	}
	if w := r.Waiver; w != nil {
		out.Waiver = &jsonWaiver{w.Owner, w.Reason, w.Link, w.Expires, sorted(w.Checks), w.Sometimes}
	}
	return out
}

func newJSONCheck(c verdict.Check) jsonCheck {
	return jsonCheck{
		ID: c.ID, Area: c.Area, Title: c.Title, Requirements: list(c.Requirements),
		Outcome: string(c.Outcome), Reason: c.Reason, Deviations: list(c.Deviations), Declared: c.Declared,
		Started: timestamp(c.Started), Duration: milliseconds(c.Duration),
		Exchanges: list(c.Exchanges), Evidence: list(c.Evidence), InTurn: c.InTurn, Location: c.Location, Attachments: attached(c),
	}
}

// attached names the files that belong to c.
func attached(c verdict.Check) []string {
	var names []string
	for _, a := range c.Attachments {
		names = append(names, a.Name)
	}
	return names
}

// list makes an empty list of none: readers need not tell null from [].
func list[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

// timestamp is a time as files hold it, without the zone of the machine.
func timestamp(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }
