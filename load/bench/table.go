package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
)

// write writes the figures as a table in Markdown.
func (b *bench) write(w io.Writer) {
	t := table.NewWriter()
	t.AppendHeader(table.Row{
		"client", "CPU µs per request", "tagcheck's share", "requests/s", "unique tags", "peak MiB",
		fmt.Sprintf("p99 ms, true %.0f", b.true.median()), "error", "lag p50 ms",
	})
	for _, c := range b.clients {
		unique := "no"
		if c.unique {
			unique = "yes"
		}
		cpu, p99 := b.cpu[c.name], b.p99[c.name]
		t.AppendRow(table.Row{
			c.name, cpu.formatRange("%.1f"), fmt.Sprintf("%.2f", b.cpu[tagcheckLoad].ratio(cpu)),
			fmt.Sprintf("%.0f", b.rate[c.name].median()), unique, b.rss[c.name].formatMedian("%.0f"),
			p99.formatRange("%.3g"), fmt.Sprintf("%.1f %%", 100*(p99.median()/b.true.median()-1)),
			b.lag[c.name].formatRange("%.3f"),
		})
	}
	fmt.Fprintf(w, "%s\n\n- Medians of %d rounds, the range in brackets; load average before a round: %s.\n",
		t.RenderMarkdown(), b.rounds, b.busy.formatRange("%.1f"))
}

// writeRecorders writes how much memory the recorders take, and how exact their percentiles
// are.
func (b *bench) writeRecorders(ctx context.Context, w io.Writer) error {
	for _, by := range []string{"tagcheck", "vegeta"} {
		results, err := recordInProcess(ctx, "results", by)
		if err != nil {
			return err
		}
		texts, err := recordInProcess(ctx, "texts", by)
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "- Peak memory of the recorder of %s: %.0f MiB for %d results, %.0f MiB for %d error texts.\n",
			by, mebibytes(results), recordedResults, mebibytes(texts), recordedTexts)
	}
	for _, name := range slices.Sorted(maps.Keys(distributions)) {
		off := accuracy(distributions[name])
		fmt.Fprintf(w, "- Error of p99.99 of a million latencies, %s: %.3f %% with tagcheck, %.3f %% with vegeta.\n",
			name, 100*off.tagcheck, 100*off.vegeta)
	}
	return nil
}

// writeLong writes how much memory the program takes for a long load.
func (b *bench) writeLong(ctx context.Context, w io.Writer, long time.Duration) error {
	j := b.job
	j.duration = long
	u, err := run(ctx, clients()[0], j, false)
	if err == nil {
		fmt.Fprintf(w, "- %s for %s: %d requests, %.0f MiB at most, %.1f µs of CPU time each.\n",
			tagcheckLoad, long, u.requests, mebibytes(u.rss), u.perRequest())
	}
	return err
}

func mebibytes(bytes int64) float64 { return float64(bytes) / (1 << 20) }
