package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// exitCodes tells what each code means, in a few words and in full.
func exitCodes() []struct {
	code        int
	brief, full string
} {
	return []struct {
		code        int
		brief, full string
	}{
		{exitOK, "conformant, or done", "The target is conformant, or the command did what was asked. A SHOULD that is\nnot met is a warning; with --strict it fails."},
		{exitNonConformant, "not conformant", "The target is not conformant, a threshold was missed, something became slower,\nor a waiver no longer fails and is to be removed; or, of tagcheck itself, a fault\nsurvives the self-check or a server that is right raises an alarm."},
		{exitUsage, "usage or configuration", "The command line, the configuration or a file is wrong; or a selection is\nempty. There is no verdict."},
		{exitInconclusive, "inconclusive", "There is no verdict: the target can't be reached, refuses the token, checks\nwere blocked, or a measurement is not valid; or not everything was given back."},
		{exitNotFullyVerified, "not fully verified", "Everything that was judged passed, but full verification was asked for and\nsome requirements were not judged."},
		{exitInterrupted, "interrupted (SIGINT)", "Stopped by the interrupt key. A partial report is written and everything that\nwas created is given back. A second signal stops without that."},
		{exitTerminated, "terminated (SIGTERM)", "Stopped by another program, in the same way."},
	}
}

func exitCodesBrief() string {
	var b strings.Builder
	for _, c := range exitCodes() {
		fmt.Fprintf(&b, "  %-3d  %s\n", c.code, c.brief)
	}
	return b.String()
}

// newExitCodes is a help topic: a command that does nothing but tell.
func newExitCodes() *cobra.Command {
	var b strings.Builder
	b.WriteString("The exit codes are the same for every command. Only 0 is a success, and nothing\nthat was not judged gives 0.\n\n")
	for _, c := range exitCodes() {
		fmt.Fprintf(&b, "  %-3d  %s\n", c.code, strings.ReplaceAll(c.full, "\n", "\n       "))
	}
	b.WriteString(`
In a CI job, tell "the server is wrong" from "nothing can be said":

  tagcheck conform https://image.example.org --token @token.txt
  case $? in
    0) echo "conformant" ;;
    1) echo "not conformant"; exit 1 ;;
    *) echo "no verdict"; exit 2 ;;
  esac
`)
	return &cobra.Command{Use: "exit-codes", Short: "What the exit codes mean", Long: b.String()}
}
