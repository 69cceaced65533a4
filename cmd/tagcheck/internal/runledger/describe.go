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

// Summary describes the entries, or says how many there are if they are more than a
// few.
func Summary(entries []images.Entry) []string {
	const few = 3
	if len(entries) > few {
		return []string{fmt.Sprintf("%d images, which 'tagcheck cleanup --dry-run' lists", len(entries))}
	}
	var texts []string
	for _, e := range entries {
		texts = append(texts, Describe(e))
	}
	return texts
}

// CleanupHint is the command line that releases what is left in the ledger. It names
// the target, to which it sends the token, and the borrowed image.
func (f File) CleanupHint() string {
	command := "tagcheck cleanup " + cli.ShellQuote(f.Path)
	entries, _ := images.ReadLedger(f.Path) // without them the command asks for what it needs
	for i, e := range entries {
		if i == 0 {
			command += " --url " + cli.ShellQuote(e.URL)
		}
		if e.Event == images.Borrowed {
			command += " --image " + cli.ShellQuote(e.Image)
			break
		}
	}
	return command + ", with the same login"
}
