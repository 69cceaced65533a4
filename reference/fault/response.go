package fault

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"strconv"
)

// response is a response of the server that the client has not received yet.
type response struct {
	http.ResponseWriter
	header http.Header
	status int
	body   bytes.Buffer
}

func newResponse(w http.ResponseWriter) *response {
	return &response{ResponseWriter: w, header: http.Header{}, status: http.StatusOK}
}

// Header returns the header section, which can still be changed.
func (a *response) Header() http.Header { return a.header }

// Write stores content.
func (a *response) Write(p []byte) (int, error) { return a.body.Write(p) }

// WriteHeader stores the status.
func (a *response) WriteHeader(status int) { a.status = status }

// Unwrap lets [http.ResponseController] find the original writer.
func (a *response) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// setStatus changes the status. A response with 204 has no content.
func (a *response) setStatus(status int) {
	a.status = status
	if status == http.StatusNoContent {
		a.removeBody()
	}
}

// removeBody removes the content and its header fields.
func (a *response) removeBody() {
	a.body.Reset()
	a.header.Del("Content-Type")
	a.header.Del("Content-Length")
}

func (a *response) setBody(mediaType, content string) {
	a.body.Reset()
	a.body.WriteString(content)
	a.header.Set("Content-Type", mediaType)
	a.header.Set("Content-Length", strconv.Itoa(len(content)))
}

func (a *response) setJSON(value any) {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err) // the callers pass strings and decoded JSON
	}
	a.setBody("application/json", string(text))
}

func (a *response) send(w http.ResponseWriter, r *http.Request) {
	maps.Copy(w.Header(), a.header)
	w.WriteHeader(a.status)
	if r.Method != http.MethodHead && a.body.Len() > 0 {
		_, _ = w.Write(a.body.Bytes())
	}
}

// editResponse changes the responses to the requests that match.
func editResponse(matches condition, edit func(x *exchange, a *response)) change {
	return when(matches, func(x *exchange) {
		a := x.capture()
		edit(x, a)
		x.send(a)
	})
}

// setStatus replaces statuses of responses. The server does what it does
// otherwise.
func setStatus(matches condition, replacements map[int]int) change {
	return editResponse(matches, func(_ *exchange, a *response) {
		if status, there := replacements[a.status]; there {
			a.setStatus(status)
		}
	})
}

// setHeader sets a header field of the responses.
func setHeader(matches condition, name, value string) change {
	return editResponse(matches, func(_ *exchange, a *response) { a.header.Set(name, value) })
}

// editShownImages changes the JSON of images, single ones and those of a list.
func editShownImages(matches condition, edit func(image map[string]any)) change {
	return editResponse(matches, func(_ *exchange, a *response) {
		var document map[string]any
		if a.status != http.StatusOK || json.Unmarshal(a.body.Bytes(), &document) != nil {
			return
		}
		list, isList := document["images"].([]any)
		for _, image := range list {
			edit(image.(map[string]any))
		}
		if !isList {
			edit(document)
		}
		a.setJSON(document)
	})
}
