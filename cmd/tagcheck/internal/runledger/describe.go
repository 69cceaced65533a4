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

// CleanupHint is the command line that releases what is left in the ledger.
func (f File) CleanupHint() string {
	return "tagcheck cleanup " + cli.ShellQuote(f.Path) + ", with the same login"
}
