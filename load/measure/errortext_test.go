package measure

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"syscall"
	"testing"
)

func TestErrorsOfOneKindHaveOneText(t *testing.T) {
	during := func(op string, err error) error {
		return &net.OpError{Op: op, Net: "tcp", Addr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 9292}, Err: err}
	}
	get := func(err error) error { return &url.Error{Op: "Put", URL: "http://h:1/v2/images/1/tags/a", Err: err} }
	for _, tt := range []struct {
		err  error
		want string
	}{
		{nil, ""},
		{get(during("dial", os.NewSyscallError("connect", syscall.ECONNREFUSED))), "dial: connection refused"},
		{get(during("read", os.NewSyscallError("read", syscall.ECONNRESET))), "read: connection reset by peer"},
		{during("write", syscall.EPIPE), "write: broken pipe"},
		{during("read", os.ErrDeadlineExceeded), "read: timeout"},
		{get(context.DeadlineExceeded), "timeout"},
		{os.ErrDeadlineExceeded, "timeout"},
		{get(context.Canceled), "canceled"},
		{get(io.EOF), "connection closed"},
		{fmt.Errorf("read body: %w", io.ErrUnexpectedEOF), "connection closed"},
		{during("write", net.ErrClosed), "use of closed connection"},
		{during("dial", &net.DNSError{Err: "no such host", Name: "glance.example", IsNotFound: true}), "dns: no such host"},
		{during("dial", &net.DNSError{Err: "i/o timeout", Name: "glance.example", IsTimeout: true}), "dns: timeout"},
		{during("dial", &net.DNSError{Err: "server misbehaving on 10.0.0.1:53"}), "dns: server misbehaving on ADDRESS"},
		{get(&tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}), "tls: certificate signed by unknown authority"},
		{x509.HostnameError{Certificate: &x509.Certificate{}, Host: "h17"}, "tls: certificate for another host"},
		{x509.CertificateInvalidError{Reason: x509.Expired}, "tls: certificate expired or not yet valid"},
		{&tls.CertificateVerificationError{Err: errors.New("x")}, "tls: certificate not valid"},
		{tls.RecordHeaderError{Msg: "first record does not look like a TLS handshake"}, "tls: the answer is not TLS"},
		{during("remote error", tls.AlertError(42)), "tls: bad certificate"},
		{errors.New(`malformed HTTP status code "2x4"`), `malformed HTTP status code "…"`},
		{get(errors.New("read 17 of 1024 bytes from 127.0.0.1:40312 of http://h:9292/x?y=1")), "read N of N bytes from ADDRESS of URL"},
		{errors.New("no image 71c675ab-d94f-49cd-a114-e12490b328d9 at [::1]:80"), "no image N at ADDRESS"},
		{errors.New("two\nlines  \xff"), "two lines ?"},
	} {
		if got := ErrorText(tt.err); got != tt.want {
			t.Errorf("%v: %q, expected %q", tt.err, got, tt.want)
		}
	}
}

// The real ones, from net/http.
func TestErrorsOfRealConnectionsHaveShortTexts(t *testing.T) {
	closing := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
	defer closing.Close()
	secure := httptest.NewUnstartedServer(nil)
	secure.Config.ErrorLog = silent
	secure.StartTLS()
	defer secure.Close()
	gone := httptest.NewServer(nil)
	gone.Close()
	for address, want := range map[string]string{
		closing.URL: "connection closed", secure.URL: "tls: certificate signed by unknown authority", gone.URL: "dial: connection refused",
	} {
		for tag := range 3 {
			resp, err := http.Get(fmt.Sprintf("%s/tags/%d", address, tag))
			if err == nil {
				resp.Body.Close()
			}
			if got := ErrorText(err); got != want {
				t.Errorf("%v: %q, expected %q", err, got, want)
			}
		}
	}
}
