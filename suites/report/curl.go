package report

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"strings"

	"tagcheck/fixtures/imageapi"
	"tagcheck/suites/report/escape"
)

// expectFrom is the size in bytes of a body from which some versions of curl
// add "Expect: 100-continue" by themselves.
const expectFrom = 1024

// Curl is a command that sends the request of x again when it is pasted into a
// POSIX shell. Recordings hold no tokens: the command reads each from an
// environment variable named after its user, such as $OWNER_TOKEN. curl cannot
// send requests that are malformed or pipelined on purpose: for these the
// command writes the whole conversation with nc or openssl.
func Curl(x *imageapi.Exchange) string {
	if x.Sent.Raw != nil {
		return conversationCommand(x)
	}
	if x.Sent.Method == "" && x.Sent.URL == "" {
		return "# there is no request to send again: " + escape.Visible(answer(x))
	}
	body := bodyOf(x.Sent)
	args := []string{"curl", "--path-as-is", "--http1.1", "-i"}
	args = append(args, methodArgs(x.Sent.Method, body.present)...)
	for _, f := range x.Sent.Fields {
		if !ownField(f, x.Sent.URL) {
			args = append(args, "-H", headerWord(f, x.User))
		}
	}
	for _, name := range unwanted(x.Sent, body) {
		args = append(args, "-H", escape.ShellQuoted(name+":"))
	}
	args = append(args, body.args...)
	args = append(args, address(x.Sent)...)
	return body.note + body.source + strings.Join(args, " ")
}

// methodArgs uses --head for HEAD: with -X HEAD curl would wait for a body.
// curl refuses --head with a body, hence the time limit in that case.
func methodArgs(m string, hasBody bool) []string {
	switch {
	case m == "HEAD" && !hasBody:
		return []string{"--head"}
	case m == "HEAD":
		return []string{"-X", "HEAD", "--max-time", "10"}
	}
	return []string{"-X", method(m)}
}

// ownField reports whether curl sends f by itself, as it was sent.
func ownField(f imageapi.Field, address string) bool {
	switch strings.ToLower(f.Name) {
	case "content-length":
		return true
	case "host":
		u, err := url.Parse(address)
		return err == nil && f.Value == u.Host && !defaultPort(u)
	}
	return false
}

// defaultPort reports whether u spells out the port of its scheme, which curl
// leaves out of Host.
func defaultPort(u *url.URL) bool {
	return u.Scheme == "http" && u.Port() == "80" || u.Scheme == "https" && u.Port() == "443"
}

// headerWord spells a field as an argument of curl's -H: an empty value needs
// the form with a semicolon, since "Name:" removes the field.
func headerWord(f imageapi.Field, user string) string {
	switch {
	case strings.TrimSpace(f.Value) == "":
		return escape.ShellWord(f.Name + ";")
	case !strings.Contains(f.Value, imageapi.Redacted):
		return escape.ShellWord(f.Name + ": " + f.Value)
	}
	secret := `$` + secretName(f, user)
	if f.Value == imageapi.Redacted {
		return `"` + f.Name + ": " + secret + `"`
	}
	parts := strings.Split(f.Name+": "+f.Value, imageapi.Redacted)
	for i, p := range parts {
		if p != "" {
			parts[i] = escape.ShellWord(p)
		}
	}
	return strings.Join(parts, `"`+secret+`"`)
}

func secretName(f imageapi.Field, user string) string {
	switch {
	case !strings.EqualFold(f.Name, "X-Auth-Token"):
		return variable(f.Name)
	case user == "":
		return "TOKEN"
	}
	return variable(user) + "_TOKEN"
}

// unwanted names the fields that curl would add although they were not sent.
func unwanted(s imageapi.Sent, body curlBody) []string {
	names := []string{"Host", "User-Agent", "Accept"}
	if body.present {
		names = append(names, "Content-Type")
		if s.Body.Size >= expectFrom || sent(s, "Transfer-Encoding") {
			names = append(names, "Expect")
		}
	}
	var missing []string
	for _, name := range names {
		if !sent(s, name) {
			missing = append(missing, name)
		}
	}
	return missing
}

