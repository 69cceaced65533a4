package fault

import (
	"bytes"
	"io"
	"net/http"
	"strings"

	"tagcheck/reference"
)

// exchange is a request that the server has not answered yet.
type exchange struct {
	w      http.ResponseWriter
	r      *http.Request
	next   http.Handler // the server
	prefix string       // part of the target before /v2
	image  string       // image ID as sent; empty if the path has none
	tag    string       // tag as sent, still encoded; empty if the path has none
}

func newExchange(w http.ResponseWriter, r *http.Request, next http.Handler) *exchange {
	x := &exchange{w: w, r: r, next: next}
	if before, _, ok := strings.Cut(r.RequestURI, "/v2/"); ok {
		x.prefix = before
	}
	rest, ok := strings.CutPrefix(x.path(), "/v2/images/")
	if !ok {
		return x
	}
	segments := strings.Split(rest, "/")
	x.image = segments[0]
	if len(segments) == 3 && segments[1] == "tags" {
		x.tag = segments[2]
	}
	return x
}

// target returns the request target without the prefix, with its query.
func (x *exchange) target() string { return strings.TrimPrefix(x.r.RequestURI, x.prefix) }

// path returns the request target without prefix and query.
func (x *exchange) path() string {
	path, _, _ := strings.Cut(x.target(), "?")
	return path
}

// query returns the part of the request target after the question mark.
func (x *exchange) query() string {
	_, query, _ := strings.Cut(x.r.RequestURI, "?")
	return query
}

// token returns the token of the request, or an empty string.
func (x *exchange) token() string { return x.r.Header.Get(tokenField) }

// forward passes the request on to the server, which answers it.
func (x *exchange) forward() { x.next.ServeHTTP(x.w, x.r) }

// capture passes the request on to the server and returns the response. The
// client does not receive it.
func (x *exchange) capture() *response {
	captured := newResponse(x.w)
	x.next.ServeHTTP(captured, x.r)
	return captured
}

// send sends a captured response.
func (x *exchange) send(captured *response) { captured.send(x.w, x.r) }

// reply answers with a status and its standard text. The server does not see the
// request.
func (x *exchange) reply(status int) { x.replyText(status, http.StatusText(status)) }

func (x *exchange) replyText(status int, text string) {
	x.w.Header().Set("Content-Type", "text/plain; charset=UTF-8")
	x.w.WriteHeader(status)
	if x.r.Method != http.MethodHead && status != http.StatusNoContent && status/100 != 1 {
		_, _ = x.w.Write([]byte(text)) // the client may have disconnected
	}
}

// replyJSON answers 200 with a JSON document.
func (x *exchange) replyJSON(text string) {
	x.w.Header().Set("Content-Type", "application/json")
	_, _ = x.w.Write([]byte(text)) // the client may have disconnected
}

// replyRaw writes bytes to the connection instead of a response, and closes it.
func (x *exchange) replyRaw(text string) {
	conn, out, err := http.NewResponseController(x.w).Hijack()
	if err != nil {
		panic(err) // net/http created the connection
	}
	defer conn.Close()
	_, _ = out.WriteString(text)
	_ = out.Flush()
}

// withMethod returns the exchange with another method.
func (x *exchange) withMethod(method string) *exchange {
	other := *x
	other.r = x.r.Clone(x.r.Context())
	other.r.Method = method
	return &other
}

// withTarget returns the exchange with another request target after the same
// prefix.
func (x *exchange) withTarget(target string) *exchange {
	other := *x
	other.r = x.r.Clone(x.r.Context())
	other.r.RequestURI = x.prefix + target
	return &other
}

// withToken returns the exchange with another token.
func (x *exchange) withToken(token string) *exchange {
	other := *x
	other.r = x.r.Clone(x.r.Context())
	other.r.Header[tokenField] = []string{token}
	return &other
}

// withoutBody returns the exchange without its body, which stays unread on the
// connection.
func (x *exchange) withoutBody() *exchange {
	other := *x
	other.r = x.r.WithContext(x.r.Context())
	other.r.Body = http.NoBody
	return &other
}

// peekBody reads the body. The server can read it again.
func (x *exchange) peekBody() []byte {
	content, _ := io.ReadAll(x.r.Body)
	x.r.Body = io.NopCloser(bytes.NewReader(content))
	return content
}

// onRequest lets answer handle every request.
func onRequest(answer func(x *exchange)) change {
	return func(p *reference.Parts) {
		inner := p.Handler
		p.Handler = func(next http.Handler) http.Handler {
			next = inner(next)
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { answer(newExchange(w, r, next)) })
		}
	}
}

// when lets answer handle the requests that match. The server answers the
// others.
func when(matches condition, answer func(x *exchange)) change {
	return onRequest(func(x *exchange) {
		if matches(x) {
			answer(x)
			return
		}
		x.forward()
	})
}

// reply answers the requests that match with a status. The server does not see
// them.
func reply(matches condition, status int) change {
	return when(matches, func(x *exchange) { x.reply(status) })
}

// both combines two changes.
func both(one, other change) change {
	return func(p *reference.Parts) {
		one(p)
		other(p)
	}
}

// waitForDisconnect sends no response and waits until the client disconnects.
func waitForDisconnect(x *exchange) {
	<-x.r.Context().Done()
	panic(http.ErrAbortHandler)
}
