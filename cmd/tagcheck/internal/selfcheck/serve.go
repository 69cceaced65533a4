package selfcheck

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"net/url"
	"regexp"
	"strings"
	"time"

	"tagcheck/fixtures/target"
	"tagcheck/reference"
	"tagcheck/reference/fault"
	"tagcheck/reference/machine"
	"tagcheck/suites/check"
)

// Limits of a run. A server that hangs is left behind: it ends with its
// connections.
const (
	requestTimeout  = 3 * time.Second
	shutdownTimeout = 250 * time.Millisecond
)

// Served is a server that runs in this process.
type Served struct {
	Root   *url.URL // of the API
	Outage check.Outage
	Stop   func()
}

// serve starts a server on a free port of this machine. It outlives an
// interrupt: the suite still gives its images back.
func serve(s fault.Server) (Served, error) {
	config := s.Config
	config.ShutdownTimeout = cmp.Or(config.ShutdownTimeout, shutdownTimeout)
	s = s.With(config)
	if s.Durable {
		return ServeDurable(s)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return Served{}, fmt.Errorf("start the server %s: %w", s.Name, err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	go func() { _ = s.New().Serve(ctx, l) }() // a listener that fails is seen by the suite
	return Served{Root: root(s, l.Addr()), Stop: cancel}, nil
}

// ServeDurable starts a server with a disk, which can be killed and started
// again, on a free port of this machine.
func ServeDurable(s fault.Server) (Served, error) {
	m, err := machine.New(s.NewFromDisk)
	if err != nil {
		return Served{}, fmt.Errorf("start the server %s: %w", s.Name, err)
	}
	return Served{
		Root: root(s, m.Addr()),
		Outage: check.Outage{
			Kill:    func(context.Context) error { m.Kill(); return nil },
			Restart: func(context.Context) error { return m.Start() },
		},
		Stop: func() { _ = m.Close() }, // there is nothing to be done about it
	}, nil
}

func root(s fault.Server, address net.Addr) *url.URL {
	path := "/v2"
	if prefix := strings.Trim(s.Config.PathPrefix, "/"); prefix != "" {
		path = "/" + prefix + path
	}
	return &url.URL{Scheme: "http", Host: address.String(), Path: path}
}

// User is a user of the demonstration and its token.
type User struct {
	Role  target.Role
	Token string
}

// Users gives those users of the demonstration that a server knows.
func Users(c reference.Config) []User {
	var known []User
	for _, u := range []User{
		{target.Owner, reference.DemoOwnerToken}, {target.Stranger, reference.DemoStrangerToken},
		{target.Reader, reference.DemoReaderToken}, {target.Admin, reference.DemoAdminToken},
	} {
		if _, there := c.Users[u.Token]; there {
			known = append(known, u)
		}
	}
	return known
}

// Target is a server of the bank as its operator would declare it.
func Target(s fault.Server, root *url.URL) (target.Target, error) {
	t := target.Target{
		Root: root, Timeout: requestTimeout, Image: s.Declares.Image,
		Capabilities: target.Capabilities{
			NoAuthentication: s.Config.Users == nil, Window: s.Declares.Window,
			TagQuota: cmp.Or(s.Config.TagQuota, target.QuotaNone), QuotaProbe: 256,
		},
	}
	if s.Declares.QuotaUndeclared {
		t.Capabilities.TagQuota = target.QuotaUnknown
	}
	for _, u := range Users(s.Config) {
		if t.Users == nil {
			t.Users = map[target.Role]target.TokenSource{}
		}
		t.Users[u.Role] = target.StaticToken(u.Token)
	}
	if s.Declares.Alphabet != "" {
		alphabet, err := regexp.Compile("^(?:" + s.Declares.Alphabet + ")+$")
		if err != nil {
			return t, fmt.Errorf("the alphabet of the server %s: %w", s.Name, err)
		}
		t.Capabilities.Alphabet = alphabet
	}
	return t, nil
}
