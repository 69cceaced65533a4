package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"strings"

	"tagcheck/reference"
)

// announce tells that the server is ready and what to do with it. The first
// line is for scripts to wait for.
func (s *serving) announce(a *app, address net.Addr, c reference.Config) error {
	url := s.url(address)
	var b strings.Builder
	fmt.Fprintf(&b, "listening on %s\n", url)
	if s.demoUsers {
		b.WriteString("tokens, to be sent in X-Auth-Token:\n")
		for _, u := range demoUsers() {
			fmt.Fprintf(&b, "  %-8s  %s\n", u.role, u.token)
		}
	}
	fmt.Fprintf(&b, "try: %s\n", s.conformLine(url, c))
	if tcp, ok := address.(*net.TCPAddr); ok && !tcp.IP.IsLoopback() {
		fmt.Fprintf(a.stderr, "tagcheck: warning: whoever reaches %s can use this server, which is for tests only\n", address)
	}
	return a.print(b.String())
}

// url is what a client on this machine uses.
func (s *serving) url(address net.Addr) string {
	host := address.String()
	if tcp, ok := address.(*net.TCPAddr); ok && tcp.IP.IsUnspecified() {
		host = net.JoinHostPort("127.0.0.1", strconv.Itoa(tcp.Port))
	}
	scheme := "http"
	if s.cert != "" {
		scheme = "https"
	}
	prefix := strings.Trim(s.pathPrefix, "/")
	if prefix != "" {
		prefix = "/" + prefix
	}
	return scheme + "://" + host + prefix
}

type demoUser struct{ role, token string }

func demoUsers() []demoUser {
	return []demoUser{
		{"owner", reference.DemoOwnerToken}, {"stranger", reference.DemoStrangerToken},
		{"reader", reference.DemoReaderToken}, {"admin", reference.DemoAdminToken},
	}
}

// conformLine is the command that judges the server, to be pasted.
func (s *serving) conformLine(url string, c reference.Config) string {
	words := []string{"tagcheck", "conform", url}
	if s.demoUsers {
		for _, u := range demoUsers() {
			if u.role == "owner" {
				words = append(words, "--token", u.token)
			} else {
				words = append(words, "--user", u.role+"="+u.token)
			}
		}
	} else {
		words = append(words, "--no-auth")
	}
	quota := "none"
	if c.TagQuota > 0 {
		quota = strconv.Itoa(c.TagQuota)
	}
	words = append(words, "--tag-quota", quota)
	if s.cert != "" {
		words = append(words, "--cacert", quoted(s.cert))
	}
	return strings.Join(words, " ")
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
