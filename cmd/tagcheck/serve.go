package main

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"regexp"
	"strconv"
	"syscall"

	"github.com/spf13/cobra"

	"tagcheck/reference"
	"tagcheck/reference/journal"
)

const serveLong = `Run the reference server: what a correct implementation of the image tag
operations looks like, to try tagcheck on and to compare another server with.

It is for tests only. It keeps everything in memory and forgets it when it ends,
unless --data names a file to keep it in; and without --demo-users it lets
everybody who reaches it do everything. The line
"listening on URL" on standard output says that it is ready. SIGINT and SIGTERM
end it in order, with exit code 0.`

const serveExample = `  tagcheck serve
  tagcheck serve --demo-users
  tagcheck serve --listen 127.0.0.1:0 --tag-quota 10 --access-log access.log
  tagcheck serve --path-prefix /image --tls-cert cert.pem --tls-key key.pem

  # one that may be killed: a change is on the disk before it is acknowledged
  tagcheck serve --data images.journal

  # a server with a known mistake, to see what tagcheck says of it
  tagcheck serve --list-faults
  tagcheck serve --fault add-says-200`

// serving is what the flags of serve hold.
type serving struct {
	listen, tagQuota, pathPrefix, accessLog string
	data                                    string
	cert, key                               string
	fault, variant                          string
	demoUsers, listFaults                   bool
}

func newServe(a *app) *cobra.Command {
	var s serving
	cmd := &cobra.Command{
		Use:     "serve",
		GroupID: groupServers,
		Short:   "Run the reference server, for tests",
		Long:    serveLong,
		Example: serveExample,
		Args:    exactly(),
	}
	flags := cmd.Flags()
	flags.StringVar(&s.listen, "listen", "127.0.0.1:9292", "the `ADDRESS` to listen on; port 0 takes a free one")
	flags.StringVar(&s.pathPrefix, "path-prefix", "", "a `PATH` before /v2, such as /image (default: none)")
	flags.StringVar(&s.accessLog, "access-log", "", "append a line for every request, without its token, to this `FILE`; - is standard output (default: standard error)")
	inGroup(cmd, "What the server does", func(cmd *cobra.Command) {
		cmd.Flags().BoolVar(&s.demoUsers, "demo-users", false, "ask for a token: there is an owner, a stranger, a reader and an admin, whose tokens are told")
		cmd.Flags().StringVar(&s.data, "data", "", "keep the images in this `FILE`, to which each change is appended before it is acknowledged (default: in memory)")
		cmd.Flags().StringVar(&s.tagQuota, "tag-quota", "", "how many tags an image may have, `N|none` (default none, with --demo-users 10)")
	})
	inGroup(cmd, "Servers of the bank that 'tagcheck selfcheck' uses", func(cmd *cobra.Command) {
		cmd.Flags().StringVar(&s.fault, "fault", "", "serve with the deliberate mistake of this `NAME`")
		cmd.Flags().StringVar(&s.variant, "variant", "", "serve in another way that is right too, by its `NAME`")
		cmd.Flags().BoolVar(&s.listFaults, "list-faults", false, "list the faults and the variants, and serve nothing")
	})
	output := addOutput(cmd, "table", "json")
	cmd.Flags().Lookup("output").Usage = "the form of --list-faults"
	completeBank(cmd)
	inGroup(cmd, "TLS", func(cmd *cobra.Command) {
		cmd.Flags().StringVar(&s.cert, "tls-cert", "", "serve https with the certificate in this PEM `FILE`")
		cmd.Flags().StringVar(&s.key, "tls-key", "", "the certificate's key, a PEM `FILE`")
	})
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		switch {
		case cmd.Flags().Changed("data") && s.data == "":
			return usagef("--data: the name of the file is empty")
		case cmd.Flags().Changed("fault") && s.fault == "", cmd.Flags().Changed("variant") && s.variant == "":
			return usagef("--fault and --variant: the name is empty; --list-faults shows all")
		case s.listFaults && (s.fault != "" || s.variant != ""):
			return usagef("--list-faults serves nothing; leave out --fault and --variant")
		case s.listFaults:
			return s.list(a, output.value)
		case cmd.Flags().Changed("output"):
			return usagef("--output is for --list-faults; give both or none")
		}
		return s.run(cmd.Context(), a)
	}
	return cmd
}

