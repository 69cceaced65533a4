// Package bankserver runs servers of the bank of faults in this process, and
// describes them as targets: the reference server, servers with one deliberate
// fault, and variants, which differ and are correct.
//
//	running, err := bankserver.Start(fault.Plain())
//	...
//	defer running.Stop()
//	t, err := bankserver.Target(fault.Plain(), running.Root)
package bankserver

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

// The limits of a server of the bank and of requests to it.
const (
	RequestTimeout  = 3 * time.Second        // of one request
	ShutdownTimeout = 250 * time.Millisecond // for requests in flight when a server is stopped
)

// Running is a server that runs in this process.
type Running struct {
	Root   *url.URL     // of the API
	Outage check.Outage // kills the server and starts it again; zero where it has no disk
	Stop   func()       // stops it; a server that hangs goes on until its connections are closed
}

// Start starts a server on a free port of 127.0.0.1. It goes on after an
// interrupt, so that the suite can delete its images. A server that needs a
// disk is started by [StartDurable].
func Start(s fault.Server) (Running, error) {
	config := s.Config
	config.ShutdownTimeout = cmp.Or(config.ShutdownTimeout, ShutdownTimeout)
	s = s.With(config)
	if s.Durable {
		return StartDurable(s)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return Running{}, fmt.Errorf("start the server %s: %w", s.Name, err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	go func() { _ = s.New().Serve(ctx, l) }() // the suite notices a listener that fails
	return Running{Root: root(s, l.Addr()), Stop: cancel}, nil
}

// StartDurable starts a server with a disk, which can be killed and started
// again, on a free port of 127.0.0.1.
func StartDurable(s fault.Server) (Running, error) {
	m, err := machine.New(s.NewFromDisk)
	if err != nil {
		return Running{}, fmt.Errorf("start the server %s: %w", s.Name, err)
	}
	return Running{
		Root: root(s, m.Addr()),
		Outage: check.Outage{
			Kill:    func(context.Context) error { m.Kill(); return nil },
			Restart: func(context.Context) error { return m.Start() },
		},
		Stop: func() { _ = m.Close() }, // its disk is in memory: nothing remains
	}, nil
}

func root(s fault.Server, address net.Addr) *url.URL {
	path := "/v2"
	if prefix := strings.Trim(s.Config.PathPrefix, "/"); prefix != "" {
		path = "/" + prefix + path
	}
	return &url.URL{Scheme: "http", Host: address.String(), Path: path}
}

// User is a user of the reference server's demonstration and its token.
type User struct {
	Role  target.Role
	Token string
}

// Users gives the users of the demonstration that a server knows.
func Users(c reference.Config) []User {
	var users []User
	for _, u := range []User{
		{target.Owner, reference.DemoOwnerToken}, {target.Stranger, reference.DemoStrangerToken},
		{target.Reader, reference.DemoReaderToken}, {target.Admin, reference.DemoAdminToken},
	} {
		if _, known := c.Users[u.Token]; known {
			users = append(users, u)
		}
	}
	return users
}

// quotaProbe is how many tags are added to look for the quota of a server that
// does not declare one.
const quotaProbe = 256

// Target describes a server of the bank as its operator would.
func Target(s fault.Server, root *url.URL) (target.Target, error) {
	t := target.Target{
		Root: root, Timeout: RequestTimeout, Image: s.Declares.Image,
		Capabilities: target.Capabilities{
			NoAuthentication: s.Config.Users == nil, Window: s.Declares.Window,
			TagQuota: cmp.Or(s.Config.TagQuota, target.QuotaNone), QuotaProbe: quotaProbe,
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
