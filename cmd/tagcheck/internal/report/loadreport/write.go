// Package loadreport writes what came of a load: for programs, for the summary
// of a CI job, as a page for a browser, and as a stream while it runs.
package loadreport

import (
	"context"
	_ "embed" // for the schema
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"tagcheck/cmd/tagcheck/internal/report"
	"tagcheck/load"
)

//go:embed load.schema.json
var schema []byte

// Schema is the JSON Schema (draft 2020-12) of load.json.
func Schema() []byte { return slices.Clone(schema) }

// WriteDir writes load.json, load.md and load.html to dir, which it makes if
// need be, and gives their paths. Each file is whole or not there at all.
func WriteDir(ctx context.Context, dir string, r load.Result) ([]string, error) {
	return report.WriteFiles(ctx, dir, r, []report.File[load.Result]{
		{Name: "load.json", Render: JSON}, {Name: "load.md", Render: Markdown}, {Name: "load.html", Render: HTML},
	})
}

// JSON writes the result as it is, with its histograms; Schema describes it.
func JSON(w io.Writer, r load.Result) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(r); err != nil {
		return fmt.Errorf("write the load's result as JSON: %w", err)
	}
	return nil
}
