package framing

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// refusal is why a request is not passed on.
type refusal struct {
	status int
	reason string
}

func bad(reason string) *refusal {
	return &refusal{http.StatusBadRequest, reason}
}

// The filter speaks to [Handler] through targets that begin like this. A "#"
// never appears in a target (RFC 9112, 3.2), and the filter refuses those where it does.
const (
	refusedPrefix = "/#refused/"
	sentPrefix    = "/#sent/"
)

// request is what net/http gets to see in place of the one that is refused.
func (f *refusal) request(method string) []byte {
	target := refusedPrefix + strconv.Itoa(f.status) + "/" + url.PathEscape(f.reason)
	return []byte(method + " " + target + " HTTP/1.1\r\nHost: refused\r\nConnection: close\r\n\r\n")
}

// Refuse answers a request that never reached the handler. The connection is
// closed afterwards.
type Refuse func(w http.ResponseWriter, r *http.Request, status int, reason string)

// Handler is the other end of the filter: refuse gets what was refused, next
// gets everything else, with RequestURI exactly as the client sent it. It must
// only be used behind a [Listener].
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
