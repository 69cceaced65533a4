package main

import (
	"net/url"
	"time"

	"tagcheck/cmd/tagcheck/internal/bankserver"
	"tagcheck/fixtures/target"
	"tagcheck/reference/fault"
)

// serveReference starts the embedded reference server, with users, a quota and
// a disk, so that nothing of the catalogue stays unsupported. It outlives an
// interrupt: images are still to be given back to it.
func serveReference() (bankserver.Running, error) { return bankserver.StartDurable(fault.Plain()) }

// embedded is the embedded reference server as a target.
func embedded(root *url.URL) (target.Target, error) {
	t, err := bankserver.Target(fault.Plain(), root)
	t.Timeout = 10 * time.Second
	return t, err
}
