package reference

import (
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"strconv"
)

// problem is the reason why a request was refused. Its message is fixed text:
// nothing that the client sent, least of all a token, comes back in it.
type problem struct {
	status    int
	message   string
	allow     string // for 405 (RFC 9110, 10.2.1)
	challenge string // for 401 (RFC 9110, 11.6.1)
	close     bool   // the rest of the request cannot be understood
}

// renderer writes a problem as an answer.
type renderer func(w http.ResponseWriter, r *http.Request, p *problem)

// renderProblem writes a problem in the media type that the client prefers.
func renderProblem(w http.ResponseWriter, r *http.Request, p *problem) {
	header := w.Header()
	if p.allow != "" {
		header.Set("Allow", p.allow)
	}
	if p.challenge != "" {
		header.Set("WWW-Authenticate", p.challenge)
	}
	if p.close {
		header.Set("Connection", "close")
	}
	mediaType := preferred(r.Header["Accept"])
	send(w, r, p.status, mediaType, p.body(mediaType))
}

func (p *problem) body(mediaType string) []byte {
	title := http.StatusText(p.status)
	switch mediaType {
	case typeJSON:
		body, err := json.Marshal(map[string]string{
			"code":    fmt.Sprintf("%d %s", p.status, title),
			"title":   title,
			"message": p.message,
		})
		if err != nil {
			panic(err) // three strings always have a JSON form
		}
		return body
	case typeHTML:
		return fmt.Appendf(nil, "<!DOCTYPE html>\n<html><head><title>%[1]d %[2]s</title></head>\n"+
			"<body><h1>%[1]d %[2]s</h1><p>%[3]s</p></body></html>\n", p.status, title, html.EscapeString(p.message))
	}
	return fmt.Appendf(nil, "%d %s\n\n%s\n", p.status, title, p.message)
}

// send writes a whole answer. An answer to HEAD has the same header and no
// content (RFC 9110, 9.3.2).
func send(w http.ResponseWriter, r *http.Request, status int, mediaType string, body []byte) {
	header := w.Header()
	header.Set("Content-Type", mediaType)
	header.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		w.Write(body) // a client that is gone needs no answer
	}
}
