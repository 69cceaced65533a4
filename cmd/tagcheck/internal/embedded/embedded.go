// Package embedded runs the reference server that tagcheck carries, for a command
// without a target: within this process for conform, and in a process of its own
// for load, where it would otherwise use up the time that is measured.
//
//	served, err := embedded.Serve()
//	defer served.Stop()
//	t, err := embedded.Target(served.Root)
package embedded

import (
	"net/url"
	"time"

	"tagcheck/cmd/tagcheck/internal/bankserver"
	"tagcheck/fixtures/target"
	"tagcheck/reference/fault"
)

// Timeout is how long the embedded server may take for one request.
const Timeout = 10 * time.Second

// Serve starts the reference server within this process, with users, a quota and
// a disk, so that nothing of the catalogue is unsupported. An interrupt does not
// end it: the cleanup needs it.
func Serve() (bankserver.Running, error) { return bankserver.StartDurable(fault.Plain()) }

// Target is the server of Serve as a target. root is the URL of its API.
func Target(root *url.URL) (target.Target, error) {
	t, err := bankserver.Target(fault.Plain(), root)
	t.Timeout = Timeout
	return t, err
}
