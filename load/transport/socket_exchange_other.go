//go:build !unix

package transport

import "net"

// socketExchange is not possible on this system.
type socketExchange struct{}

func newSocketExchange(net.Conn) socketExchange { return socketExchange{} }

func (*socketExchange) isPossible() bool { return false }

func (*socketExchange) exchange(*exchanger, []byte) (int, error, bool) { return 0, nil, false }

func (*socketExchange) state() idleState { return usable }
