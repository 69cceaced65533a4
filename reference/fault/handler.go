package fault

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"tagcheck/reference"
)

// call is one request on its way to the server.
type call struct {
	w      http.ResponseWriter
	r      *http.Request
	next   http.Handler
	prefix string // that stands before /v2 in its target
	image  string // as it stands in the path, empty where the path names none
	tag    string
}

func newCall(w http.ResponseWriter, r *http.Request, next http.Handler) *call {
	c := &call{w: w, r: r, next: next}
	if before, _, ok := strings.Cut(r.RequestURI, "/v2/"); ok {
		c.prefix = before
	}
	path := c.path()
	segments := strings.Split(strings.TrimPrefix(path, "/v2/images/"), "/")
	if !strings.HasPrefix(path, "/v2/images/") {
		return c
	}
	c.image = segments[0]
	if len(segments) == 3 && segments[1] == "tags" {
		c.tag = segments[2]
	}
	return c
}

// serve lets the server answer.
func (c *call) serve() { c.next.ServeHTTP(c.w, c.r) }

// try lets the server do it and gives its answer, which nobody has seen yet.
func (c *call) try() *reply {
	a := &reply{ResponseWriter: c.w, header: http.Header{}, status: http.StatusOK}
	c.next.ServeHTTP(a, c.r)
	return a
}

// answer answers in place of the server.
func (c *call) answer(status int) { c.say(status, http.StatusText(status)) }

func (c *call) say(status int, text string) {
	c.w.Header().Set("Content-Type", "text/plain; charset=UTF-8")
	c.w.WriteHeader(status)
	if c.r.Method != http.MethodHead && status != http.StatusNoContent && status/100 != 1 {
		_, _ = c.w.Write([]byte(text)) // a client that is gone needs no answer
	}
}

// show answers with an image in JSON.
func (c *call) show(text string) {
	c.w.Header().Set("Content-Type", "application/json")
	_, _ = c.w.Write([]byte(text)) // a client that is gone needs no answer
}

// query is the part of the target behind the question mark.
func (c *call) query() string {
	_, query, _ := strings.Cut(c.r.RequestURI, "?")
	return query
}

// by gives the call with another method.
func (c *call) by(method string) *call {
	other := *c
	other.r = c.r.Clone(c.r.Context())
	other.r.Method = method
	return &other
}

// at gives the call with another target, behind the same prefix.
func (c *call) at(target string) *call {
	other := *c
	other.r = c.r.Clone(c.r.Context())
	other.r.RequestURI = c.prefix + target
	return &other
}

// path is the target without prefix and query; target is with its query.
func (c *call) path() string {
	path, _, _ := strings.Cut(c.target(), "?")
	return path
}

func (c *call) target() string { return strings.TrimPrefix(c.r.RequestURI, c.prefix) }

// condition chooses requests.
type condition func(c *call) bool

func always(*call) bool     { return true }
func adding(c *call) bool   { return c.r.Method == http.MethodPut && c.tag != "" }
func removing(c *call) bool { return c.r.Method == http.MethodDelete && c.tag != "" }
func tagging(c *call) bool  { return adding(c) || removing(c) }
func showing(c *call) bool {
	return c.r.Method == http.MethodGet && c.image != "" && !strings.Contains(c.path(), "/tags")
}
func listing(c *call) bool  { return c.r.Method == http.MethodGet && c.path() == "/v2/images" }
func creating(c *call) bool { return c.r.Method == http.MethodPost && c.path() == "/v2/images" }
func patching(c *call) bool { return c.r.Method == http.MethodPatch && c.image != "" && c.tag == "" }
func other(c *call) bool    { return c.tag != "" && !tagging(c) }

func method(name string) condition {
	return func(c *call) bool { return c.r.Method == name && c.tag != "" }
}

func all(conditions ...condition) condition {
	return func(c *call) bool {
		return !slices.ContainsFunc(conditions, func(holds condition) bool { return !holds(c) })
	}
}

// when lets do answer the requests that meet a condition.
func when(holds condition, do func(c *call)) change {
	return handler(func(c *call) {
		if holds(c) {
			do(c)
			return
		}
		c.serve()
	})
}

// handler lets do answer every request.
func handler(do func(c *call)) change {
	return func(p *reference.Parts) {
		inner := p.Handler
		p.Handler = func(next http.Handler) http.Handler {
			next = inner(next)
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { do(newCall(w, r, next)) })
		}
	}
}

// answering answers in place of the server.
func answering(holds condition, status int) change {
	return when(holds, func(c *call) { c.answer(status) })
}

// saying does what the server does and says something else of it.
func saying(holds condition, instead map[int]int) change {
	return replying(holds, func(_ *call, a *reply) {
		if status, there := instead[a.status]; there {
			a.become(status)
		}
	})
}

// replying changes what the server answers.
func replying(holds condition, edit func(c *call, a *reply)) change {
	return when(holds, func(c *call) {
		a := c.try()
		edit(c, a)
		a.send(c.w, c.r)
	})
}

// field sets a field of the answers.
func field(holds condition, name, value string) change {
	return replying(holds, func(_ *call, a *reply) { a.header.Set(name, value) })
}

// showingAs changes the images that are shown, singly and in lists.
func showingAs(holds condition, edit func(image map[string]any)) change {
	return replying(holds, func(_ *call, a *reply) {
		var shown map[string]any
		if a.status != http.StatusOK || json.Unmarshal(a.body.Bytes(), &shown) != nil {
			return
		}
		list, listed := shown["images"].([]any)
		for _, image := range list {
			edit(image.(map[string]any))
		}
		if !listed {
			edit(shown)
		}
		a.show(shown)
	})
}

// reply is an answer that can still be changed.
type reply struct {
	http.ResponseWriter
	header http.Header
	status int
	body   bytes.Buffer
}

// Header gives the header section, which nobody has seen yet.
func (a *reply) Header() http.Header { return a.header }

// Write keeps content.
func (a *reply) Write(p []byte) (int, error) { return a.body.Write(p) }

// WriteHeader keeps the status.
func (a *reply) WriteHeader(status int) { a.status = status }

// Unwrap lets [http.ResponseController] find the writer underneath.
func (a *reply) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// become makes it the answer with another status.
func (a *reply) become(status int) {
	a.status = status
	if status == http.StatusNoContent {
		a.write("", "")
	}
}

// write replaces the content; without any there is no type either.
func (a *reply) write(mediaType, content string) {
	a.body.Reset()
	a.body.WriteString(content)
	a.header.Del("Content-Type")
	a.header.Del("Content-Length")
	if mediaType != "" {
		a.header.Set("Content-Type", mediaType)
		a.header.Set("Content-Length", strconv.Itoa(len(content)))
	}
}

func (a *reply) show(value any) {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err) // it was decoded from JSON
	}
	a.write("application/json", string(text))
}

func (a *reply) send(w http.ResponseWriter, r *http.Request) {
	maps.Copy(w.Header(), a.header)
	w.WriteHeader(a.status)
	if r.Method != http.MethodHead && a.body.Len() > 0 {
		_, _ = w.Write(a.body.Bytes())
	}
}
