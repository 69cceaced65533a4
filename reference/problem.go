package reference

import (
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"strconv"
)

// Problem is an error response. The message is a fixed text: it never contains
// anything that the client sent, such as a token.
type Problem struct {
	Status    int
	Message   string
	Allow     string // for 405 (RFC 9110, 10.2.1)
	Patches   string // for 415: the accepted media types of a patch (RFC 5789, 3.1)
	Challenge string // for 401 (RFC 9110, 11.6.1)
	Close     bool   // close the connection: the rest of the request cannot be parsed
}

// renderProblem writes an error response in the media type that the client prefers.
func renderProblem(w http.ResponseWriter, r *http.Request, p *Problem) {
	header := w.Header()
	if p.Allow != "" {
		header.Set("Allow", p.Allow)
	}
	if p.Patches != "" {
		header.Set("Accept-Patch", p.Patches)
	}
	if p.Challenge != "" {
		header.Set("WWW-Authenticate", p.Challenge)
	}
	if p.Close {
		header.Set("Connection", "close")
	}
	mediaType := preferred(r.Header["Accept"])
	send(w, r, p.Status, mediaType, p.body(mediaType))
}

func (p *Problem) body(mediaType string) []byte {
	title := http.StatusText(p.Status)
	switch mediaType {
	case typeJSON:
		body, err := json.Marshal(map[string]string{
			"code":    fmt.Sprintf("%d %s", p.Status, title),
			"title":   title,
			"message": p.Message,
		})
		if err != nil {
			panic(err) // strings can always be marshalled
		}
		return body
	case typeHTML:
		return fmt.Appendf(nil, "<!DOCTYPE html>\n<html><head><title>%[1]d %[2]s</title></head>\n"+
			"<body><h1>%[1]d %[2]s</h1><p>%[3]s</p></body></html>\n", p.Status, title, html.EscapeString(p.Message))
	}
	return fmt.Appendf(nil, "%d %s\n\n%s\n", p.Status, title, p.Message)
}

// send writes a complete response. A response to HEAD has the same header and no
// content (RFC 9110, 9.3.2).
func send(w http.ResponseWriter, r *http.Request, status int, mediaType string, body []byte) {
	header := w.Header()
	header.Set("Content-Type", mediaType)
	header.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		w.Write(body) // the client may have disconnected
	}
}
