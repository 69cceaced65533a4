package attack

import (
	"cmp"
	"context"
	"io"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"

	"tagcheck/load/transport"
)

// sender is the http.RoundTripper of vegeta. It sends the request and has the source
// judge the answer in the same goroutine. vegeta gets only what it needs. A failed
// request also is a response, because vegeta's Result has a header only then.
type sender struct {
	root   *url.URL
	send   http.RoundTripper
	source Source
	slots  *slots
	header *header
	login  *loginMonitor
}

// RoundTrip never returns an error.
func (s *sender) RoundTrip(req *http.Request) (*http.Response, error) {
	slot := s.slots.numbered(req.URL.Opaque)
	var err error
	// vegeta made the request for this call; nobody else uses it.
	req.URL.Scheme, req.URL.Host, req.URL.Opaque = s.root.Scheme, s.root.Host, slot.request.Path
	if req.Header, err = s.header.get(req.Context()); err != nil {
		return s.withoutToken(slot, req, err), nil
	}
	slot.answer.Sent = time.Now()
	resp, err := s.send.RoundTrip(req)
	if err == nil {
		err = slot.read(resp)
	}
	slot.answer.Done = time.Now()
	if err != nil {
		slot.answer.Err = transport.Classify(err)
		resp = &http.Response{Request: req}
	}
	slot.problem = s.source.Finish(&slot.request, &slot.answer)
	if slot.answer.Status == http.StatusUnauthorized {
		s.login.refused(req.Header.Get(tokenField))
	}
	resp.Status, resp.Header, resp.Body = cmp.Or(slot.problem, resp.Status), slot.header, http.NoBody
	return resp, nil
}

// withoutToken finishes a request that was not sent.
func (s *sender) withoutToken(slot *slot, req *http.Request, err error) *http.Response {
	now := time.Now()
	slot.answer = Answer{Sent: now, Done: now, Err: &transport.Error{Kind: transport.Request, Err: err}}
	s.source.Finish(&slot.request, &slot.answer)
	slot.problem = "no token"
	s.login.failed(err)
	return &http.Response{Status: slot.problem, Header: slot.header, Body: http.NoBody, Request: req}
}

// read reads the response into the slot.
func (s *slot) read(resp *http.Response) (err error) {
	s.answer.Status, s.answer.Finding, s.answer.Header = resp.StatusCode, transport.FindingOf(resp), resp.Header
	content, ok := transport.Content(resp)
	if !ok {
		content, err = io.ReadAll(io.LimitReader(resp.Body, transport.MaxKeptOnSuccess))
		_, dropped := io.Copy(io.Discard, io.LimitReader(resp.Body, transport.MaxContent))
		err = cmp.Or(err, dropped, resp.Body.Close())
	}
	s.answer.Body = content
	return err
}

const tokenField = "X-Auth-Token"

// Tokens returns the token to send. It is asked before each request.
type Tokens interface {
	Token(ctx context.Context) (string, error)
}

// header builds the header section of requests. It is the same for all requests
// until the token changes.
type header struct {
	common http.Header
	tokens Tokens // nil for none
	latest atomic.Pointer[http.Header]
}

// get returns a header that the caller must not modify.
func (h *header) get(ctx context.Context) (http.Header, error) {
	if h.tokens == nil {
		return h.common, nil
	}
	token, err := h.tokens.Token(ctx)
	if err != nil {
		return nil, err
	}
	if latest := h.latest.Load(); latest != nil && (*latest)[tokenField][0] == token {
		return *latest, nil
	}
	fresh := h.common.Clone()
	fresh[tokenField] = []string{token}
	h.latest.Store(&fresh)
	return fresh, nil
}
