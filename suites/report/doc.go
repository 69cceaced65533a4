// Package report writes the result of a run for those who read it later: a CI
// system, a program, a person.
//
// Two lines take a result to a folder of files:
//
//	result, err := suites.Run(ctx, target, suites.Options{})
//	paths, err := report.New(result).WriteDir(ctx, "report")
//
// The folder then holds
//
//   - report.json, everything about the run for programs; [Schema] is its JSON
//     Schema;
//   - junit.xml, for the test view of a CI system: one suite for each area, one
//     case for each check;
//   - report.md, for the summary of a CI job;
//   - exchanges.har, every exchange as HTTP Archive 1.2, for the developer tools
//     of a browser;
//   - the files that checks attached.
//
// A [Document] also writes one format at a time, with [Document.WriteJSON],
// [Document.WriteJUnit], [Document.WriteMarkdown] and [Document.WriteHAR], to
// any [io.Writer]. [Curl] spells one exchange as a command that sends the
// request again.
//
// In a test of Go, [Document.Sentence] is the verdict on the run, and
// [Document.ByVerdict] selects the requirements to fail the test with:
//
//	doc := report.New(result)
//	t.Log(doc.Sentence())
//	for _, r := range doc.ByVerdict(verdict.Fail) {
//		t.Errorf("%s: %s", r.ID, r.Reason)
//	}
//
// The package judges nothing: verdicts come from the result. The same result is
// always written as the same bytes, in whatever order it lists things. A result
// holds no secrets, and so no report does: a command of curl reads each token
// from an environment variable.
package report
