// Package loadreport shows the result of a load: as text at a terminal, for
// programs (JSON), for the summary of a CI job (Markdown), as a page for a
// browser (HTML), and as a stream of JSON lines while the load runs.
//
//	paths, err := loadreport.WriteDir(ctx, "report", result)
//	fmt.Print(loadreport.Summary(result, false))
package loadreport

import (
	"context"
	_ "embed" // for the schema
	"fmt"
	"io"
	"slices"

	"tagcheck/load"
	"tagcheck/suites/report/output"
)

//go:embed load.schema.json
var schema []byte

// Schema is the JSON Schema (draft 2020-12) of load.json; its ID is
// [load.Schema].
func Schema() []byte { return slices.Clone(schema) }

// WriteDir writes load.json, load.md and load.html to dir, which it creates if
// need be, and returns the paths of the files that it wrote. Each file is
// complete or absent; the error names every file that could not be written.
func WriteDir(ctx context.Context, dir string, r load.Result) ([]string, error) {
	return output.WriteFolder(ctx, dir, r, []output.File[load.Result]{
		{Name: "load.json", Render: WriteJSON}, {Name: "load.md", Render: WriteMarkdown},
		{Name: "load.html", Render: WriteHTML},
	})
}

// RemoveOld removes from dir what [WriteDir] wrote there in an earlier run, see
// [output.RemoveOld]. An empty dir is none.
func RemoveOld(setting, dir string) error {
	if dir == "" {
		return nil
	}
	return output.RemoveOld(setting, dir, "", []output.Old{
		{Name: "load.json", Mark: `"schema": "` + load.Schema + `"`}, {Name: "load.md", Mark: "# tagcheck load: "},
		{Name: "load.html", Mark: "<title>tagcheck load: "},
	})
}

// WriteJSON writes the result as it is, with its histograms; [Schema] describes
// it.
func WriteJSON(ctx context.Context, w io.Writer, r load.Result) error {
	if err := output.JSON(ctx, w, r); err != nil {
		return fmt.Errorf("write the load as JSON: %w", err)
	}
	return nil
}
