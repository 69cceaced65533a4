package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"

	"tagcheck/cmd/tagcheck/internal/report/terminal"
	"tagcheck/cmd/tagcheck/internal/report/verdicts"
	"tagcheck/cmd/tagcheck/internal/score"
	"tagcheck/fixtures/target"
	"tagcheck/suites"
	"tagcheck/suites/report"
	"tagcheck/suites/verdict"
)

// progress is the line that is shown while checks run.
type progress struct {
	terminal *terminal.Terminal
	say      func(format string, args ...any)
	embedded bool

	mu           sync.Mutex
	total, ended int
	failedSoFar  int
}

// terminal is standard output for a person to read.
func (a *app) terminal(quiet, verbose bool) *terminal.Terminal {
	t := &terminal.Terminal{Out: a.stdout}
	if f, ok := a.stdout.(*os.File); ok {
		t = terminal.New(f, a.getenv)
	}
	t.Quiet, t.Verbose = quiet, verbose
	return t
}

func (c *conform) progress(p plan) *progress {
	say := func(format string, args ...any) {
		if !c.quiet {
			fmt.Fprintf(c.app.stdout, format+"\n", args...)
		}
	}
	return &progress{terminal: c.app.terminal(c.quiet, c.verbose), say: say, embedded: p.embedded}
}

func (p *progress) ready(found target.Description, checks int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.total = checks
	if p.embedded {
		p.say("No URL was given: judging the embedded reference server at %s.", found.URL)
	} else {
		p.say("Judging %s.", found.URL)
	}
}

func (p *progress) done(c verdict.Check) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ended++
	if c.Outcome == verdict.Failed {
		p.failedSoFar++
	}
	p.terminal.Progress(p.ended, p.total, c.ID, p.failedSoFar)
}

// show writes the reports and, of a run that was done, prints the summary, the
// verdict last.
func (c *conform) show(ctx context.Context, result suites.Result, ledger openedLedger, summary bool) error {
	document := report.New(result)
	document.Build = build()
	if !c.quiet || c.report != "" || c.github { // nothing else shows it
		document.Score = score.OfThisBuild()
	}
	var err error
	if c.report != "" {
		_, err = document.WriteDir(context.WithoutCancel(ctx), c.report)
	}
	if c.github {
		err = errors.Join(err, verdicts.Annotate(c.app.stdout, document), c.jobSummary(ctx, document))
	}
	if len(result.Leftovers) > 0 {
		fmt.Fprintf(c.app.stderr, "tagcheck: not everything could be given back; when the target is well again: tagcheck cleanup %s\n", ledger.path)
	}
	if summary {
		verdicts.Summary(c.app.terminal(c.quiet, c.verbose), document)
	}
	return err
}

// jobSummary appends the Markdown report to the summary of the GitHub job.
func (c *conform) jobSummary(ctx context.Context, document report.Document) error {
	path := c.app.getenv("GITHUB_STEP_SUMMARY")
	if path == "" {
		return nil
	}
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return fmt.Errorf("write the job summary of --github: %w", err)
	}
	defer file.Close()
	return document.WriteMarkdown(context.WithoutCancel(ctx), file)
}
