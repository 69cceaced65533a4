package report

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"
	"time"

	"tagcheck/fixtures/imageapi"
	"tagcheck/suites/report/output"
)

type harFile struct {
	Log harLog `json:"log"`
}

type harLog struct {
	Version string     `json:"version"`
	Creator harCreator `json:"creator"`
	Entries []harEntry `json:"entries"`
	Comment string     `json:"comment,omitempty"`
}

type harCreator struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

type harEntry struct {
	Started    string      `json:"startedDateTime"`
	Time       float64     `json:"time"`
	Request    harRequest  `json:"request"`
	Response   harResponse `json:"response"`
	Cache      struct{}    `json:"cache"`
	Timings    harTimings  `json:"timings"`
	Connection string      `json:"connection,omitempty"`
	Comment    string      `json:"comment,omitempty"`
}

type harRequest struct {
	Method      string     `json:"method"`
	URL         string     `json:"url"`
	Version     string     `json:"httpVersion"`
	Cookies     []harPair  `json:"cookies"`
	Headers     []harPair  `json:"headers"`
	Query       []harPair  `json:"queryString"`
	Post        *harPosted `json:"postData,omitempty"`
	HeadersSize int        `json:"headersSize"`
	BodySize    int64      `json:"bodySize"`

	Raw *imageapi.Raw `json:"_raw,omitempty"`
}

type harResponse struct {
	Status      int        `json:"status"`
	StatusText  string     `json:"statusText"`
	Version     string     `json:"httpVersion"`
	Cookies     []harPair  `json:"cookies"`
	Headers     []harPair  `json:"headers"`
	Content     harContent `json:"content"`
	RedirectURL string     `json:"redirectURL"`
	HeadersSize int        `json:"headersSize"`
	BodySize    int64      `json:"bodySize"`
	Error       string     `json:"_error,omitempty"`
}

type harPair struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// harPosted has its encoding under a name of our own: HAR 1.2 defines one for
// content only.
type harPosted struct {
	MimeType string `json:"mimeType"`
	Text     string `json:"text"`
	Encoding string `json:"_encoding,omitempty"`
	Comment  string `json:"comment,omitempty"`
}

type harContent struct {
	Size     int64  `json:"size"`
	MimeType string `json:"mimeType"`
	Text     string `json:"text,omitempty"`
	Encoding string `json:"encoding,omitempty"`
	Comment  string `json:"comment,omitempty"`
}

// harTimings leaves out what was not measured; send, wait and receive are
// required, and all of them together are the entry's time.
type harTimings struct {
	Send    float64 `json:"send"`
	Wait    float64 `json:"wait"`
	Receive float64 `json:"receive"`
	Comment string  `json:"comment,omitempty"`
}

// unknownType is what browsers write where there is no Content-Type.
const unknownType = "x-unknown"

// WriteHAR writes every exchange as HTTP Archive 1.2, which the developer tools
// of a browser open.
func (d Document) WriteHAR(ctx context.Context, w io.Writer) error {
	out := harFile{harLog{
		Version: "1.2", Creator: harCreator{"tagcheck", cmp.Or(d.Build.Version, "unknown")}, Entries: []harEntry{},
	}}
	if !d.decided() {
		out.Log.Comment = d.Sentence()
	}
	for _, x := range d.Result.Exchanges {
		out.Log.Entries = append(out.Log.Entries, newHAREntry(x))
	}
	if err := output.JSON(ctx, w, out); err != nil {
		return fmt.Errorf("write the exchanges as HAR: %w", err)
	}
	return nil
}

func newHAREntry(x *imageapi.Exchange) harEntry {
	out := harEntry{
		Started: output.Timestamp(x.Start), Time: output.Milliseconds(x.Duration), Request: newHARRequest(x.Sent),
		Response: newHARResponse(x), Timings: newHARTimings(x), Comment: harComment(x),
	}
	if x.Connection > 0 {
		out.Connection = strconv.Itoa(x.Connection)
	}
	return out
}

