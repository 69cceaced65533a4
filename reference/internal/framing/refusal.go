package framing

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// refusal is the error response to a request that the filter refuses.
type refusal struct {
	status int
	reason string
}

func badRequest(reason string) *refusal {
	return &refusal{http.StatusBadRequest, reason}
}

// The filter passes messages to [Handler] in targets that begin with these prefixes. A
// client cannot send them: a target never contains "#" (RFC 9112, 3.2), and the filter
// refuses it.
const (
	refusedPrefix = "/#refused/"
	sentPrefix    = "/#sent/"
)

// request is the request that net/http receives instead of the refused one.
func (f *refusal) request(method string) []byte {
	target := refusedPrefix + strconv.Itoa(f.status) + "/" + url.PathEscape(f.reason)
	return []byte(method + " " + target + " HTTP/1.1\r\nHost: refused\r\nConnection: close\r\n\r\n")
}

// Refuse answers a refused request. The connection is closed afterwards.
type Refuse func(w http.ResponseWriter, r *http.Request, status int, reason string)

// Handler calls refuse for the requests that the filter refused, and next for all others,
// with RequestURI exactly as the client sent it. Use it only with a [Listener].
func Handler(next http.Handler, refuse Refuse) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.RequestURI, "/#") {
			next.ServeHTTP(w, r)
			return
		}
		if sent, ok := strings.CutPrefix(r.RequestURI, sentPrefix); ok {
			if target, err := url.PathUnescape(sent); err == nil {
				r.RequestURI = target
				next.ServeHTTP(w, r)
				return
			}
		}
		status, reason := http.StatusBadRequest, "The request is malformed."
		code, escaped, _ := strings.Cut(strings.TrimPrefix(r.RequestURI, refusedPrefix), "/")
		if n, err := strconv.Atoi(code); err == nil {
			status = n
		}
		if text, err := url.PathUnescape(escaped); err == nil {
			reason = text
		}
		refuse(w, r, status, reason)
	})
}
