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

// maxContent bounds the content that is taken from net/http, in bytes.
const maxContent = 1 << 20

// carrier is the round trip that vegeta sees. It sends the request, has the
// source judge the answer in the same goroutine, and gives vegeta no more than
// it needs: what went wrong too comes as a response, since vegeta's Result has a
// header only then.
type carrier struct {
	root   *url.URL
	send   http.RoundTripper
	source Source
	slots  *slots
	fields *fields
	login  *login
}

// RoundTrip never fails.
func (c *carrier) RoundTrip(req *http.Request) (*http.Response, error) {
	s := c.slots.numbered(req.URL.Opaque)
	var err error
	// The request is vegeta's, made for this and used by nobody else.
	req.URL.Scheme, req.URL.Host, req.URL.Opaque = c.root.Scheme, c.root.Host, s.request.Path
	if req.Header, err = c.fields.header(req.Context()); err != nil {
		return c.withoutToken(s, req, err), nil
	}
	s.answer.Sent = time.Now()
	resp, err := c.send.RoundTrip(req)
	if err == nil {
		err = s.take(resp)
	}
	s.answer.Done = time.Now()
	if err != nil {
		s.answer.Err = err
		resp = &http.Response{Request: req}
	}
	s.problem = c.source.Settle(&s.request, &s.answer)
	if s.answer.Status == http.StatusUnauthorized {
		c.login.refused(req.Header.Get(tokenField))
	}
	resp.Status, resp.Header, resp.Body = cmp.Or(s.problem, resp.Status), s.header, http.NoBody
	return resp, nil
}

// withoutToken settles a request that was not sent.
func (c *carrier) withoutToken(s *slot, req *http.Request, err error) *http.Response {
	now := time.Now()
	s.answer = Answer{Sent: now, Done: now, Err: &transport.Error{Kind: transport.Request, Err: err}}
	c.source.Settle(&s.request, &s.answer)
	s.problem = "no token"
	c.login.failed(err)
	return &http.Response{Status: s.problem, Header: s.header, Body: http.NoBody, Request: req}
}

// take reads what the answer holds.
func (s *slot) take(resp *http.Response) (err error) {
	s.answer.Status, s.answer.Finding, s.answer.Header = resp.StatusCode, transport.FindingOf(resp), resp.Header
	content, ours := transport.Content(resp)
	if !ours {
		content, err = io.ReadAll(io.LimitReader(resp.Body, maxContent))
		_, drained := io.Copy(io.Discard, io.LimitReader(resp.Body, maxContent))
		err = cmp.Or(err, drained, resp.Body.Close())
	}
	s.answer.Body = content
	return err
}

const tokenField = "X-Auth-Token"

// fields gives the header of a request, which is the same for all as long as
// the token is.
type fields struct {
	common http.Header
	tokens Tokens // nil for none
	latest atomic.Pointer[http.Header]
}

// header must not be changed by the caller.
func (f *fields) header(ctx context.Context) (http.Header, error) {
	if f.tokens == nil {
		return f.common, nil
	}
	token, err := f.tokens.Token(ctx)
	if err != nil {
		return nil, err
	}
	if latest := f.latest.Load(); latest != nil && (*latest)[tokenField][0] == token {
		return *latest, nil
	}
	fresh := f.common.Clone()
	fresh[tokenField] = []string{token}
	f.latest.Store(&fresh)
	return fresh, nil
}
