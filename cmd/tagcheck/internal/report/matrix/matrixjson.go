package report

import (
	_ "embed" // for the schema
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"tagcheck/cmd/tagcheck/internal/selfcheck"
)

// The form of selfcheck.json, as SchemaID and SchemaVersion are that of
// report.json.
const (
	MatrixSchemaID      = "https://tagcheck.dev/schema/selfcheck/v1"
	MatrixSchemaVersion = 1
)

//go:embed selfcheck.schema.json
var matrixSchema []byte

// MatrixSchema is the JSON Schema (draft 2020-12) of selfcheck.json.
func MatrixSchema() []byte { return slices.Clone(matrixSchema) }

type jsonMatrix struct {
	Schema       string        `json:"schema"`
	Version      int           `json:"version"`
	Tagcheck     Build         `json:"tagcheck"`
	Bank         string        `json:"bank"`
	Catalogue    string        `json:"catalogue"`
	Whole        bool          `json:"whole"`
	Interrupted  bool          `json:"interrupted"`
	Started      string        `json:"started"`
	Ended        string        `json:"ended"`
	Duration     float64       `json:"duration_ms"`
	Checks       int           `json:"checks"`
	Share        float64       `json:"score"`
	Totals       jsonScore     `json:"totals"`
	Reference    []jsonRow     `json:"reference"`
	Variants     []jsonRow     `json:"variants"`
	Faults       []jsonRow     `json:"faults"`
	Requirements []jsonCatcher `json:"requirements"`
	Idle         []string      `json:"caught_no_fault"`
}

type jsonScore struct {
	Caught     int                       `json:"caught"`
	Intended   int                       `json:"intended"`
	Faults     int                       `json:"faults"`
	Equivalent int                       `json:"equivalent"`
	Variants   int                       `json:"variants"`
	Alarms     int                       `json:"alarms"`
	Outcomes   map[selfcheck.Outcome]int `json:"outcomes"`
}

type jsonRow struct {
	Name       string        `json:"name"`
	Text       string        `json:"text"`
	Outcome    string        `json:"outcome"`
	Intended   string        `json:"ought_to_be_caught_by,omitempty"`
	Equivalent string        `json:"equivalent,omitempty"`
	OneIn      int           `json:"one_in,omitempty"`
	Reading    string        `json:"reading,omitempty"`
	Runs       int           `json:"runs"`
	Caught     int           `json:"caught_runs"`
	Unsteady   bool          `json:"unsteady,omitempty"`
	CaughtBy   []jsonCatch   `json:"caught_by"`
	Alarms     []jsonFinding `json:"alarms"`
	Problems   []string      `json:"problems"`
}

type jsonCatch struct {
	Requirement string `json:"requirement"`
	Verdict     string `json:"verdict"`
	Runs        int    `json:"runs"`
	Reason      string `json:"reason"`
}

type jsonFinding struct {
	Requirement string `json:"requirement"`
	Verdict     string `json:"verdict"`
	Reason      string `json:"reason"`
}

type jsonCatcher struct {
	ID           string   `json:"id"`
	Faults       []string `json:"faults"`
	Unobservable string   `json:"unobservable,omitempty"`
}

// MatrixJSON writes a self-check for programs; MatrixSchema describes it.
func MatrixJSON(w io.Writer, m Matrix) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(newJSONMatrix(m)); err != nil {
		return fmt.Errorf("write the matrix as JSON: %w", err)
	}
	return nil
}

func newJSONMatrix(m Matrix) jsonMatrix {
	out := jsonMatrix{
		Schema: MatrixSchemaID, Version: MatrixSchemaVersion, Tagcheck: m.Build, Bank: m.Bank, Catalogue: m.Catalogue,
		Whole: m.Whole, Interrupted: m.Interrupted, Started: timestamp(m.Started), Ended: timestamp(m.Ended),
		Duration: milliseconds(m.Ended.Sub(m.Started)), Checks: m.Checks, Share: m.Score().Share(), Totals: m.jsonScore(),
		Reference: jsonRows(m.Right), Variants: jsonRows(m.Variants), Faults: jsonRows(m.Faults),
		Requirements: []jsonCatcher{}, Idle: list(ids(m.Idle())),
	}
	for _, r := range m.Requirements {
		out.Requirements = append(out.Requirements, jsonCatcher{r.ID, list(r.Faults), r.Unobservable})
	}
	return out
}

func (m Matrix) jsonScore() jsonScore {
	s := m.Score()
	out := jsonScore{s.Caught, s.Intended, s.Faults, s.Equivalent, s.Variants, s.Alarms, map[selfcheck.Outcome]int{}}
	for _, o := range selfcheck.Outcomes() {
		out.Outcomes[o] = len(m.With(o))
	}
	return out
}

func jsonRows(rows []selfcheck.Row) []jsonRow {
	out := []jsonRow{}
	for _, r := range rows {
		row := jsonRow{
			Name: r.Name, Text: r.Text, Outcome: string(r.Outcome), Intended: r.Intended, Equivalent: r.Equivalent,
			OneIn: r.OneIn, Reading: r.Reading, Runs: len(r.Runs), Caught: r.Caught, Unsteady: r.Unsteady,
			CaughtBy: []jsonCatch{}, Alarms: []jsonFinding{}, Problems: list(r.Problems()),
		}
		for _, c := range r.Catches {
			row.CaughtBy = append(row.CaughtBy, jsonCatch{c.Requirement, string(c.Verdict), c.Runs, c.Reason})
		}
		if r.Outcome == selfcheck.Alarm {
			for _, f := range r.Alarms() {
				row.Alarms = append(row.Alarms, jsonFinding{f.Requirement, string(f.Verdict), f.Reason})
			}
		}
		out = append(out, row)
	}
	return out
}
