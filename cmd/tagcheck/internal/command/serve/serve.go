// Package serve is the command 'tagcheck serve': it runs the reference server, or
// one of the faulty and correct servers of the bank.
package serve

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"syscall"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tagcheck/cmd/tagcheck/internal/cli"
	"tagcheck/cmd/tagcheck/internal/flags"
	"tagcheck/reference"
	"tagcheck/reference/journal"
)

const long = `Run the reference server: a correct implementation of the image tag operations, to
try tagcheck on and to compare other servers with.

The server is for tests only. It stores everything in memory, unless --data names
a file, and forgets it when it ends. Without --demo-users everybody who reaches it
may do everything. It is ready when it prints the line "listening on URL". SIGINT
and SIGTERM end it, with exit code 0.`

const example = `  tagcheck serve
  tagcheck serve --demo-users
  tagcheck serve --listen 127.0.0.1:0 --tag-quota 10 --access-log access.log
  tagcheck serve --path-prefix /image --tls-cert cert.pem --tls-key key.pem

  # a server that may be killed: it writes each change to the disk before it answers
  tagcheck serve --data images.journal

  # a server with a known defect, to see what tagcheck reports
  tagcheck serve --list-faults
  tagcheck serve --fault add-says-200`

// command is the values of the flags.
type command struct {
	process                                 *cli.Process
	listen, tagQuota, pathPrefix, accessLog string
	data                                    string
	cert, key                               string
	fault, variant                          string
	demoUsers, listFaults                   bool
	format                                  *flags.Choice
}

// New makes the command.
func New(p *cli.Process) *cobra.Command {
	c := &command{process: p}
	cmd := &cobra.Command{
		Use:     "serve",
		GroupID: cli.GroupServers,
		Short:   "Run the reference server, for tests",
		Long:    long,
		Example: example,
		Args:    cli.Exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := c.check(cmd); err != nil {
				return err
			}
			if c.listFaults {
				return c.list()
			}
			return c.run(cmd.Context())
		},
	}
	cli.InGroup(cmd, "Server", c.registerServer)
	cli.InGroup(cmd, "Behaviour", c.registerBehaviour)
	cli.InGroup(cmd, "Faults and variants", c.registerBank)
	cli.InGroup(cmd, "TLS", func(set *pflag.FlagSet) {
		set.StringVar(&c.cert, "tls-cert", "", "serve https with the certificate in this PEM `FILE`")
		set.StringVar(&c.key, "tls-key", "", "the key of the certificate, a PEM `FILE`")
	})
	c.format = flags.AddOutput(cmd, "table", flags.JSON)
	cmd.Flags().Lookup("output").Usage = "the format of --list-faults"
	completeBank(cmd)
	return cmd
}

func (c *command) registerServer(set *pflag.FlagSet) {
	set.StringVar(&c.listen, "listen", "127.0.0.1:9292", "listen on this `ADDRESS`; port 0 takes a free port")
	set.StringVar(
		&c.accessLog,
		"access-log",
		"",
		"append a line for each request, without its token, to this `FILE`; - is standard output (default: standard "+
			"error)",
	)
	set.StringVar(&c.pathPrefix, "path-prefix", "", "a `PATH` in front of /v2, such as /image")
}

func (c *command) registerBehaviour(set *pflag.FlagSet) {
	set.BoolVar(&c.demoUsers, "demo-users", false,
		"require a token: there is an owner, a stranger, a reader and an admin, and their tokens are printed")
	set.StringVar(&c.data, "data", "",
		"store the images in this `FILE`: each change is written before it is acknowledged (default: in memory)")
	set.StringVar(&c.tagQuota, "tag-quota", "",
		"the number of tags that an image may have, `N|none` (default none, with --demo-users 10)")
}

func (c *command) registerBank(set *pflag.FlagSet) {
	set.StringVar(&c.fault, "fault", "", "run the server with this `FAULT`, a deliberate defect")
	set.StringVar(
		&c.variant, "variant", "", "run this `VARIANT`, which differs from the reference server and is correct",
	)
	set.BoolVar(&c.listFaults, "list-faults", false, "list the faults and variants, and serve nothing")
}

// check refuses flags that contradict each other.
func (c *command) check(cmd *cobra.Command) error {
	empty := func(name, value string) bool { return cmd.Flags().Changed(name) && value == "" }
	switch {
	case empty("data", c.data):
		return cli.Usagef("--data: the file name is empty")
	case empty("fault", c.fault):
		return cli.Usagef("--fault: the name is empty (--list-faults shows all)")
	case empty("variant", c.variant):
		return cli.Usagef("--variant: the name is empty (--list-faults shows all)")
	case c.listFaults && (c.fault != "" || c.variant != ""):
		return cli.Usagef("--list-faults cannot be combined with --fault or --variant")
	case !c.listFaults && cmd.Flags().Changed("output"):
		return cli.Usagef("--output needs --list-faults")
	}
	return nil
}

func (c *command) run(ctx context.Context) error {
	server, err := c.server()
	if err != nil {
		return err
	}
	secure, err := c.tls()
	if err != nil {
		return err
	}
	log, err := c.openAccessLog()
	if err != nil {
		return err
	}
	server.Config.AccessLog = slog.New(slog.NewTextHandler(log, nil))
	served, data, err := c.store(server)
	if err != nil {
		return errors.Join(err, log.Close())
	}
	defer data.Close()
	ctx, stop := cli.UntilSignal(ctx)
	defer stop()
	listener, err := listen(ctx, c.listen)
	if err != nil {
		return errors.Join(err, log.Close())
	}
	address := listener.Addr()
	if secure != nil {
		listener = tls.NewListener(listener, secure)
	}
	c.announce(address, server)
	if c.process.Stdout.Err() != nil { // nobody knows that the server is ready
		return errors.Join(listener.Close(), log.Close())
	}
	return errors.Join(served.Serve(ctx, listener), log.Close())
}

// store makes the server, with the images in the file of --data, which the caller
// closes after the end of the server.
func (c *command) store(b bankServer) (*reference.Server, io.Closer, error) {
	if c.data == "" {
		return b.New(), io.NopCloser(nil), nil
	}
	file, err := journal.OpenFile(c.data)
	if err != nil {
		return nil, nil, fmt.Errorf("--data: %w", err)
	}
	server, err := b.NewFromDisk(file)
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("--data: %s: %w", c.data, err), file.Close())
	}
	return server, file, nil
}

// tls returns nil for a server that speaks plain HTTP.
func (c *command) tls() (*tls.Config, error) {
	switch {
	case c.cert == "" && c.key == "":
		return nil, nil
	case c.cert == "":
		return nil, cli.Usagef("--tls-key needs --tls-cert")
	case c.key == "":
		return nil, cli.Usagef("--tls-cert needs --tls-key")
	}
	pair, err := tls.LoadX509KeyPair(c.cert, c.key)
	if err != nil {
		return nil, fmt.Errorf("--tls-cert and --tls-key: %w", err)
	}
	return &tls.Config{Certificates: []tls.Certificate{pair}, NextProtos: []string{"http/1.1"}}, nil
}

// listen says what to do if the address is in use.
func listen(ctx context.Context, address string) (net.Listener, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	switch {
	case err == nil:
		return l, nil
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("--listen: %s is in use; stop the process that listens there, or choose another port, "+
			"such as a free one with --listen 127.0.0.1:0", address)
	}
	if _, malformed := errors.AsType[*net.AddrError](err); malformed {
		return nil, cli.Usagef("--listen must be HOST:PORT, such as 127.0.0.1:9292 (got %q)", address)
	}
	return nil, fmt.Errorf("--listen: %w", err)
}
