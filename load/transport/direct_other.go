//go:build !unix

package transport

import "net"

// direct can do nothing on this system.
type direct struct{}

func newDirect(net.Conn) direct { return direct{} }

func (*direct) possible() bool { return false }

func (*direct) exchange(*wire, []byte) (int, error, bool) { return 0, nil, false }

func (*direct) look() state { return silent }
