// Package output holds what all report writers share: one form of JSON, the
// numbers in it, Markdown pages that fit the summary of a CI job, and files
// that are complete or absent.
//
// A report is a value and the files in which it is written:
//
//	paths, err := output.WriteFolder(ctx, "report", value, []output.File[Value]{
//		{Name: "value.json", Render: writeJSON},
//		{Name: "value.md", Render: writeMarkdown},
//	})
package output
