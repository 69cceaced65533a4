package report

import (
	"context"
	"io"

	"tagcheck/suites/report/output"
)

// WriteDir writes report.json, junit.xml, report.md and exchanges.har to dir,
// which it creates if need be, with the files that checks attached, and returns
// the paths of the files that it wrote. Each file is complete or absent,
// whatever happens on the way. Where one file cannot be written, the others
// still are; the error names every file that is missing, with the reason.
func (d Document) WriteDir(ctx context.Context, dir string) ([]string, error) {
	files := []output.File[Document]{
		{Name: "report.json", Render: render(Document.WriteJSON)},
		{Name: "junit.xml", Render: render(Document.WriteJUnit)},
		{Name: "report.md", Render: render(Document.WriteMarkdown)},
		{Name: "exchanges.har", Render: render(Document.WriteHAR)},
	}
	for _, c := range d.Result.Checks {
		for i, name := range AttachedTo(c) {
			content := func(ctx context.Context, w io.Writer, _ Document) error {
				_, err := output.Writer(ctx, w).Write(c.Attachments[i].Content)
				return err
			}
			files = append(files, output.File[Document]{Name: name, Render: content})
		}
	}
	return output.WriteFolder(ctx, dir, d, files)
}

// render has a method take its document last, as output.File does.
func render(write func(Document, context.Context, io.Writer) error) func(context.Context, io.Writer, Document) error {
	return func(ctx context.Context, w io.Writer, d Document) error { return write(d, ctx, w) }
}
