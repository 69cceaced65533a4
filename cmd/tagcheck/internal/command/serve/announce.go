package serve

import (
	"fmt"
	"net"
	"regexp/syntax"
	"strconv"
	"strings"

	"tagcheck/cmd/tagcheck/internal/bankserver"
	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/fixtures/target"
	"tagcheck/reference/fault"
)

// announce says that the server is ready and how to use it. Scripts wait for the
// first line.
func (c *command) announce(address net.Addr, server bankServer) {
	url := c.url(address, server.Config.PathPrefix)
	var b strings.Builder
	fmt.Fprintf(&b, "listening on %s\n", url)
	for _, line := range server.description {
		fmt.Fprintln(&b, line)
	}
	if server.Config.Users != nil {
		b.WriteString("tokens, for the header X-Auth-Token:\n")
		for _, u := range bankserver.Users(server.Config) {
			fmt.Fprintf(&b, "  %-8s  %s\n", u.Role, u.Token)
		}
	}
	fmt.Fprintf(&b, "try: %s\n", c.conformLine(url, server.Server))
	if tcp, ok := address.(*net.TCPAddr); ok && !tcp.IP.IsLoopback() {
		c.process.Warn("everybody who reaches %s can use this server, which is for tests only", address)
	}
	c.process.Print(b.String())
}

// url is what a client on this machine uses.
func (c *command) url(address net.Addr, prefix string) string {
	host := address.String()
	if tcp, ok := address.(*net.TCPAddr); ok && tcp.IP.IsUnspecified() {
		host = net.JoinHostPort("127.0.0.1", strconv.Itoa(tcp.Port))
	}
	scheme := "http"
	if c.cert != "" {
		scheme = "https"
	}
	if prefix = strings.Trim(prefix, "/"); prefix != "" {
		prefix = "/" + prefix
	}
	return scheme + "://" + host + prefix
}

// conformLine is the command line that judges the server, to copy. It has what the
// operator of the server would declare.
func (c *command) conformLine(url string, server fault.Server) string {
	words := []string{"tagcheck", "conform", url}
	if server.Config.Users == nil {
		words = append(words, "--no-auth")
	}
	for _, u := range bankserver.Users(server.Config) {
		if u.Role == target.Owner {
			words = append(words, "--token", u.Token)
		} else {
			words = append(words, "--user", string(u.Role)+"="+u.Token)
		}
	}
	if !server.Declares.QuotaUndeclared {
		quota := "none"
		if server.Config.TagQuota > 0 {
			quota = strconv.Itoa(server.Config.TagQuota)
		}
		words = append(words, "--tag-quota", quota)
	}
	if class := characterClass(server.Declares.Alphabet); class != "" {
		words = append(words, "--alphabet", cli.ShellQuote(class))
	}
	if window := server.Declares.Window; window > 0 {
		words = append(words, "--window", window.String())
	}
	if image := server.Declares.Image; image != "" {
		words = append(words, "--image", cli.ShellQuote(image))
	}
	if c.cert != "" {
		words = append(words, "--cacert", cli.ShellQuote(c.cert))
	}
	return strings.Join(words, " ")
}

// characterClass is the only class of characters in an expression for whole tags,
// such as ^[a-z]{1,255}$, or empty if there is not exactly one.
func characterClass(alphabet string) string {
	parsed, err := syntax.Parse(alphabet, syntax.Perl)
	if err != nil {
		return ""
	}
	var classes []string
	var visit func(e *syntax.Regexp)
	visit = func(e *syntax.Regexp) {
		switch e.Op {
		case syntax.OpCharClass, syntax.OpAnyChar, syntax.OpAnyCharNotNL, syntax.OpLiteral:
			classes = append(classes, e.String())
		}
		for _, part := range e.Sub {
			visit(part)
		}
	}
	visit(parsed)
	if len(classes) != 1 {
		return ""
	}
	return classes[0]
}
