package matrix

import (
	"context"
	_ "embed" // for the schema
	"fmt"
	"io"
	"slices"

	"tagcheck/cmd/tagcheck/internal/bank"
	"tagcheck/suites/report"
	"tagcheck/suites/report/output"
)

// The form of selfcheck.json. A change that readers must know about raises the
// version and the last part of the ID.
const (
	SchemaID      = "https://tagcheck.dev/schema/selfcheck/v1"
	SchemaVersion = 1
)

//go:embed selfcheck.schema.json
var schema []byte

// Schema is the JSON Schema (draft 2020-12) of selfcheck.json.
func Schema() []byte { return slices.Clone(schema) }

type jsonMatrix struct {
	Schema       string        `json:"schema"`
	Version      int           `json:"version"`
	Tagcheck     report.Build  `json:"tagcheck"`
	Bank         string        `json:"bank"`
	Catalogue    string        `json:"catalogue"`
	Code         string        `json:"code"`
	Whole        bool          `json:"whole"`
	Interrupted  bool          `json:"interrupted"`
	Started      string        `json:"started"`
	Ended        string        `json:"ended"`
	Duration     float64       `json:"duration_ms"`
	Checks       int           `json:"checks"`
	Share        float64       `json:"score"`
	Totals       jsonTotals    `json:"totals"`
	Reference    []jsonRow     `json:"reference"`
	Variants     []jsonRow     `json:"variants"`
	Faults       []jsonRow     `json:"faults"`
	Requirements []jsonCatcher `json:"requirements"`
	Nothing      []string      `json:"caught_no_fault"`
}

type jsonTotals struct {
	Caught     int                  `json:"caught"`
	Intended   int                  `json:"intended"`
	Faults     int                  `json:"faults"`
	Equivalent int                  `json:"equivalent"`
	Variants   int                  `json:"variants"`
	Alarms     int                  `json:"alarms"`
	Outcomes   map[bank.Outcome]int `json:"outcomes"`
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
	Flaky      bool          `json:"unsteady,omitempty"`
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

// WriteJSON writes a self-check for programs; [Schema] describes it.
func WriteJSON(ctx context.Context, w io.Writer, d Document) error {
	if err := output.JSON(ctx, w, newJSONMatrix(d)); err != nil {
		return fmt.Errorf("write the self-check as JSON: %w", err)
	}
	return nil
}

func newJSONMatrix(d Document) jsonMatrix {
	out := jsonMatrix{
		Schema: SchemaID, Version: SchemaVersion, Tagcheck: d.Build,
		Bank: d.Bank, Catalogue: d.Catalogue, Code: d.Code, Whole: d.FullBank, Interrupted: d.Interrupted,
		Started: output.Timestamp(d.Started), Ended: output.Timestamp(d.Ended),
		Duration: output.Milliseconds(d.Ended.Sub(d.Started)),
		Checks:   d.Checks, Share: d.Counts().Share(), Totals: newJSONTotals(d),
		Reference: jsonRows(d.Reference), Variants: jsonRows(d.Variants), Faults: jsonRows(d.Faults),
		Requirements: []jsonCatcher{}, Nothing: output.List(ids(d.CaughtNothing())),
	}
	for _, r := range d.Requirements {
		out.Requirements = append(out.Requirements, jsonCatcher{r.ID, output.List(r.Faults), r.Unobservable})
	}
	return out
}

func newJSONTotals(d Document) jsonTotals {
	c := d.Counts()
	out := jsonTotals{c.Caught, c.Intended, c.Faults, c.Equivalent, c.Variants, c.Alarms, map[bank.Outcome]int{}}
	for _, o := range bank.Outcomes() {
		out.Outcomes[o] = len(d.With(o))
	}
	return out
}

func jsonRows(rows []bank.Row) []jsonRow {
	out := []jsonRow{}
	for _, r := range rows {
		row := jsonRow{
			Name: r.Name, Text: r.Text, Outcome: string(r.Outcome), Intended: r.Intended, Equivalent: r.Equivalent,
			OneIn: r.OneIn, Reading: r.Reading, Runs: len(r.Runs), Caught: r.Caught, Flaky: r.Flaky,
			CaughtBy: []jsonCatch{}, Alarms: []jsonFinding{}, Problems: output.List(r.Problems()),
		}
		for _, c := range r.Catches {
			row.CaughtBy = append(row.CaughtBy, jsonCatch{c.Requirement, string(c.Verdict), c.Runs, c.Reason})
		}
		if r.Outcome == bank.Alarm {
			for _, f := range r.Alarms() {
				row.Alarms = append(row.Alarms, jsonFinding{f.Requirement, string(f.Verdict), f.Reason})
			}
		}
		out = append(out, row)
	}
	return out
}
