package serve

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"

	"tagcheck/cmd/tagcheck/internal/cli"
)

// plainPath is a path that needs no escapes.
var plainPath = regexp.MustCompile(`^(/?[0-9A-Za-z._~-]+)*/?$`)

// server checks the flags that say what the server does. They override what a
// fault or a variant sets.
func (c *command) server() (bankServer, error) {
	b, err := c.chosen()
	if err != nil {
		return b, err
	}
	if c.demoUsers && b.Config.Users == nil {
		return b, cli.Usagef("--demo-users cannot be combined with %s, which requires no token", b.Name)
	}
	if b.Durable && c.data == "" {
		return b, cli.Usagef(
			"%s needs --data: its behaviour shows after the server was killed and started again",
			b.Name,
		)
	}
	if !plainPath.MatchString(c.pathPrefix) {
		return b, cli.Usagef(
			"--path-prefix must consist of letters, digits and . _ ~ - between slashes (got %q)",
			c.pathPrefix,
		)
	}
	b.Config.PathPrefix = cmp.Or(c.pathPrefix, b.Config.PathPrefix)
	err = c.setQuota(&b)
	return b, err
}

// setQuota sets the quota of --tag-quota. The quota of the server is then known.
func (c *command) setQuota(b *bankServer) error {
	if c.tagQuota == "" {
		return nil
	}
	n := 0
	if c.tagQuota != "none" {
		var err error
		if n, err = strconv.Atoi(c.tagQuota); err != nil || n < 1 {
			return cli.Usagef(`--tag-quota must be a number of at least 1, or none (got %q)`, c.tagQuota)
		}
	}
	b.Config.TagQuota, b.Declares.QuotaUndeclared = n, false
	return nil
}

// accessLog is where the lines of the access log go. Standard streams are not
// closed.
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

func (c *command) openAccessLog() (accessLog, error) {
	switch c.accessLog {
	case "":
		return accessLog{Writer: c.process.Stderr}, nil
	case "-":
		return accessLog{Writer: c.process.Stdout}, nil
	}
	file, err := os.OpenFile(c.accessLog, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return accessLog{}, fmt.Errorf("--access-log: %w", err)
	}
	return accessLog{Writer: file, file: file}, nil
}
