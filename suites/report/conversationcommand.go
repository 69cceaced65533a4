package report

import (
	"fmt"
	"net"
	"net/url"
	"strings"

	"tagcheck/fixtures/imageapi"
	"tagcheck/suites/report/escape"
	"tagcheck/suites/report/output"
)

// conversationCommand writes all that was sent on a connection again, at once.
func conversationCommand(x *imageapi.Exchange) string {
	raw := x.Sent.Raw
	var note, octets strings.Builder
	var secrets []string
	for _, said := range raw.Said {
		if said.Octets.Truncated {
			fmt.Fprintf(&note, "# a request of %d bytes was recorded in part\n", said.Octets.Size)
			said.Octets.Truncated = false
		}
		text, _ := recorded(said.Octets)
		parts := strings.Split(text, imageapi.Redacted)
		for i, part := range parts {
			if i > 0 {
				octets.WriteString("%s")
				secrets = append(secrets, ` "$`+secretName(imageapi.Field{Name: lastName(parts[i-1])}, said.User)+`"`)
			}
			octets.WriteString(escape.PrintfFormat(part))
		}
	}
	if raw.Piece > 0 {
		fmt.Fprintf(&note, "# the check wrote %s at a time\n", output.Count(raw.Piece, "byte"))
	}
	return note.String() + "printf '" + octets.String() + "'" + strings.Join(secrets, "") + " | " +
		connect(x, raw.HalfClosed)
}

// lastName is the name of the field in which text ends.
func lastName(text string) string {
	name, _, _ := strings.Cut(text[strings.LastIndexByte(text, '\n')+1:], ":")
	return name
}

// connect is a command that sends its input to the server. With -N, OpenBSD's nc
// shuts down the writing side after it.
func connect(x *imageapi.Exchange, halfClosed bool) string {
	u, err := url.Parse(origin(x.Sent))
	if err != nil {
		u = &url.URL{Scheme: "http"}
	}
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	switch {
	case u.Scheme == "https":
		return "openssl s_client -quiet -connect " + escape.ShellQuoted(net.JoinHostPort(u.Hostname(), port))
	case halfClosed:
		return "nc -N " + escape.ShellQuoted(u.Hostname()) + " " + port
	}
	return "nc " + escape.ShellQuoted(u.Hostname()) + " " + port
}
