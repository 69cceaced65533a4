package walk

import (
	"fmt"
	"slices"
	"strings"

	"tagcheck/suites/check"
)

// Describe describes a walk, one line per request.
func Describe(ops []Op) []string {
	lines := make([]string, len(ops))
	for n, op := range ops {
		lines[n] = fmt.Sprintf("step %d: %s", n+1, op)
	}
	return lines
}

// String describes an op.
func (o Op) String() string {
	if o.Do == Show {
		return "show image " + o.Image
	}
	words := []string{o.HTTPMethod(), check.Quoted([]string{o.Tag})}
	if o.Tag == "" {
		words[1] = o.Path()
	}
	words = append(words, map[Verb]string{Add: "to", Remove: "from", Send: "of"}[o.Do], "image", o.Image)
	switch o.By {
	case "":
	case UnknownUser:
		words = append(words, "with an invalid token")
	default:
		words = append(words, "as the "+o.By)
	}
	return strings.Join(slices.Concat(words, o.extras()), " ")
}

// extras describes the parts that a usual request does not have.
func (o Op) extras() []string {
	var more []string
	if o.Tag != "" && (o.Spelled != "" || o.Suffix != "" || o.Query != "") {
		more = append(more, "as …"+o.Path())
	}
	if o.Body != nil {
		text := fmt.Sprintf("with a body of %d bytes", len(o.Body.Bytes()))
		if o.Body.Chunked {
			text += " in chunks"
		}
		if o.Body.Type != "" {
			text += " of " + o.Body.Type
		}
		more = append(more, text)
	}
	for _, f := range o.Fields {
		more = append(more, fmt.Sprintf("with %s: %s", f.Name, f.Value))
	}
	return more
}
