package measure

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/url"
	"regexp"
	"strings"
	"syscall"
)

// ErrorText says in few words what kind of error err is. URLs, hosts, ports
// and numbers are left out, so that errors of one kind have one text; "" for
// nil.
func ErrorText(err error) string {
	if err == nil {
		return ""
	}
	for _, known := range []func(error) string{tlsText, dnsText, netText, endText} {
		if text := known(err); text != "" {
			return text
		}
	}
	if u, ok := errors.AsType[*url.Error](err); ok {
		err = u.Err
	}
	return scrub(err.Error())
}

func tlsText(err error) string {
	if alert, ok := errors.AsType[tls.AlertError](err); ok {
		return alert.Error()
	}
	if _, ok := errors.AsType[tls.RecordHeaderError](err); ok {
		return "tls: the answer is not TLS"
	}
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		return "tls: certificate signed by unknown authority"
	}
	if _, ok := errors.AsType[x509.HostnameError](err); ok {
		return "tls: certificate for another host"
	}
	if e, ok := errors.AsType[x509.CertificateInvalidError](err); ok && e.Reason == x509.Expired {
		return "tls: certificate expired or not yet valid"
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return "tls: certificate not valid"
	}
	return ""
}

func dnsText(err error) string {
	dns, ok := errors.AsType[*net.DNSError](err)
	switch {
	case !ok:
		return ""
	case dns.IsTimeout:
		return "dns: timeout"
	case dns.IsNotFound:
		return "dns: no such host"
	}
	return "dns: " + scrub(dns.Err)
}

// netText is of time-outs and of errors of the system, with what was done
// ("dial", "read", "write") where that is known.
func netText(err error) string {
	doing := ""
	if op, ok := errors.AsType[*net.OpError](err); ok {
		doing = op.Op + ": "
	}
	timeout, ok := errors.AsType[net.Error](err)
	if errors.Is(err, context.DeadlineExceeded) || ok && timeout.Timeout() {
		return doing + "timeout"
	}
	if errno, ok := errors.AsType[syscall.Errno](err); ok {
		return doing + errno.Error()
	}
	return ""
}

func endText(err error) string {
	switch {
	case errors.Is(err, context.Canceled):
		return "canceled"
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return "connection closed"
	case errors.Is(err, net.ErrClosed):
		return "use of closed connection"
	}
	return ""
}

// What differs from one error to the next, longest first.
var varying = []struct {
	pattern *regexp.Regexp
	instead string
}{
	{regexp.MustCompile(`[a-z]+://[^\s"]+`), "URL"},
	{regexp.MustCompile(`"(?:[^"\\]|\\.)*"?`), `"…"`},
	{regexp.MustCompile(`[\w.-]+:\d+\b|\[[0-9a-fA-F:.%\w]*\](?::\d+)?`), "ADDRESS"},
	{regexp.MustCompile(`\b(?:0x)?[0-9a-fA-F]{8,}(?:-[0-9a-fA-F]{4,12})*\b`), "N"},
	{regexp.MustCompile(`\d+(?:\.\d+)*`), "N"},
}

func scrub(text string) string {
	text = strings.ToValidUTF8(strings.Join(strings.Fields(text), " "), "?")
	for _, v := range varying {
		text = v.pattern.ReplaceAllString(text, v.instead)
	}
	return text
}
