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

// write writes what was measured, as one table in Markdown.
func (b *bench) write(w io.Writer) {
	t := table.NewWriter()
	t.AppendHeader(table.Row{
		"client", "CPU µs a request", "tagcheck's share", "requests/s", "unique tags", "MiB at most",
		fmt.Sprintf("p99 ms, truth %.0f", b.true.median()), "off by", "lag p50 ms",
	})
	for _, p := range b.peers {
		unique := "no"
		if p.unique {
			unique = "yes"
		}
		t.AppendRow(table.Row{
			p.name, b.cpu[p.name].spread("%.1f"), fmt.Sprintf("%.2f", b.cpu[ours].ratio(b.cpu[p.name])), fmt.Sprintf("%.0f", b.rate[p.name].median()), unique,
			b.rss[p.name].middle("%.0f"), b.p99[p.name].spread("%.3g"),
			fmt.Sprintf("%.1f %%", 100*(b.p99[p.name].median()/b.true.median()-1)), b.lag[p.name].spread("%.3f"),
		})
	}
	fmt.Fprintf(w, "%s\n\n- Medians of %d rounds, in brackets the range; load average before a round: %s.\n", t.RenderMarkdown(), b.rounds, b.busy.spread("%.1f"))
}

// writeKept writes what memory takes, and how exact the percentiles are.
func (b *bench) writeKept(ctx context.Context, w io.Writer) error {
	for _, by := range []string{"tagcheck", "vegeta"} {
		all, err := keeping(ctx, "results", by)
		if err != nil {
			return err
		}
		different, err := keeping(ctx, "texts", by)
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "- Recorded by %s: %d results take %.0f MiB at most, %d different texts of errors %.0f MiB.\n", by, results, mebibytes(all), texts, mebibytes(different))
	}
	for _, name := range slices.Sorted(maps.Keys(distributions)) {
		off := accuracy(distributions[name])
		fmt.Fprintf(w, "- p99.99 of a million latencies, %s: tagcheck is off by %.3f %%, vegeta by %.3f %%.\n", name, 100*off.ours, 100*off.vegeta)
	}
	return nil
}

// writeLong writes what memory the whole program takes for a long load.
func (b *bench) writeLong(ctx context.Context, w io.Writer, long time.Duration) error {
	j := b.job
	j.duration = long
	u, err := measured(ctx, peers()[0], j, false)
	if err == nil {
		fmt.Fprintf(w, "- %s for %s: %d requests, %.0f MiB at most, %.1f µs of CPU each.\n", ours, long, u.requests, mebibytes(u.rss), u.perRequest())
	}
	return err
}

func mebibytes(bytes int64) float64 { return float64(bytes) / (1 << 20) }
