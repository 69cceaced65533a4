package verdicts

import (
	"fmt"
	"strings"

	"tagcheck/cmd/tagcheck/internal/report/frame"
	"tagcheck/cmd/tagcheck/internal/report/terminal"
	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/images"
	"tagcheck/suites/report/escape"
)

// leftovers says how to clean up what the run left behind.
func (s summary) leftovers() {
	if len(s.Result.Leftovers) > 0 {
		s.Blank()
		s.Text(0, terminal.Strong(terminal.Of(frame.Warn)),
			"Left behind on the target; clean up with 'tagcheck cleanup', or by hand:")
	}
	answered, silent := s.bySilence()
	if silent > 0 {
		s.Item(2, "- ", terminal.Plain, fmt.Sprintf("%d images: %v", silent, images.ErrSilent))
	}
	for _, l := range answered {
		s.Item(2, "- ", terminal.Plain, l)
		if command := s.cleanupCommand(l); command != "" {
			s.Verbatim(4, command)
		}
	}
}

// manySilent is how many images of a target that stopped answering are not listed
// one by one.
const manySilent = 4

// bySilence counts the leftovers of a target that stopped answering, if they are
// many, and returns all others.
func (s summary) bySilence() (answered []string, silent int) {
	for _, l := range s.Result.Leftovers {
		if _, reason, _ := strings.Cut(l, ": "); strings.HasPrefix(reason, images.ErrSilent.Error()) {
			silent++
		} else {
			answered = append(answered, l)
		}
	}
	if silent < manySilent {
		return s.Result.Leftovers, 0
	}
	return answered, silent
}

// cleanupCommand is a command for a leftover, which is an image and what went
// wrong with it. It is empty for a borrowed image, which must not be deleted.
func (s summary) cleanupCommand(leftover string) string {
	image, _, _ := strings.Cut(leftover, ": ")
	target := s.Result.Target
	if image == "" || strings.ContainsAny(image, " /") || image == target.BorrowedImage {
		return ""
	}
	send, at := "-X DELETE", "/images/"+imageapi.Segment(image)
	if strings.HasPrefix(image, "tagcheck-") { // a name: the creation was not answered, so nobody knows the ID
		send, at = "-X GET", "/images?name="+imageapi.Escape(image)
	}
	if target.Authentication {
		send += ` -H "X-Auth-Token: $OWNER_TOKEN"`
	}
	return "curl --path-as-is -i " + send + " " + escape.ShellWord(strings.TrimSuffix(target.URL, "/")+at)
}