func (s *serving) run(ctx context.Context, a *app) error {
	server, err := s.server()
	if err != nil {
		return err
	}
	secure, err := s.tls()
	if err != nil {
		return err
	}
	log, err := openAccessLog(a, s.accessLog)
	if err != nil {
		return err
	}
	server.Config.AccessLog = slog.New(slog.NewTextHandler(log, nil))
	served, data, err := s.keep(server)
	if err != nil {
		return errors.Join(err, log.Close())
	}
	defer data.Close()
	ctx, stop := untilSignal(ctx)
	defer stop()
	listener, err := listen(ctx, s.listen)
	if err != nil {
		return errors.Join(err, log.Close())
	}
	address := listener.Addr()
	if secure != nil {
		listener = tls.NewListener(listener, secure)
	}
	if err := s.announce(a, address, server); err != nil {
		return errors.Join(err, listener.Close(), log.Close())
	}
	return errors.Join(served.Serve(ctx, listener), log.Close())
}

// keep makes the server, with the images that are in the file of --data, which
// is to be closed after it.
func (s *serving) keep(b bankServer) (*reference.Server, io.Closer, error) {
	if s.data == "" {
		return b.New(), io.NopCloser(nil), nil
	}
	file, err := journal.OpenFile(s.data)
	if err != nil {
		return nil, nil, fmt.Errorf("--data: %w", err)
	}
	server, err := b.NewFromDisk(file)
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("--data: %s: %w", s.data, err), file.Close())
	}
	return server, file, nil
}

// plainPath is a path that needs no escapes.
var plainPath = regexp.MustCompile(`^(/?[0-9A-Za-z._~-]+)*/?$`)

// server checks the flags that say what the server does. What is given beside
// a fault or a variant goes before what that has.
func (s *serving) server() (bankServer, error) {
	b, err := s.chosen()
	if err != nil {
		return b, err
	}
	if s.demoUsers && b.Config.Users == nil {
		return b, usagef("--demo-users: %s asks for no token; leave the flag out", b.Name)
	}
	if b.Durable && s.data == "" {
		return b, usagef("--data: what %s does shows when it is killed and started again; give the file that it keeps its images in", b.Name)
	}
	if !plainPath.MatchString(s.pathPrefix) {
		return b, usagef("--path-prefix: %q is not a path of letters, digits and . _ ~ - between its slashes", s.pathPrefix)
	}
	b.Config.PathPrefix = cmp.Or(s.pathPrefix, b.Config.PathPrefix)
	err = s.quota(&b)
	return b, err
}

// quota sets the quota that was given; the server then has one that is known.
func (s *serving) quota(b *bankServer) error {
	if s.tagQuota == "" {
		return nil
	}
	n := 0
	if s.tagQuota != "none" {
		var err error
		if n, err = strconv.Atoi(s.tagQuota); err != nil || n < 1 {
			return usagef(`--tag-quota: %q is not a quota; write a number from 1, or "none"`, s.tagQuota)
		}
	}
	b.Config.TagQuota, b.Declares.QuotaUndeclared = n, false
	return nil
}

// tls gives nil where the server is to speak plain HTTP.
func (s *serving) tls() (*tls.Config, error) {
	switch {
	case s.cert == "" && s.key == "":
		return nil, nil
	case s.cert == "" || s.key == "":
		return nil, usagef("--tls-cert and --tls-key belong together; give both or none")
	}
	pair, err := tls.LoadX509KeyPair(s.cert, s.key)
	if err != nil {
		return nil, fmt.Errorf("--tls-cert and --tls-key: %w", err)
	}
	return &tls.Config{Certificates: []tls.Certificate{pair}, NextProtos: []string{"http/1.1"}}, nil
}

// listen says what can be done where the address is taken.
func listen(ctx context.Context, address string) (net.Listener, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	switch {
	case err == nil:
		return l, nil
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("--listen: %s is in use; stop what listens there, or take another port, such as a free one with --listen 127.0.0.1:0", address)
	}
	if _, malformed := errors.AsType[*net.AddrError](err); malformed {
		return nil, usagef("--listen: %q is not an address; write HOST:PORT, such as 127.0.0.1:9292", address)
	}
	return nil, fmt.Errorf("--listen: %w", err)
}
