package conform

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"

	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/cmd/tagcheck/internal/report/terminal"
	"tagcheck/cmd/tagcheck/internal/report/verdicts"
	"tagcheck/cmd/tagcheck/internal/runledger"
	"tagcheck/cmd/tagcheck/internal/score"
	"tagcheck/fixtures/target"
	"tagcheck/suites"
	"tagcheck/suites/report"
	"tagcheck/suites/verdict"
)

// progress is what is printed while checks run.
type progress struct {
	process  *cli.Process
	terminal *terminal.Terminal
	quiet    bool
	embedded bool

	mu     sync.Mutex
	total  int
	ended  int
	failed int
}

func (c *command) progress(p plan) *progress {
	return &progress{process: c.process, terminal: c.terminal(), quiet: c.quiet, embedded: p.embedded}
}

// terminal is standard output for a person to read.
func (c *command) terminal() *terminal.Terminal {
	t := &terminal.Terminal{}
	if f := c.process.Stdout.File(); f != nil {
		t = terminal.New(f, c.process.Getenv)
	}
	t.Out, t.Quiet, t.Verbose = c.process.Stdout, c.quiet, c.verbose
	return t
}

func (p *progress) ready(found target.Description, checks int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.total = checks
	switch {
	case p.quiet:
	case p.embedded:
		p.process.Print(fmt.Sprintf("Judging the embedded reference server at %s.\n", found.URL))
	default:
		p.process.Print(fmt.Sprintf("Judging %s.\n", found.URL))
	}
}

func (p *progress) done(c verdict.Check) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ended++
	if c.Outcome == verdict.Failed {
		p.failed++
	}
	p.terminal.Progress(p.ended, p.total, c.ID, p.failed)
}

// report writes the reports and prints the summary, whose last line is the
// conclusion. A run that ended with an error has a summary only if it proved a
// failure before. The error says what could not be written, except for standard
// output.
func (c *command) report(ctx context.Context, result suites.Result, ledger runledger.File, runErr error) error {
	document := c.document(result)
	errs := []error{c.writeReports(ctx, result)}
	if c.github {
		errs = append(errs, verdicts.Annotate(c.process.Stdout, document), c.jobSummary(ctx, document))
	}
	if len(result.Leftovers) > 0 && ledger.Ledger != nil {
		fmt.Fprintf(c.process.Stderr,
			"tagcheck: the cleanup is not complete; when the target works again, run: %s\n", ledger.CleanupHint())
	}
	if runErr == nil || result.Conclusion == verdict.NonConformant {
		verdicts.Summary(c.terminal(), document)
	}
	return errors.Join(errs...)
}

func (c *command) document(result suites.Result) report.Document {
	document := report.New(result)
	document.Build = c.process.Build
	if !c.quiet || c.reportDir != "" || c.github { // nothing else shows it
		document.Score = score.OfThisBuild()
	}
	return document
}

// writeReports writes the files of --report.
func (c *command) writeReports(ctx context.Context, result suites.Result) error {
	if c.reportDir == "" {
		return nil
	}
	_, err := c.document(result).WriteDir(context.WithoutCancel(ctx), c.reportDir)
	return err
}

// removeOld removes the reports of an earlier run from the folder of --report: a run that ends
// without a report must not leave a good one. A worker is part of a run, and --replay reads a
// file that may be in the folder.
func (c *command) removeOld() error {
	dir := cli.FlagOf(c.process.Args, "report")
	if dir == "" || c.worker {
		return nil
	}
	return report.RemoveOld("--report", dir, cli.FlagOf(c.process.Args, "replay"))
}

// jobSummary appends the Markdown report to the summary of the GitHub job.
func (c *command) jobSummary(ctx context.Context, document report.Document) error {
	path := c.process.Getenv("GITHUB_STEP_SUMMARY")
	if path == "" {
		return nil
	}
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return fmt.Errorf("--github: write the job summary: %w", err)
	}
	if err := errors.Join(document.WriteMarkdown(context.WithoutCancel(ctx), file), file.Close()); err != nil {
		return fmt.Errorf("--github: write the job summary: %w", err)
	}
	return nil
}
