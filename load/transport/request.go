package transport

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"tagcheck/fixtures/imageapi"
)

// appendRequest appends the request as it is sent, and reads and closes its body. It
// always returns the buffer. last says that the request asks to close its
// connection.
func appendRequest(buffer []byte, req *http.Request, root *url.URL) (out []byte, last bool, err error) {
	if req.Body != nil {
		defer req.Body.Close()
	}
	if req.URL.Scheme != root.Scheme || req.URL.Host != root.Host {
		return buffer, false, errors.New("the request is for another server")
	}
	if out, err = appendLine(buffer, req); err != nil {
		return out, false, err
	}
	if out, last, err = appendFields(out, req); err != nil {
		return out, last, err
	}
	out, err = appendBody(out, req)
	return out, last, err
}

func appendLine(out []byte, req *http.Request) ([]byte, error) {
	method := req.Method
	if method == "" {
		method = http.MethodGet
	}
	if !isToken(method) {
		return out, errors.New("the method is not a token")
	}
	out = append(append(out, method...), ' ')
	start := len(out)
	if req.URL.Opaque != "" {
		out = append(out, req.URL.Opaque...)
	} else {
		out = append(out, req.URL.EscapedPath()...)
		if len(out) == start {
			out = append(out, '/')
		}
		if req.URL.RawQuery != "" || req.URL.ForceQuery {
			out = append(append(out, '?'), req.URL.RawQuery...)
		}
	}
	if slices.ContainsFunc(out[start:], func(b byte) bool { return b <= ' ' || b == 0x7f }) {
		return out, errors.New("the target has a space or a control character")
	}
	host := req.Host
	if host == "" {
		host = imageapi.Authority(req.URL)
	}
	if !isValue(host) || strings.IndexByte(host, ' ') >= 0 {
		return out, errors.New("the host is malformed")
	}
	out = append(append(out, " HTTP/1.1\r\nHost: "...), host...)
	return append(out, "\r\n"...), nil
}

// appendFields leaves out the fields of vegeta, and those that appendRequest sets itself.
func appendFields(out []byte, req *http.Request) (_ []byte, last bool, err error) {
	for name, values := range req.Header {
		if isOwn(name) {
			continue
		}
		if !isToken(name) {
			return out, false, fmt.Errorf("the field name %q is not a token", name)
		}
		for _, value := range values {
			if !isValue(value) {
				return out, false, fmt.Errorf("the value of the field %s has a control character", name)
			}
			last = last || name == "Connection" && hasToken(value, "close")
			out = append(append(append(out, name...), ": "...), value...)
			out = append(out, "\r\n"...)
		}
	}
	if req.Close && len(req.Header["Connection"]) == 0 {
		out = append(out, "Connection: close\r\n"...)
	}
	return out, last || req.Close, nil
}

func isOwn(name string) bool {
	switch name {
	case "Host", "Content-Length", "Transfer-Encoding", "Trailer":
		return true
	}
	return strings.HasPrefix(name, "X-Vegeta-")
}

// appendBody ends the header section and appends the body. If there is none, a method
// that usually has one sends Content-Length: 0 (RFC 9110 section 8.6).
func appendBody(out []byte, req *http.Request) ([]byte, error) {
	if req.Body == nil || req.Body == http.NoBody {
		switch req.Method {
		case http.MethodPut, http.MethodPost, http.MethodPatch:
			out = append(out, "Content-Length: 0\r\n"...)
		}
		return append(out, "\r\n"...), nil
	}
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return out, fmt.Errorf("cannot read the body: %w", err)
	}
	if req.ContentLength > 0 && req.ContentLength != int64(len(body)) {
		return out, errors.New("the body is not as long as its Content-Length")
	}
	out = strconv.AppendInt(append(out, "Content-Length: "...), int64(len(body)), 10)
	return append(append(out, "\r\n\r\n"...), body...), nil
}
