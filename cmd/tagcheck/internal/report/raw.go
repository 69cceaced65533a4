package report

import (
	"fmt"
	"net"
	"net/url"
	"strings"

	"tagcheck/fixtures/imageapi"
)

// rawCommand writes a whole conversation to the server again, in one piece.
func rawCommand(x *imageapi.Exchange) string {
	raw := x.Sent.Raw
	var note, octets strings.Builder
	var secrets []string
	for _, said := range raw.Said {
		if said.Octets.Truncated {
			fmt.Fprintf(&note, "# the recording holds only the beginning of a request of %d bytes\n", said.Octets.Size)
			said.Octets.Truncated = false
		}
		text, _ := recorded(said.Octets)
		parts := strings.Split(text, imageapi.Redacted)
		for i, part := range parts {
			if i > 0 {
				octets.WriteString("%s")
				secrets = append(secrets, ` "$`+secretName(imageapi.Field{Name: lastName(parts[i-1])}, said.User)+`"`)
			}
			octets.WriteString(format(part))
		}
	}
	if raw.Piece > 0 {
		fmt.Fprintf(&note, "# it was sent %s at a time\n", plural(raw.Piece, "byte"))
	}
	return note.String() + "printf '" + octets.String() + "'" + strings.Join(secrets, "") + " | " + connect(x, raw.HalfClosed)
}

// lastName is the name of the field that text breaks off in.
func lastName(text string) string {
	name, _, _ := strings.Cut(text[strings.LastIndexByte(text, '\n')+1:], ":")
	return name
}

// connect is a command that passes its input on to the server. -N shuts down
// the writing side behind it, as OpenBSD's nc does.
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
		return "openssl s_client -quiet -connect " + singleQuoted(net.JoinHostPort(u.Hostname(), port))
	case halfClosed:
		return "nc -N " + singleQuoted(u.Hostname()) + " " + port
	}
	return "nc " + singleQuoted(u.Hostname()) + " " + port
}
