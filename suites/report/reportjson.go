package report

import (
	"context"
	_ "embed" // for the schema
	"fmt"
	"io"
	"slices"

	"tagcheck/fixtures/target"
	"tagcheck/suites/report/output"
	"tagcheck/suites/verdict"
)

// The form of report.json. A change that readers must know about raises the
// version and the last part of the ID.
const (
	SchemaID      = "https://tagcheck.dev/schema/report/v1"
	SchemaVersion = 1
)

//go:embed report.schema.json
var schema []byte

// Schema is the JSON Schema (draft 2020-12) of report.json.
func Schema() []byte { return slices.Clone(schema) }

// The types of the form are separate from the types of the run: a field that is
// added to a run must not change the published form by itself.
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
	Code       string        `json:"code"`
	Faults     *int          `json:"faults,omitempty"`
	Equivalent *int          `json:"equivalent,omitempty"`
	Variants   *int          `json:"variants,omitempty"`
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

// WriteJSON writes the report for programs; [Schema] describes it.
func (d Document) WriteJSON(ctx context.Context, w io.Writer) error {
	if err := output.JSON(ctx, w, newJSONReport(d)); err != nil {
		return fmt.Errorf("write the report as JSON: %w", err)
	}
	return nil
}

func newJSONReport(d Document) jsonReport {
	r := d.Result
	out := jsonReport{
		Schema: SchemaID, Version: SchemaVersion, Tagcheck: d.Build, Judge: newJSONJudge(d.Score), Target: r.Target,
		Profile: r.Profile, Catalogue: r.Catalogue,
		Effort:  jsonEffort{r.Effort.Seed, r.Effort.Clients, r.Effort.Steps, output.Milliseconds(r.Effort.Time)},
		Started: output.Timestamp(r.Started), Ended: output.Timestamp(r.Ended), Duration: output.Milliseconds(d.Duration()),
		Conclusion: string(r.Conclusion), Reason: r.Reason, Totals: d.Totals,
		Requirements: []jsonRequirement{}, Checks: []jsonCheck{},
		Findings: output.List(r.Findings), Leftovers: output.List(r.Leftovers), Evidence: d.jsonEvidence(),
	}
	out.Target.Users = output.List(out.Target.Users)
	for _, q := range r.Requirements {
		out.Requirements = append(out.Requirements, newJSONRequirement(q))
	}
	for _, c := range r.Checks {
		out.Checks = append(out.Checks, newJSONCheck(c))
	}
	return out
}

func newJSONJudge(s *Score) *jsonJudge {
	if s == nil {
		return nil
	}
	out := &jsonJudge{Bank: s.Bank, Code: s.Code}
	if m := s.Measured; m != nil {
		out.Faults, out.Equivalent, out.Variants = &m.Faults, &m.Equivalent, &m.Variants
		out.Measured = &jsonMeasured{m.Share, m.Caught, m.FalseAlarms}
	}
	return out
}

func newJSONRequirement(r verdict.Requirement) jsonRequirement {
	out := jsonRequirement{
		ID: r.ID, Level: string(r.Level), Source: string(r.Source), Clause: r.Clause,
		Operation: string(r.Operation), Statement: r.Statement, Verdict: string(r.Verdict), Reason: r.Reason,
		Declared: r.Declared, Undecided: r.Undecided, Unobservable: r.Unobservable,
		Checks: output.List(sorted(r.Checks)), Tempest: r.Tempest,
	}
	if w := r.Waiver; w != nil {
		out.Waiver = &jsonWaiver{w.Owner, w.Reason, w.Link, w.Expires, sorted(w.Checks), w.Sometimes}
	}
	return out
}

func newJSONCheck(c verdict.Check) jsonCheck {
	return jsonCheck{
		ID: c.ID, Area: c.Area, Title: c.Title, Requirements: output.List(c.Requirements),
		Outcome: string(c.Outcome), Reason: c.Reason, Deviations: output.List(c.Deviations), Declared: c.Declared,
		Started: output.Timestamp(c.Started), Duration: output.Milliseconds(c.Duration),
		Exchanges: output.List(c.Exchanges), Evidence: output.List(c.Evidence), InTurn: c.InTurn,
		Location: c.Location, Attachments: AttachedTo(c),
	}
}
