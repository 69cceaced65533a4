package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"regexp/syntax"
	"strconv"
	"strings"

	"tagcheck/cmd/tagcheck/internal/bankserver"
	"tagcheck/fixtures/target"
	"tagcheck/reference/fault"
)

// announce tells that the server is ready and what to do with it. The first
// line is for scripts to wait for.
func (s *serving) announce(a *app, address net.Addr, server bankServer) error {
	url := s.url(address, server.Config.PathPrefix)
	var b strings.Builder
	fmt.Fprintf(&b, "listening on %s\n", url)
	for _, line := range server.said {
		fmt.Fprintln(&b, line)
	}
	if server.Config.Users != nil {
		b.WriteString("tokens, to be sent in X-Auth-Token:\n")
		for _, u := range bankserver.Users(server.Config) {
			fmt.Fprintf(&b, "  %-8s  %s\n", u.Role, u.Token)
		}
	}
	fmt.Fprintf(&b, "try: %s\n", s.conformLine(url, server.Server))
	if tcp, ok := address.(*net.TCPAddr); ok && !tcp.IP.IsLoopback() {
		fmt.Fprintf(a.stderr, "tagcheck: warning: whoever reaches %s can use this server, which is for tests only\n", address)
	}
	return a.print(b.String())
}

// url is what a client on this machine uses.
func (s *serving) url(address net.Addr, prefix string) string {
	host := address.String()
	if tcp, ok := address.(*net.TCPAddr); ok && tcp.IP.IsUnspecified() {
		host = net.JoinHostPort("127.0.0.1", strconv.Itoa(tcp.Port))
	}
	scheme := "http"
	if s.cert != "" {
		scheme = "https"
	}
	if prefix = strings.Trim(prefix, "/"); prefix != "" {
		prefix = "/" + prefix
	}
	return scheme + "://" + host + prefix
}

// conformLine is the command that judges the server, to be pasted: with what
// its operator would declare of it.
func (s *serving) conformLine(url string, server fault.Server) string {
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
		words = append(words, "--alphabet", quoted(class))
	}
	if window := server.Declares.Window; window > 0 {
		words = append(words, "--window", window.String())
	}
	if image := server.Declares.Image; image != "" {
		words = append(words, "--image", quoted(image))
	}
	if s.cert != "" {
		words = append(words, "--cacert", quoted(s.cert))
	}
	return strings.Join(words, " ")
}

// characterClass finds the one class of characters in an expression for whole
// tags such as ^[a-z]{1,255}$; empty where there is another number of them.
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

// quoted writes a word for a POSIX shell.
func quoted(word string) string {
	if plainPath.MatchString(word) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

// accessLog is where the lines go; standard streams are not closed.
type accessLog struct {
	io.Writer
	file *os.File
}

// Close closes the file, if there is one.
func (l accessLog) Close() error {
	if l.file == nil {
		return nil
	}
	return l.file.Close()
}

func openAccessLog(a *app, name string) (accessLog, error) {
	switch name {
	case "":
		return accessLog{Writer: a.stderr}, nil
	case "-":
		return accessLog{Writer: a.stdout}, nil
	}
	file, err := os.OpenFile(name, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return accessLog{}, fmt.Errorf("--access-log: %w", err)
	}
	return accessLog{Writer: file, file: file}, nil
}
