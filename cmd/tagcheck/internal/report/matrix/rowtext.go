package matrix

import (
	"fmt"
	"slices"
	"strings"

	"tagcheck/cmd/tagcheck/internal/bank"
	"tagcheck/cmd/tagcheck/internal/report/frame"
)

// maxNamed is how many requirements a line names of those that caught a server.
const maxNamed = 3

// ruling is the outcome of a row in a few words.
func ruling(r bank.Row) string {
	switch r.Outcome {
	case bank.Intended:
		return "caught"
	case bank.Other:
		return "caught by others"
	case bank.Survived:
		return "SURVIVED"
	case bank.Alarm:
		return "FALSE ALARM"
	case bank.Undecided:
		return "UNDECIDED"
	case bank.Broken:
		return "BROKEN"
	case bank.NotRun:
		return "not judged"
	}
	if r.Equivalent != "" {
		return "equivalent"
	}
	return "no alarm"
}

// stateOf is the state in which a row is shown.
func stateOf(r bank.Row) frame.State {
	switch r.Outcome {
	case bank.Intended:
		return frame.Good
	case bank.Other:
		return frame.Warn
	case bank.Survived, bank.Alarm:
		return frame.Bad
	case bank.Undecided, bank.Broken, bank.NotRun:
		return frame.Open
	}
	if r.Equivalent != "" {
		return frame.Muted
	}
	return frame.Good
}

// catchers is the requirements that caught a row, at most n of them by name.
func catchers(r bank.Row, n int) string {
	var names []string
	for _, c := range r.Catches[:min(len(r.Catches), n)] {
		names = append(names, c.Requirement)
	}
	text := strings.Join(names, ", ")
	if more := len(r.Catches) - len(names); more > 0 {
		text += fmt.Sprintf(" +%d more", more)
	}
	return text
}

// detail is what a report says of a row beside its ruling.
func detail(r bank.Row) string {
	var parts []string
	switch r.Outcome {
	case bank.Intended:
		parts = append(parts, catchers(r, 1))
	case bank.Other:
		parts = append(parts, catchers(r, maxNamed), "not by "+r.Intended)
	case bank.Survived:
		parts = append(parts, r.Intended+" should have caught it")
	case bank.Undecided:
		parts = append(parts, r.Intended+" could not be judged")
	case bank.Broken:
		parts = append(parts, r.Problems()...)
	case bank.Alarm:
		parts = append(parts, catchers(r, maxNamed))
	case bank.Silent:
		parts = append(parts, r.Equivalent)
	}
	parts = append(parts, rate(r))
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), "; ")
}

// rate is how often a fault was caught, if it was judged several times.
func rate(r bank.Row) string {
	if len(r.Runs) < 2 || r.Intended == "" {
		return ""
	}
	return fmt.Sprintf("caught in %d of %d runs", r.Caught, len(r.Runs))
}

// differences names the requirements that caught a row in some of its runs only.
func differences(r bank.Row) string {
	var parts []string
	for _, c := range r.Catches {
		if c.Runs < len(r.Runs) {
			parts = append(parts, fmt.Sprintf("%s in %d of %d runs", c.Requirement, c.Runs, len(r.Runs)))
		}
	}
	return strings.Join(parts, ", ")
}
