package loadcommand

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/cmd/tagcheck/internal/flags"
	"tagcheck/cmd/tagcheck/internal/loadmetrics"
	"tagcheck/cmd/tagcheck/internal/loadsession"

	"tagcheck/cmd/tagcheck/internal/report/loadreport"
	"tagcheck/load"
	"tagcheck/suites/report/output"
)

// outputFlags say where the result of a load goes.
type outputFlags struct {
	dir     string
	raw     string
	metrics string
	format  *flags.Choice
}

func (f *outputFlags) register(cmd *cobra.Command) {
	cli.InGroup(cmd, "Output", func(set *pflag.FlagSet) {
		set.StringVar(&f.dir, "report", "", "write load.json, load.md and load.html to `DIR`")
		set.StringVar(&f.raw, "raw", "", "write every request to `FILE`, for vegeta report and vegeta plot; "+
			"- is standard output, "+
			"and the summary then "+
			"goes to standard error")
		set.StringVar(&f.metrics, "metrics", "",
			"serve the current figures as OpenMetrics at this `ADDRESS`, such as 127.0.0.1:9100, while the load runs")
		f.format = flags.AddOutput(cmd, "text", flags.JSON)
		set.Lookup("output").Usage = "the format of the output; json prints one object a second and the result at " +
			"the end"
	})
}

// json reports whether standard output is for a program.
func (f *outputFlags) json() bool { return f.format.String() == flags.JSON }

// outputs are where the result of a load goes.
type outputs struct {
	process *cli.Process
	dir     string
	raw     *rawFile            // nil for none
	metrics *loadmetrics.Server // nil for none
	stream  *loadreport.Stream  // nil for text
	quiet   bool
}

// open prepares what the flags ask for, so that errors appear before anything is
// sent. After an error nothing is open.
func (f *outputFlags) open(p *cli.Process, quiet bool) (*outputs, error) {
	o := &outputs{process: p, dir: f.dir, quiet: quiet}
	var errs []error
	var err error
	if f.dir != "" {
		errs = append(errs, output.Writable("--report", f.dir))
	}
	if f.raw == standardOutput && f.json() {
		errs = append(errs, errors.New("--raw - cannot be combined with --output json: both write to standard output"))
	}
	if f.raw != "" {
		o.raw, err = createRaw(f.raw, p.Stdout)
		errs = append(errs, err)
	}
	if f.metrics != "" {
		if o.metrics, err = loadmetrics.Listen(f.metrics); err != nil {
			errs = append(errs, fmt.Errorf("--metrics: %w", err))
		}
	}
	if f.json() {
		o.stream = loadreport.NewStream(p.Stdout)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, errors.Join(err, o.close())
	}
	if o.metrics != nil && !quiet {
		fmt.Fprintf(p.Stderr, "The current figures are at %s.\n", o.metrics.URL())
	}
	return o, nil
}

// attach connects the outputs that are written while the load runs.
func (o *outputs) attach(options *load.Options, line *loadsession.LiveLine) {
	options.Progress = line.Show
	if o.raw != nil {
		options.Raw = o.raw.encode
	}
	if o.metrics != nil {
		options.Measuring = o.metrics.Measuring
	}
	if o.stream != nil && !o.quiet {
		options.Progress = o.stream.Progress
	}
}

// write writes the result to all outputs but the terminal, and closes them. An
// error of standard output is not returned: cli.Run reports it.
func (o *outputs) write(ctx context.Context, r load.Result) error {
	errs := []error{o.writeReports(ctx, r)}
	if o.stream != nil {
		if err := o.stream.Result(r); !o.process.Stdout.Caused(err) {
			errs = append(errs, err)
		}
	}
	return errors.Join(append(errs, o.close())...)
}

// writeReports writes the files of --report.
func (o *outputs) writeReports(ctx context.Context, r load.Result) error {
	if o.dir == "" {
		return nil
	}
	_, err := loadreport.WriteDir(context.WithoutCancel(ctx), o.dir, r)
	return err
}

// close closes what is open. A second call does nothing.
func (o *outputs) close() error {
	var errs []error
	if o.raw != nil {
		errs = append(errs, o.raw.close())
	}
	if o.metrics != nil {
		if err := o.metrics.Close(); err != nil {
			errs = append(errs, fmt.Errorf("--metrics: %w", err))
		}
	}
	o.raw, o.metrics = nil, nil
	return errors.Join(errs...)
}
