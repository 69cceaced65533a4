package runledger

import (
	"fmt"

	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/fixtures/images"
)

// Describe says which image an entry is about, and whose it is.
func Describe(e images.Entry) string {
	var text string
	switch {
	case e.Event == images.Borrowed:
		text = fmt.Sprintf("the tags of image %s, which were %q", e.Image, e.Tags)
	case e.Image == "":
		text = fmt.Sprintf("the image named %s, if it was created", e.Name)
	default:
		text = fmt.Sprintf("image %s, named %s", e.Image, e.Name)
	}
	return cli.Visible(fmt.Sprintf("%s (%s)", text, e.User))
}

// LastLine is what a process that ends at once says last: how to clean up. It is empty if
// there is no ledger.
func (f File) LastLine() string {
	if f.Ledger == nil {
		return ""
	}
	return "tagcheck: the cleanup is not complete; run: " + f.CleanupHint()
}

// CleanupHint is the command line that releases what is left in the ledger.
func (f File) CleanupHint() string {
	return "tagcheck cleanup " + cli.ShellQuote(f.Path) + ", with the same login"
}
