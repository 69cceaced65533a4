package scenario

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"syscall"

	"tagcheck/load/transport"
)

// failure says what an error leaves of a request, and names it in one of a few
// words. Our own transport knows both; of net/http they are to be found out.
func failure(err error) (outcome, string) {
	var own *transport.Error
	if errors.As(err, &own) {
		if own.Sent {
			return unanswered, string(own.Kind)
		}
		return unsent, string(own.Kind)
	}
	var operation *net.OpError
	var timeout interface{ Timeout() bool }
	switch {
	case errors.As(err, &operation) && operation.Op == "dial":
		return unsent, "dial"
	case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return unanswered, "timeout"
	case errors.Is(err, context.Canceled):
		return unanswered, "canceled"
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return unanswered, "reset"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return unanswered, "closed"
	}
	return unanswered, "no answer"
}

// serious leaves out what misleads nobody: Content-Length: 0 with a 204, which
// conformance warns of.
func serious(f transport.Finding) transport.Finding { return f &^ transport.ZeroLengthOn204 }
