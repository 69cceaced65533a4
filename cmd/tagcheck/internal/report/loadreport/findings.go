package loadreport

import (
	"fmt"
	"time"

	"tagcheck/load/model"
	"tagcheck/suites/report/output"
)

// kindText is what is wrong with a tag, in the terms of the field.
func kindText(k model.Kind) string {
	switch k {
	case model.LostAddition:
		return "lost update"
	case model.ReturnedRemoval:
		return "found after removal"
	case model.Unexpected:
		return "unexpected tag"
	}
	return string(k)
}

// finding is a tag that is not as it must be, in one line: what is wrong, what
// was acknowledged when, and what was seen instead.
func finding(l model.Finding) string {
	return fmt.Sprintf("%s: tag %q of image %s: %s; %s", kindText(l.Kind), l.Tag, l.Image, acknowledged(l), observed(l))
}

// acknowledged says which answer made the expectation that the tag breaks.
func acknowledged(l model.Finding) string {
	x := l.Exchange
	switch {
	case x == nil:
		return "no request added it, or it is listed twice"
	case x.Status == 0:
		return "the image was created with it, acknowledged at " + timestamp(x.Answered)
	}
	text := fmt.Sprintf("%s %s was answered %d at %s", x.Method, x.URL, x.Status, timestamp(x.Answered))
	if x.RequestID != "" {
		text += " (request " + x.RequestID + ")"
	}
	return text
}

// observed says by what the tag was seen, or not seen, and when.
func observed(l model.Finding) string {
	seen := "found it"
	if l.Kind == model.LostAddition {
		seen = "did not find it"
	}
	by := map[string]string{
		"removal": "a removal", "show": "showing the image", "read-back": "the read-back",
	}[l.Found]
	if by == "" {
		by = l.Found
	}
	return fmt.Sprintf("%s at %s %s", by, timestamp(l.At), seen)
}

func timestamp(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

// readBack says what became of the changes of a phase.
func readBack(v model.Findings) string {
	text := fmt.Sprintf("read back %s with %s (%d indeterminate): %s, %d found after removal, %s",
		count(v.Images, "image"), count(v.Keys, "tag"), v.Unknown, count(v.LostAdditions, "lost update"),
		v.ReturnedRemovals, count(v.Unexpected, "unexpected tag"))
	if v.Unread > 0 {
		text += fmt.Sprintf("; %s could not be read back: %s", count(v.Unread, "image"), v.WhyUnread)
	}
	return text
}

func count(n uint64, noun string) string { return output.Count(int(n), noun) }

// unlisted is how many findings are counted and not listed.
func unlisted(v model.Findings) uint64 {
	return v.Lost() + v.Unexpected - uint64(len(v.Listed))
}
