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
)

// Limits of a run. A server that hangs is left behind: it ends with its
// connections.
const (
	requestTimeout  = 3 * time.Second
	shutdownTimeout = 250 * time.Millisecond
)

// serve starts a server on a free port of this machine, and gives the API's
// root.
func serve(ctx context.Context, s fault.Server) (*url.URL, func(), error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, nil, fmt.Errorf("start the server %s: %w", s.Name, err)
	}
	config := s.Config
	config.ShutdownTimeout = cmp.Or(config.ShutdownTimeout, shutdownTimeout)
	// It outlives an interrupt: the suite still gives its images back.
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	go func() { _ = s.With(config).New().Serve(ctx, l) }() // a listener that fails is seen by the suite
	path := "/v2"
	if prefix := strings.Trim(s.Config.PathPrefix, "/"); prefix != "" {
		path = "/" + prefix + path
	}
	return &url.URL{Scheme: "http", Host: l.Addr().String(), Path: path}, cancel, nil
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
			Authentication: s.Config.Users != nil, Window: s.Declares.Window,
			TagQuota: cmp.Or(s.Config.TagQuota, target.QuotaNone), QuotaProbe: 256,
		},
	}
	if s.Declares.Unknown {
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
