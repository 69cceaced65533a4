package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"tagcheck/cmd/tagcheck/internal/loadmetrics"
	"tagcheck/cmd/tagcheck/internal/report/loadreport"
	"tagcheck/load"
	"tagcheck/suites/report/output"
)

// reportFlags say where a load is told of.
type reportFlags struct {
	dir     string
	raw     string
	metrics string
	output  *choice
}

func (f *reportFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.dir, "report", "", "write load.json, load.md and load.html to `DIR`")
	flags.StringVar(&f.raw, "raw", "", "write every request to `FILE`, for vegeta report and vegeta plot")
	flags.StringVar(&f.metrics, "metrics", "", "show the figures so far as OpenMetrics at this `ADDRESS`, such as 127.0.0.1:9100, while the load runs")
	f.output = addOutput(cmd, "text", "json")
	flags.Lookup("output").Usage = "the form of the output; json is an object a second, and the result at the end"
}

// json says that standard output is for a program.
func (f *reportFlags) json() bool { return f.output.value == "json" }

// outlets are where a load is told of. All that can be wrong with them is found
// before anything is sent.
type outlets struct {
	dir     string
	raw     *rawFile            // nil for none
	metrics *loadmetrics.Server // nil for none
	stream  *loadreport.Stream  // nil for text
	quiet   bool
}

// open makes ready what the flags ask for. After an error nothing is open.
func (f *reportFlags) open(a *app, quiet bool) (*outlets, error) {
	o := &outlets{dir: f.dir, quiet: quiet}
	var errs []error
	var err error
	if f.dir != "" {
		errs = append(errs, output.Writable("--report", f.dir))
	}
	if f.raw != "" {
		o.raw, err = createRaw(f.raw)
		errs = append(errs, err)
	}
	if f.metrics != "" {
		if o.metrics, err = loadmetrics.Listen(f.metrics); err != nil {
			errs = append(errs, fmt.Errorf("--metrics: %w", err))
		}
	}
	if f.json() {
		o.stream = loadreport.NewStream(a.stdout)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, errors.Join(err, o.close())
	}
	if o.metrics != nil && !quiet {
		fmt.Fprintf(a.stderr, "The figures so far are at %s.\n", o.metrics.URL())
	}
	return o, nil
}

// attach has the load tell of itself.
func (o *outlets) attach(options *load.Options, line *liveLine) {
	options.Progress = line.show
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

// tell writes the result to all but the terminal, and ends.
func (o *outlets) tell(ctx context.Context, r load.Result) error {
	var err error
	if o.dir != "" {
		_, err = loadreport.WriteDir(context.WithoutCancel(ctx), o.dir, r)
	}
	if o.stream != nil {
		err = errors.Join(err, o.stream.Result(r))
	}
	return errors.Join(err, o.close())
}

// close ends what is open; after that there is nothing to end.
func (o *outlets) close() error {
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
