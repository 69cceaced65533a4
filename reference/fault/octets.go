package fault

import (
	"bytes"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"tagcheck/reference"
)

// octetFaults are mistakes with what an HTTP library hides: where requests end,
// how they come, and in what order they are answered.
func octetFaults() []Fault {
	long := broken("wire-line-of-4-kib", "wire.long-request-line", "a request line of 4 KiB is the longest")
	long.Config.MaxRequestLine = 4 << 10
	return append(framingFaults(),
		long,
		broken("wire-pipeline-swaps", "wire.pipeline.order", "of requests that come at once the second is answered before the first", swappingPipeline),
		broken("wire-pipeline-loses-one", "wire.pipeline.order", "of several requests that come at once the second is lost", onReceived(losingSecond)),
		broken("wire-patch-body-becomes-a-request", "wire.pipeline.in-step", "the body of a PATCH stays on the connection, where it is taken for the next request", hidingBody("PATCH")),
		broken("wire-token-stays", "wire.pipeline.users", "a request without a token has that of the request before it on the connection", tokenStays),
		broken("wire-one-read-one-head", "wire.segments", "a head that comes in pieces is refused", onRead(func(p []byte) {
			if begins(p) && !bytes.Contains(p, []byte("\r\n\r\n")) {
				p[0] = '?'
			}
		})),
		broken("wire-one-at-a-time", "wire.slow-client", "nobody is answered while a head is not complete", oneAtATime),
		broken("wire-half-closed-is-gone", "wire.half-closed", "a client that has shut down its side gets no answer", halfClosedIsGone),
		broken("wire-expect-unknown", "wire.expect-continue", "Expect: 100-continue is not known: the body is waited for in silence", rewriting("\r\nExpect:", "\r\nX-Expect:")),
		broken("wire-line-feed-kills", "wire.line-feed", "a line that ends in LF alone ends the server for a while", lineFeedKills(4)),
		broken("wire-folded-line-is-a-field", "wire.folded-lines", "a folded line is a field of its own", rewriting("\r\n Content-", "\r\nContent-")),
		broken("wire-space-before-colon", "wire.space-before-colon", "white space before a colon is dropped", rewriting(" :", ":")),
		broken("wire-cr-ends-a-line", "wire.field-octets", "CR alone ends a line", rewriting("\rContent-", "\r\nContent-")),
		broken("wire-first-host-counts", "wire.host", "of two Host fields the first counts", rewriting("\r\nHost: other", "\r\nX-Host: other")),
		broken("wire-spaces-in-target", "wire.request-line", "spaces in a target are dropped", rewriting("bl ue", "blue")),
		broken("wire-any-version", "wire.request-line", "whatever version a request names is taken for 1.1", rewriting(" HTTP/1.x", " HTTP/1.1")),
		broken("wire-empty-line-refused", "wire.empty-line", "an empty line before a request is refused", onRead(func(p []byte) {
			if bytes.HasPrefix(p, []byte("\r\n")) && len(p) > 2 {
				copy(p, "??")
			}
		})),
		broken("wire-target-in-latin-1", "wire.target-octets", "octets beyond ASCII in a target are taken for Latin-1", rewriting("/é", "/%C3%83%C2%A9")),
		broken("wire-absolute-form-unknown", "wire.absolute-form", "a target in absolute form is not found", answering(func(c *call) bool { return strings.Contains(c.r.RequestURI, "://") }, http.StatusNotFound)),
		broken("wire-connects", "wire.authority-form", "CONNECT answers 200", answering(func(c *call) bool { return c.r.Method == http.MethodConnect }, http.StatusOK)),
		broken("wire-1.0-is-1.1", "wire.http-1.0", "HTTP/1.0 is taken for 1.1: the connection stays", rewriting(" HTTP/1.0\r\n", " HTTP/1.1\r\n")),
	)
}

// framingFaults are mistakes in where a request ends.
func framingFaults() []Fault {
	const length, coding = "\r\nContent-Length:", "\r\nTransfer-Encoding:"
	return []Fault{
		broken("wire-chunk-extension-refused", "wire.chunks", "a chunk with an extension is refused", rewriting("\r\n5;a", "\r\n5!a")),
		broken("wire-trailers-are-a-request", "wire.chunks", "trailers are taken for the next request", rewriting("\r\n0\r\nX-", "\r\n0\r\n\r\nX-")),
		broken("wire-nonsense-skipped", "wire.surplus", "what is no request is skipped", rewriting("nonsense", "")),
		broken("wire-half-a-body-says-204", "wire.incomplete", "a body that is not complete is answered 204, and nothing done", brokenBody(func(c *call) { c.answer(http.StatusNoContent) })),
		broken("wire-half-a-body-hangs", "wire.no-hang", "the rest of a body is waited for, although nothing comes", brokenBody(func(c *call) {
			if c.r.ContentLength > 0 {
				time.Sleep(5 * time.Second) // longer than the self-check waits
			}
			c.answer(http.StatusRequestTimeout)
		})),
		broken("wire-both-lengths-go-on", "wire.both-lengths", "with two lengths the coding counts, and the connection stays", withBoth(length)),
		broken("wire-length-before-coding", "wire.body-is-no-request", "with two lengths Content-Length counts", withBoth(coding)),
		broken("wire-length-with-sign", "wire.content-length", "a sign before a Content-Length is ignored", rewriting(length+" +", length+" ")),
		broken("wire-first-length-counts", "wire.content-length", "of a list of lengths the first counts", rewriting(length+" 5, 6", length+" 5")),
		broken("wire-unknown-coding-ignored", "wire.transfer-codings", "a transfer coding that is not known is ignored", rewriting("tagcheck, chunked", "chunked")),
		broken("wire-body-never-read", "wire.chunk-size", "a body in chunks is never read, and so never found broken", when(all(adding, chunked), func(c *call) { c.unread().serve() })),
	}
}