func newHARRequest(s imageapi.Sent) harRequest {
	out := harRequest{
		Method: s.Method, URL: s.URL, Version: "HTTP/1.1", Cookies: []harPair{}, Headers: harFields(s.Fields),
		Query: harQuery(s.Target), HeadersSize: -1, BodySize: s.Body.Size, Raw: s.Raw,
	}
	if s.Body.Size > 0 {
		out.Post = &harPosted{
			MimeType: cmp.Or(fieldValue(s.Fields, "Content-Type"), unknownType),
			Text:     s.Body.Text, Encoding: encoding(s.Body), Comment: shortened(s.Body),
		}
	}
	return out
}

func newHARResponse(x *imageapi.Exchange) harResponse {
	if x.Status() == 0 {
		return harResponse{
			Cookies: []harPair{}, Headers: []harPair{}, Content: harContent{MimeType: unknownType},
			HeadersSize: -1, BodySize: -1, Error: cmp.Or(x.Error, string(x.Outcome)),
		}
	}
	r := x.Received
	return harResponse{
		Status: r.Status, StatusText: r.Reason, Version: r.Proto, Cookies: []harPair{}, Headers: harFields(r.Fields),
		Content: harContent{
			Size: r.Body.Size, MimeType: cmp.Or(fieldValue(r.Fields, "Content-Type"), unknownType),
			Text: r.Body.Text, Encoding: encoding(r.Body), Comment: shortened(r.Body),
		},
		RedirectURL: fieldValue(r.Fields, "Location"), HeadersSize: -1, BodySize: r.Body.Size, Error: x.Error,
	}
}

// newHARTimings divides the time of an exchange at the end of the answer's
// header.
func newHARTimings(x *imageapi.Exchange) harTimings {
	wait := x.Duration
	if x.Received != nil && x.Received.Wait > 0 {
		wait = min(wait, x.Received.Wait)
	}
	return harTimings{
		Wait:    output.Milliseconds(wait),
		Receive: output.Milliseconds(x.Duration.Round(time.Microsecond) - wait.Round(time.Microsecond)),
		Comment: "wait includes send, and connecting where the connection is new",
	}
}

func harFields(fields []imageapi.Field) []harPair {
	pairs := []harPair{}
	for _, f := range fields {
		pairs = append(pairs, harPair(f))
	}
	return pairs
}

// harQuery leaves what cannot be decoded as it was sent.
func harQuery(target string) []harPair {
	pairs := []harPair{}
	_, query, _ := strings.Cut(target, "?")
	for part := range strings.SplitSeq(query, "&") {
		if part == "" {
			continue
		}
		name, value, _ := strings.Cut(part, "=")
		pairs = append(pairs, harPair{unescaped(name), unescaped(value)})
	}
	return pairs
}

func unescaped(s string) string {
	if decoded, err := url.QueryUnescape(s); err == nil {
		return decoded
	}
	return s
}

func fieldValue(fields []imageapi.Field, name string) string {
	for _, f := range fields {
		if strings.EqualFold(f.Name, name) {
			return f.Value
		}
	}
	return ""
}

func encoding(b imageapi.Body) string {
	if b.Base64 {
		return "base64"
	}
	return ""
}

func shortened(b imageapi.Body) string {
	if b.Truncated {
		return fmt.Sprintf("the first part of %d bytes", b.Size)
	}
	return ""
}

// harComment says what an exchange was for and what HAR has no field for.
func harComment(x *imageapi.Exchange) string {
	var parts []string
	add := func(format string, args ...any) { parts = append(parts, fmt.Sprintf(format, args...)) }
	if len(x.Requirements) > 0 {
		add("%s", strings.Join(x.Requirements, " "))
	}
	if x.Check != "" {
		add("check %s", x.Check)
	}
	if x.User != "" {
		add("user %s", x.User)
	}
	if x.Mistake != "" {
		add("wrong on purpose: %s", x.Mistake)
	}
	if x.Throttled {
		add("throttled")
	}
	if r := x.Received; r != nil && len(r.Interim) > 0 {
		add("interim answers %v", r.Interim)
	}
	if r := x.Received; r != nil && r.Surplus.Size > 0 {
		add("%s after the end of the answer", output.Count(int(r.Surplus.Size), "byte"))
	}
	return fmt.Sprintf("exchange %d: %s", x.ID, strings.Join(parts, "; "))
}