func sent(s imageapi.Sent, name string) bool {
	for _, f := range s.Fields {
		if strings.EqualFold(f.Name, name) {
			return true
		}
	}
	return false
}

// curlBody is how a command passes a body to curl.
type curlBody struct {
	present bool
	note    string   // a comment on a line of its own before the command
	source  string   // the start of the pipeline that writes the body
	args    []string // of curl
}

func bodyOf(s imageapi.Sent) curlBody {
	stdin := []string{"--data-binary", "@-"}
	content, complete := recorded(s.Body)
	switch {
	case s.Body.Size == 0 && !sent(s, "Content-Length") && !sent(s, "Transfer-Encoding"):
		return curlBody{}
	case !complete:
		return curlBody{
			present: true,
			note: fmt.Sprintf("# the body was recorded in part: this command sends %d times x instead\n",
				s.Body.Size),
			source: fmt.Sprintf(`head -c %d /dev/zero | tr '\0' x | `, s.Body.Size),
			args:   stdin,
		}
	case !escape.Printable(content), strings.HasPrefix(content, "@"): // @ would name a file
		return curlBody{present: true, source: escape.ShellPrintf(content) + " | ", args: stdin}
	}
	return curlBody{present: true, args: []string{"--data-binary", escape.ShellQuoted(content)}}
}

// recorded gives the bytes of a body. It is false where the recording does not
// hold all of them.
func recorded(b imageapi.Body) (string, bool) {
	if b.Truncated {
		return "", false
	}
	if !b.Base64 {
		return b.Text, true
	}
	content, err := base64.StdEncoding.DecodeString(b.Text)
	return string(content), err == nil
}

// address gives the URL, and the request target on its own where curl would
// change it or refuse the URL.
func address(s imageapi.Sent) []string {
	if s.Target != "" && !plainTarget(s) {
		return []string{"--request-target", escape.ShellWord(s.Target), escape.ShellWord(origin(s) + "/")}
	}
	if strings.ContainsAny(s.URL, "[]{}") {
		return []string{"--globoff", escape.ShellWord(s.URL)}
	}
	return []string{escape.ShellWord(s.URL)}
}

// plainTarget reports whether every version of curl sends the target as it
// stands in the URL; some drop an empty query.
func plainTarget(s imageapi.Sent) bool {
	odd := func(r rune) bool { return r <= ' ' || r > '~' || r == '#' || r == '\\' }
	return strings.HasPrefix(s.Target, "/") && strings.HasSuffix(s.URL, s.Target) &&
		strings.IndexFunc(s.Target, odd) < 0 && !strings.HasSuffix(s.Target, "?")
}

// origin is the scheme and the host that the request went to. A target that is
// not a path ("*", or another URL) does not name them, but the Host field does.
func origin(s imageapi.Sent) string {
	scheme, rest, ok := strings.Cut(s.URL, "://")
	if !ok {
		scheme, rest = "http", ""
	}
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		rest = rest[:i]
	}
	for _, f := range s.Fields {
		if !strings.HasPrefix(s.Target, "/") && strings.EqualFold(f.Name, "Host") {
			rest = f.Value
		}
	}
	return scheme + "://" + rest
}

// method spells a request method; the usual ones need no quotes.
func method(s string) string {
	for _, c := range s {
		if (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') {
			return escape.ShellWord(s)
		}
	}
	if s == "" {
		return "''"
	}
	return s
}

// variable makes s the name of a shell variable.
func variable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z':
			return r - 'a' + 'A'
		case 'A' <= r && r <= 'Z', '0' <= r && r <= '9':
			return r
		}
		return '_'
	}, s)
}
