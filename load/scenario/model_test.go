package scenario

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"syscall"
	"testing"

	"tagcheck/load/attack"
	"tagcheck/load/transport"
)

func TestWhatAnAnswerLeavesKnown(t *testing.T) {
	doubt := knowledge{either, true}
	for _, tt := range []struct {
		before state
		effect state
		answer outcome
		after  knowledge
		found  finding
	}{
		{absent, present, done, knowledge{state: present}, nothing},
		{absent, present, refused, knowledge{state: either}, nothing},
		{absent, present, unanswered, doubt, nothing},
		{absent, present, unsent, knowledge{state: absent}, nothing},
		{present, present, done, knowledge{state: present}, nothing},
		{present, present, refused, knowledge{state: present}, nothing},
		{present, present, unanswered, doubt, nothing},
		{present, absent, done, knowledge{state: absent}, nothing},
		{present, absent, missing, knowledge{state: absent}, lost},
		{present, absent, refused, knowledge{state: either}, nothing},
		{present, absent, unanswered, doubt, nothing},
		{present, absent, unsent, knowledge{state: present}, nothing},
		{absent, absent, done, knowledge{state: absent}, removed},
		{absent, absent, missing, knowledge{state: absent}, nothing},
		{absent, absent, refused, knowledge{state: absent}, nothing},
		{absent, absent, unanswered, doubt, nothing},
		{either, present, done, knowledge{state: present}, nothing},
		{either, absent, done, knowledge{state: absent}, nothing},
		{either, absent, missing, knowledge{state: absent}, nothing},
		{either, absent, refused, knowledge{state: either}, nothing},
	} {
		if after, found := (knowledge{state: tt.before}).after(tt.effect, tt.answer); after != tt.after || found != tt.found {
			t.Errorf("%v, then %v answered %v: %v, %v", tt.before, tt.effect, tt.answer, after, found)
		}
	}
	// What is in doubt stays so, whatever comes.
	for answer := done; answer <= unsent; answer++ {
		for _, effect := range []state{absent, present} {
			if after, found := doubt.after(effect, answer); after != doubt || found != nothing {
				t.Errorf("in doubt, then %v answered %v: %v, %v", effect, answer, after, found)
			}
		}
	}
}

func TestWhatAStatusSays(t *testing.T) {
	for status, want := range map[int][2]outcome{ // of a removal, of an addition
		200: {done, done}, 201: {done, done}, 202: {unanswered, unanswered}, 204: {done, done},
		301: {refused, refused}, 400: {refused, refused}, 401: {refused, refused}, 404: {missing, refused},
		409: {refused, refused}, 413: {refused, refused}, 429: {refused, refused},
		500: {refused, refused}, 501: {refused, refused},
		502: {unanswered, unanswered}, 503: {unanswered, unanswered}, 504: {unanswered, unanswered}, 520: {unanswered, unanswered},
	} {
		if got := [2]outcome{outcomeOf(status, absent), outcomeOf(status, present)}; got != want {
			t.Errorf("%d: %v, not %v", status, got, want)
		}
	}
}

func TestWhatIsExpectedOfAnAnswer(t *testing.T) {
	for _, tt := range []struct {
		before    state
		operation Operation
		right     []int
	}{
		{absent, Add, []int{204}},
		{present, AddAgain, []int{204}},
		{either, AddAgain, []int{204}},
		{present, Remove, []int{204}},
		{either, Remove, []int{204, 404}},
		{absent, RemoveAbsent, []int{404}},
		{either, RemoveAbsent, []int{204, 404}},
	} {
		for _, status := range []int{200, 202, 204, 400, 404, 413, 500} {
			want := fmt.Sprintf("status %d", status)
			for _, right := range tt.right {
				if status == right {
					want = ""
				}
			}
			if got := wrong(knowledge{state: tt.before}, tt.operation, &attack.Answer{Status: status}); got != want {
				t.Errorf("%s of %v answered %d: %q, not %q", tt.operation, tt.before, status, got, want)
			}
		}
	}
	if got := wrong(knowledge{}, Add, &attack.Answer{Status: http.StatusNoContent, Finding: transport.LengthOn204}); got != transport.LengthOn204.String() {
		t.Errorf("a finding is %q", got)
	}
	if got := wrong(knowledge{}, Add, &attack.Answer{Status: http.StatusNoContent, Finding: transport.ZeroLengthOn204}); got != "" {
		t.Errorf("a length of 0 is %q", got)
	}
}

func TestWhatAnErrorSays(t *testing.T) {
	for _, tt := range []struct {
		err  error
		name string
		is   outcome
	}{
		{&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}, "dial", unsent},
		{&net.OpError{Op: "read", Err: os.ErrDeadlineExceeded}, "timeout", unanswered},
		{fmt.Errorf("get: %w", context.DeadlineExceeded), "timeout", unanswered},
		{context.Canceled, "canceled", unanswered},
		{&transport.Error{Kind: transport.TLS, Err: io.EOF}, "tls", unsent},
		{&transport.Error{Kind: transport.Write, Err: syscall.EPIPE}, "write", unsent},
		{&transport.Error{Kind: transport.Malformed, Sent: true, Err: io.EOF}, "malformed", unanswered},
		{&net.OpError{Op: "read", Err: os.NewSyscallError("read", syscall.ECONNRESET)}, "reset", unanswered},
		{io.ErrUnexpectedEOF, "closed", unanswered},
		{errors.New("port 4711 said 42"), "no answer", unanswered},
	} {
		if is, name := failure(tt.err); is != tt.is || name != tt.name {
			t.Errorf("%v: %v, %q", tt.err, is, name)
		}
	}
}