// begins says that a head begins here.
func begins(p []byte) bool {
	method, _, found := bytes.Cut(p, []byte(" /"))
	return found && len(method) < 8 && bytes.Equal(method, bytes.ToUpper(method))
}

// pipelined says that there are several requests of a client that names itself.
func pipelined(p []byte) bool { return bytes.Count(p, []byte("\r\nUser-Agent:")) > 1 }

// swappingPipeline holds the first answer of a pipeline back until the second is made.
func swappingPipeline(p *reference.Parts) {
	connections(func(c *connection) {
		var several atomic.Bool
		var held []byte
		c.reading = func(p []byte) { several.Store(pipelined(p)) }
		c.writing = func(p []byte) []byte {
			switch {
			case held != nil:
				out := append(bytes.Clone(p), held...)
				held = nil
				return out
			case several.Swap(false):
				held = bytes.Clone(p)
				return nil
			}
			return p
		}
	})(p)
}

// losingSecond takes the second of several requests without a body away.
func losingSecond(p []byte) []byte {
	heads := bytes.SplitAfter(p, []byte("\r\n\r\n"))
	if !pipelined(p) || len(heads[len(heads)-1]) > 0 {
		return p
	}
	return bytes.Join(slices.Delete(heads, 1, 2), nil)
}

// tokenStays gives a request without a token that of the one before it.
func tokenStays(p *reference.Parts) {
	last := newWords()
	handler(func(c *call) {
		if token(c) == "" {
			c.as(last.get(c.r.RemoteAddr)).serve()
			return
		}
		last.put(c.r.RemoteAddr, token(c))
		c.serve()
	})(p)
}

// oneAtATime closes a gate while a head is on its way.
func oneAtATime(p *reference.Parts) {
	var gate sync.RWMutex
	connections(func(c *connection) {
		var holds atomic.Bool
		open := func() {
			if holds.Swap(false) {
				gate.Unlock()
			}
		}
		c.reading = func(p []byte) {
			switch complete := bytes.Contains(p, []byte("\r\n\r\n")); {
			case complete:
				open()
			case begins(p) && !holds.Load():
				gate.Lock()
				holds.Store(true)
			}
		}
		c.ending = open
		c.writing = func(p []byte) []byte {
			if !holds.Load() {
				gate.RLock()
				defer gate.RUnlock()
			}
			return p
		}
	})(p)
}

// halfClosedIsGone looks, before the last answer on a connection, whether the
// client still sends.
func halfClosedIsGone(p *reference.Parts) {
	connections(func(c *connection) {
		gone := make(chan struct{})
		c.ending = sync.OnceFunc(func() { close(gone) })
		c.writing = func(p []byte) []byte {
			if !bytes.HasPrefix(p, []byte("HTTP/1.1 204")) || !bytes.Contains(p, []byte("\r\nConnection: close")) {
				return p
			}
			select {
			case <-gone:
				return nil
			case <-time.After(20 * time.Millisecond):
				return p
			}
		}
	})(p)
}

// lineFeedKills takes no request from the next n connections after a head with
// LF alone at the end of a line.
func lineFeedKills(n int) change {
	return func(p *reference.Parts) {
		left := newTally()
		connections(func(c *connection) {
			if left.get("") > 0 {
				left.add("", -1)
				_ = c.Close()
			}
			c.reading = func(p []byte) {
				head, _, _ := bytes.Cut(p, []byte("\r\n\r\n"))
				if begins(head) && bytes.Count(head, []byte("\n")) > bytes.Count(head, []byte("\r\n")) {
					left.set("", n)
					_ = c.Close()
				}
			}
		})(p)
	}
}

// brokenBody lets do answer PUT whose body is not there to its end.
func brokenBody(do func(c *call)) change {
	return when(all(adding, hasBody), func(c *call) {
		if _, err := io.Copy(io.Discard, c.r.Body); err != nil {
			do(c)
			return
		}
		c.serve()
	})
}

// withBoth makes one of two lengths unreadable where a head has both.
func withBoth(hidden string) change {
	return onReceived(func(p []byte) []byte {
		head, _, _ := bytes.Cut(p, []byte("\r\n\r\n"))
		if !bytes.Contains(head, []byte("\r\nContent-Length:")) || !bytes.Contains(head, []byte("\r\nTransfer-Encoding:")) {
			return p
		}
		return bytes.Replace(p, []byte(hidden), []byte("\r\nX"+hidden[2:]), 1)
	})
}
