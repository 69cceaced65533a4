package fault

import (
	"bytes"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"tagcheck/reference"
)

// beginsRequest reports whether bytes begin with a request line.
func beginsRequest(p []byte) bool {
	method, _, found := bytes.Cut(p, []byte(" /"))
	return found && len(method) < 8 && bytes.Equal(method, bytes.ToUpper(method))
}

// isPipeline reports whether bytes contain several requests with a User-Agent.
func isPipeline(p []byte) bool { return bytes.Count(p, []byte("\r\nUser-Agent:")) > 1 }

// swapPipeline sends the first response of a pipeline after the second one.
func swapPipeline(p *reference.Parts) {
	wrapConnections(func(c *connection) {
		var pipeline atomic.Bool
		var held []byte
		c.onReadInPlace = func(p []byte) { pipeline.Store(isPipeline(p)) }
		c.onWrite = func(p []byte) []byte {
			switch {
			case held != nil:
				out := append(bytes.Clone(p), held...)
				held = nil
				return out
			case pipeline.Swap(false):
				held = bytes.Clone(p)
				return nil
			}
			return p
		}
	})(p)
}

// dropSecond removes the second of several requests without a body.
func dropSecond(p []byte) []byte {
	heads := bytes.SplitAfter(p, []byte("\r\n\r\n"))
	if !isPipeline(p) || len(heads[len(heads)-1]) > 0 {
		return p
	}
	return bytes.Join(slices.Delete(heads, 1, 2), nil)
}

// blockOnIncompleteHead writes no response while the head of a request is
// incomplete on any connection.
func blockOnIncompleteHead(p *reference.Parts) {
	var gate sync.RWMutex
	wrapConnections(func(c *connection) {
		var holdsGate atomic.Bool
		open := func() {
			if holdsGate.Swap(false) {
				gate.Unlock()
			}
		}
		c.onReadInPlace = func(p []byte) {
			switch complete := bytes.Contains(p, []byte("\r\n\r\n")); {
			case complete:
				open()
			case beginsRequest(p) && !holdsGate.Load():
				gate.Lock()
				holdsGate.Store(true)
			}
		}
		c.onReadEnd = open
		c.onWrite = func(p []byte) []byte {
			if !holdsGate.Load() {
				gate.RLock()
				defer gate.RUnlock()
			}
			return p
		}
	})(p)
}

// dropHalfClosed does not send the last response on a connection if the client
// has closed its side.
func dropHalfClosed(p *reference.Parts) {
	wrapConnections(func(c *connection) {
		closed := make(chan struct{})
		c.onReadEnd = sync.OnceFunc(func() { close(closed) })
		c.onWrite = func(p []byte) []byte {
			if !bytes.HasPrefix(p, []byte("HTTP/1.1 204")) || !bytes.Contains(p, []byte("\r\nConnection: close")) {
				return p
			}
			select {
			case <-closed:
				return nil
			case <-time.After(20 * time.Millisecond):
				return p
			}
		}
	})(p)
}

// refuseConnectionsAfterLF closes the connection, and the next n connections,
// after a head in which a line ends with LF alone.
func refuseConnectionsAfterLF(n int) change {
	return func(p *reference.Parts) {
		left := newCounters()
		wrapConnections(func(c *connection) {
			if left.get("") > 0 {
				left.add("", -1)
				_ = c.Close()
			}
			c.onReadInPlace = func(p []byte) {
				head, _, _ := bytes.Cut(p, []byte("\r\n\r\n"))
				if beginsRequest(head) && bytes.Count(head, []byte("\n")) > bytes.Count(head, []byte("\r\n")) {
					left.set("", n)
					_ = c.Close()
				}
			}
		})(p)
	}
}
