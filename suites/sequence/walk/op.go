package walk

import (
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"tagcheck/fixtures/imageapi"
	"tagcheck/suites/check"
)

// Verb is what an Op does.
type Verb string

// The verbs. Add and Remove are the two tag operations, Send is any other method on the URL of a tag,
// and Show is GET of the image.
const (
	Add    Verb = "add"
	Remove Verb = "remove"
	Send   Verb = "send"
	Show   Verb = "show"
)

// UnknownUser is the Op.By of a request with an invalid token.
const UnknownUser = "unknown"

// Op is one request of a walk.
type Op struct {
	Do      Verb
	Image   string // name in the walk, such as A
	By      string // the user, or UnknownUser; empty for the image's owner
	Method  string // of Send
	Tag     string // decoded; empty for the URL without a tag
	Spelled string // the tag in the request's target; empty for imageapi.Segment
	Raw     string // a path segment that does not decode to text, instead of a tag
	Suffix  string // what follows the tag in the path
	Query   string // with its question mark
	Body    *Body  // nil for none
	Fields  []imageapi.Field
}

// Body is the body of a request: a text, followed by Size times the letter x.
type Body struct {
	Type    string `json:"type,omitempty"` // Content-Type; empty for none
	Text    string `json:"text,omitempty"`
	Size    int    `json:"size,omitempty"` // in bytes
	Chunked bool   `json:"chunked,omitempty"`
}

// Bytes returns the body as it is sent.
func (b Body) Bytes() []byte { return []byte(b.Text + strings.Repeat("x", b.Size)) }

// HTTPMethod returns the method of the request.
func (o Op) HTTPMethod() string {
	switch o.Do {
	case Add:
		return http.MethodPut
	case Remove:
		return http.MethodDelete
	case Show:
		return http.MethodGet
	}
	return o.Method
}

// Path returns the part of the request's target that follows the image's path.
func (o Op) Path() string {
	if o.Do == Show {
		return ""
	}
	segment := o.Raw
	switch {
	case o.Spelled != "":
		segment = o.Spelled
	case o.Tag != "":
		segment = imageapi.Segment(o.Tag)
	}
	return "/tags/" + segment + o.Suffix + o.Query
}

// Mistake returns why a correct server may refuse the request, or "" if it must not.
func (o Op) Mistake() string {
	switch {
	case o.By == UnknownUser:
		return "the token is not valid"
	case o.Raw != "":
		return "the path segment does not decode to text"
	case o.Tag == "":
		return "the tag is empty"
	case o.Suffix != "":
		return "the path continues after the tag"
	case check.WhyInvalid(o.Tag) != "":
		return check.WhyInvalid(o.Tag)
	case o.unusual():
		return "the request has parts that the document does not define"
	}
	return ""
}

// unusual returns whether the request has parts that the document does not define, and that a correct
// server may refuse.
func (o Op) unusual() bool { return o.Query != "" || len(o.Fields) > 0 || o.notJSON() }

// notJSON returns whether the Content-Type is another than JSON.
func (o Op) notJSON() bool {
	if o.Body == nil || o.Body.Type == "" {
		return false
	}
	media, _, err := mime.ParseMediaType(o.Body.Type)
	return err != nil || media != "application/json"
}

// check returns an error for an op that is not valid in a file.
func (o Op) check() error {
	switch {
	case !slices.Contains([]Verb{Add, Remove, Send, Show}, o.Do):
		return fmt.Errorf("do: %q is not add, remove, send or show", o.Do)
	case (o.Do == Send) != (o.Method != ""):
		return errors.New("method: it is required for send, and for nothing else")
	case !utf8.ValidString(o.Tag):
		return errors.New("tag: it is not valid UTF-8")
	case o.Raw != "" && (o.Tag != "" || o.Spelled != ""):
		return errors.New("raw: it replaces a tag, but there is a tag too")
	case o.Query != "" && o.Query[0] != '?':
		return fmt.Errorf("query: %q does not start with a question mark", o.Query)
	}
	if decoded, err := url.PathUnescape(o.Spelled); o.Spelled != "" && (err != nil || decoded != o.Tag) {
		return fmt.Errorf("spelled: %q does not decode to the tag", o.Spelled)
	}
	for name, text := range map[string]string{
		"method": o.Method, "spelled": o.Spelled, "raw": o.Raw, "behind": o.Suffix, "query": o.Query,
	} {
		if strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
			return fmt.Errorf("%s: %q is not valid in a request line", name, text)
		}
	}
	for _, f := range o.Fields {
		if f.Name == "" || strings.ContainsFunc(f.Name+f.Value, func(r rune) bool { return r < ' ' && r != '\t' }) ||
			strings.ContainsAny(f.Name, " :") {
			return fmt.Errorf("fields: %q is not a valid header field", f.Name+": "+f.Value)
		}
	}
	return nil
}

// key identifies a list of ops.
func key(ops []Op) string {
	text, err := json.Marshal(ops)
	if err != nil {
		panic(err) // an Op can always be encoded
	}
	return string(text)
}
