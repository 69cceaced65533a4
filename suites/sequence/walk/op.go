// Package walk is sequences of requests to images: how they are drawn, what
// a model says of their answers, how one that fails is made smaller, and how it
// is kept in a file. Whoever carries out the requests is a Target.
package walk

import (
	"encoding/json"
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

// Verb is what the request of an Op is to do.
type Verb string

// The verbs. Add and Remove are the two operations of a tag, Send is any other
// method on its URL, and Show is GET of the image.
const (
	Add    Verb = "add"
	Remove Verb = "remove"
	Send   Verb = "send"
	Show   Verb = "show"
)

// Unknown sends a token that nobody issued, as Op.By.
const Unknown = "unknown"

// Op is one request of a walk.
type Op struct {
	Do      Verb
	Image   string // by its name in the walk, such as A
	By      string // who sends it: a user, Unknown, or empty for the image's owner
	Method  string // of Send
	Tag     string // decoded; empty for the URL without a tag
	Spelled string // the tag in the request's target, where that is not imageapi.Segment
	Raw     string // what stands in the tag's place and is the escape of no text
	Behind  string // what stands behind the tag in the path
	Query   string // with its question mark
	Body    *Body  // nil for none
	Fields  []imageapi.Field
}

// Body is the body of a request: Size times the letter x, or a text.
type Body struct {
	Type    string `json:"type,omitempty"` // Content-Type, none if empty
	Text    string `json:"text,omitempty"`
	Size    int    `json:"size,omitempty"` // in bytes
	Chunked bool   `json:"chunked,omitempty"`
}

// Bytes is the body as it is sent.
func (b Body) Bytes() []byte { return []byte(b.Text + strings.Repeat("x", b.Size)) }

// HTTPMethod is the method of the request.
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

// Path is what stands behind the image's path in the request's target.
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
	return "/tags/" + segment + o.Behind + o.Query
}

// Mistake says what is wrong with the request on purpose, or may be to a server
// that is right; it is empty for a correct request.
func (o Op) Mistake() string {
	switch {
	case o.By == Unknown:
		return "the token is not valid"
	case o.Raw != "":
		return "the tag is the escape of no text"
	case o.Tag == "":
		return "the tag is empty"
	case o.Behind != "":
		return "the path goes on behind the tag"
	case check.MistakeOf(o.Tag) != "":
		return check.MistakeOf(o.Tag)
	case o.odd():
		return "the request has more to it than the document defines"
	}
	return ""
}

// odd says that the request carries what the document does not define and what
// a right server may refuse.
func (o Op) odd() bool { return o.Query != "" || len(o.Fields) > 0 || o.typed() }

// typed says that the body is declared to be something else than JSON.
func (o Op) typed() bool {
	if o.Body == nil || o.Body.Type == "" {
		return false
	}
	media, _, err := mime.ParseMediaType(o.Body.Type)
	return err != nil || media != "application/json"
}

// check says what is wrong with an op that a file holds.
func (o Op) check() error {
	switch {
	case !slices.Contains([]Verb{Add, Remove, Send, Show}, o.Do):
		return fmt.Errorf("do: %q is none of add, remove, send and show", o.Do)
	case (o.Do == Send) != (o.Method != ""):
		return fmt.Errorf("method: send has one, and nothing else does")
	case !utf8.ValidString(o.Tag):
		return fmt.Errorf("tag: it is no UTF-8")
	case o.Raw != "" && (o.Tag != "" || o.Spelled != ""):
		return fmt.Errorf("raw: it stands in the place of a tag, and one is given too")
	case o.Query != "" && o.Query[0] != '?':
		return fmt.Errorf("query: %q does not begin with a question mark", o.Query)
	}
	if decoded, err := url.PathUnescape(o.Spelled); o.Spelled != "" && (err != nil || decoded != o.Tag) {
		return fmt.Errorf("spelled: %q is no spelling of the tag", o.Spelled)
	}
	for name, text := range map[string]string{"method": o.Method, "spelled": o.Spelled, "raw": o.Raw, "behind": o.Behind, "query": o.Query} {
		if strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
			return fmt.Errorf("%s: %q does not fit in a request line", name, text)
		}
	}
	for _, f := range o.Fields {
		if f.Name == "" || strings.ContainsFunc(f.Name+f.Value, func(r rune) bool { return r < ' ' && r != '\t' }) || strings.ContainsAny(f.Name, " :") {
			return fmt.Errorf("fields: %q is no header field", f.Name+": "+f.Value)
		}
	}
	return nil
}

// key tells ops apart, for what was tried already.
func key(ops []Op) string {
	text, err := json.Marshal(ops)
	if err != nil {
		panic(err) // an Op is text and numbers
	}
	return string(text)
}
