package main

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"time"

	"tagcheck/cmd/tagcheck/internal/selfcheck"
	"tagcheck/fixtures/target"
	"tagcheck/reference"
	"tagcheck/reference/fault"
)

// serveReference starts the embedded reference server, with users and a quota,
// so that nothing of the catalogue stays unsupported. It gives the API's root.
func serveReference(ctx context.Context) (*url.URL, func(), error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, nil, fmt.Errorf("start the embedded reference server: %w", err)
	}
	// It outlives an interrupt: images are still to be given back to it.
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan error, 1)
	go func() { done <- reference.New(reference.Demo()).Serve(ctx, l) }()
	stop := func() {
		cancel()
		<-done
	}
	return &url.URL{Scheme: "http", Host: l.Addr().String(), Path: "/v2"}, stop, nil
}

// embedded is the embedded reference server as a target.
func embedded(root *url.URL) (target.Target, error) {
	t, err := selfcheck.Target(fault.Plain(), root)
	t.Timeout = 10 * time.Second
	return t, err
}
