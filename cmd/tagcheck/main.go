// Command tagcheck tests servers that implement the image tag operations of the
// Image API v2: PUT and DELETE /v2/images/{image_id}/tags/{tag}.
package main

import (
	"context"
	"os"

	"github.com/spf13/cobra"

	"tagcheck/cmd/tagcheck/internal/build"
	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/cmd/tagcheck/internal/command/catalogue"
	"tagcheck/cmd/tagcheck/internal/command/cleanup"
	"tagcheck/cmd/tagcheck/internal/command/conform"
	loadcommand "tagcheck/cmd/tagcheck/internal/command/load"
	searchcommand "tagcheck/cmd/tagcheck/internal/command/search"
	"tagcheck/cmd/tagcheck/internal/command/selfcheck"
	"tagcheck/cmd/tagcheck/internal/command/serve"
	versioncommand "tagcheck/cmd/tagcheck/internal/command/version"
	"tagcheck/cmd/tagcheck/internal/help"
)

// Set by the linker, as in -ldflags "-X main.version=1.2.3 -X main.commit=abc".
var version, commit string

func main() {
	info := build.Of(build.Info{Version: version, Commit: commit})
	p := cli.NewProcess(os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Getenv, info)
	os.Exit(cli.Run(context.Background(), p, newRoot(p)))
}

// newRoot assembles the command line. A new command is a line here.
func newRoot(p *cli.Process) *cobra.Command {
	root := cli.NewRoot(p,
		conform.New(p),
		loadcommand.New(p, searchcommand.New(p)),
		selfcheck.New(p),
		catalogue.NewList(p),
		catalogue.NewExplain(p),
		serve.New(p),
		cleanup.New(p),
		versioncommand.New(p),
	)
	root.AddCommand(help.Topics()...)
	versioncommand.AddFlag(p, root)
	return root
}
