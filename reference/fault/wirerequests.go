package fault

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"time"
)

// Beginnings of the header fields that frame a body, as they are on the wire.
const (
	contentLength    = "\r\nContent-Length:"
	transferEncoding = "\r\nTransfer-Encoding:"
)

func pipelineFaults() []Fault {
	return []Fault{
		newFault("wire-pipeline-swaps", "wire.pipeline.order",
			"the first two responses of a pipeline are sent in reverse order", swapPipeline),
		newFault("wire-pipeline-loses-one", "wire.pipeline.order", "the second request of a pipeline is lost",
			editReceived(dropSecond)),
		newFault("wire-patch-body-becomes-a-request", "wire.pipeline.in-step",
			"PATCH leaves its body unread, and the body is taken for the next request", hideBody("PATCH")),
		newFault("wire-one-read-one-head", "wire.segments", "a head that arrives in several TCP segments is refused",
			editReceivedInPlace(func(p []byte) {
				if beginsRequest(p) && !bytes.Contains(p, []byte("\r\n\r\n")) {
					p[0] = '?'
				}
			})),
		newFault("wire-empty-line-refused", "wire.empty-line", "a request after an empty line is refused",
			editReceivedInPlace(func(p []byte) {
				if bytes.HasPrefix(p, []byte("\r\n")) && len(p) > 2 {
					copy(p, "??")
				}
			})),
	}
}

// headFaults are mistakes in how the head of a request is parsed.
func headFaults() []Fault {
	shortLines := newFault("wire-line-of-4-kib", "wire.long-request-line", "a request line of more than 4 KiB is refused")
	shortLines.Config.MaxRequestLine = 4 << 10
	return []Fault{
		shortLines,
		newFault("wire-fields-by-one-spelling", "wire.field-case", "x-auth-token in lower case is not recognized",
			editReceivedInPlace(func(p []byte) {
				if at := bytes.Index(p, []byte("\r\nx-auth-token:")); at >= 0 {
					p[at+2] = '_'
				}
			})),
		newFault("wire-line-feed-kills", "wire.line-feed",
			"after a line that ends with LF alone, the next four connections are closed", refuseConnectionsAfterLF(4)),
		newFault("wire-folded-line-is-a-field", "wire.folded-lines", "a folded line is parsed as a header field of its own",
			replaceReceived("\r\n Content-", "\r\nContent-")),
		newFault("wire-space-before-colon", "wire.space-before-colon", "white space before the colon of a field is ignored",
			replaceReceived(" :", ":")),
		newFault("wire-cr-ends-a-line", "wire.field-octets", "CR alone ends a line",
			replaceReceived("\rContent-", "\r\nContent-")),
		newFault("wire-first-host-counts", "wire.host", "of two Host fields, the second is ignored",
			replaceReceived("\r\nHost: other", "\r\nX-Host: other")),
		newFault("wire-spaces-in-target", "wire.request-line", "spaces in the request target are ignored",
			replaceReceived("bl ue", "blue")),
		newFault("wire-any-version", "wire.request-line", "any HTTP version is treated as HTTP/1.1",
			replaceReceived(" HTTP/1.x", " HTTP/1.1")),
		newFault("wire-target-in-latin-1", "wire.target-octets",
			"bytes beyond ASCII in the request target are read as Latin-1",
			replaceReceived("/é", "/%C3%83%C2%A9")),
		newFault("wire-absolute-form-unknown", "wire.absolute-form", "a request target in absolute form answers 404",
			reply(func(x *exchange) bool { return strings.Contains(x.r.RequestURI, "://") }, http.StatusNotFound)),
		newFault("wire-connects", "wire.authority-form", "CONNECT answers 200",
			reply(func(x *exchange) bool { return x.r.Method == http.MethodConnect }, http.StatusOK)),
		newFault("wire-1.0-is-1.1", "wire.http-1.0", "HTTP/1.0 is treated as HTTP/1.1, so that the connection stays open",
			replaceReceived(" HTTP/1.0\r\n", " HTTP/1.1\r\n")),
	}
}

// framingFaults are mistakes in where the body of a request ends.
func framingFaults() []Fault {
	return []Fault{
		newFault("wire-expect-unknown", "wire.expect-continue", "Expect: 100-continue is ignored, and 100 is never sent",
			replaceReceived("\r\nExpect:", "\r\nX-Expect:")),
		newFault("wire-chunk-extension-refused", "wire.chunks", "a chunk with an extension is refused",
			replaceReceived("\r\n5;a", "\r\n5!a")),
		newFault("wire-trailers-are-a-request", "wire.chunks", "trailers are taken for the next request",
			replaceReceived("\r\n0\r\nX-", "\r\n0\r\n\r\nX-")),
		newFault("wire-nonsense-skipped", "wire.surplus", "bytes that are not a request are skipped",
			replaceReceived("nonsense", "")),
		newFault("wire-half-a-body-says-204", "wire.incomplete", "PUT with an incomplete body answers 204 and does nothing",
			replyToBrokenBody(func(x *exchange) { x.reply(http.StatusNoContent) })),
		newFault("wire-half-a-body-hangs", "wire.no-hang", "PUT with an incomplete body is not answered for 5 s",
			replyToBrokenBody(func(x *exchange) {
				if x.r.ContentLength > 0 {
					time.Sleep(5 * time.Second) // longer than the time-out of the self-check
				}
				x.reply(http.StatusRequestTimeout)
			})),
		newFault("wire-both-lengths-go-on", "wire.both-lengths",
			"with both Content-Length and Transfer-Encoding, the connection stays open",
			hideIfBothLengths(contentLength)),
		newFault("wire-length-before-coding", "wire.body-is-no-request",
			"with both Content-Length and Transfer-Encoding, the body ends by Content-Length",
			hideIfBothLengths(transferEncoding)),
		newFault("wire-length-with-sign", "wire.content-length", "a plus sign before a Content-Length is ignored",
			replaceReceived(contentLength+" +", contentLength+" ")),
		newFault("wire-first-length-counts", "wire.content-length", "of a list of lengths, only the first is used",
			replaceReceived(contentLength+" 5, 6", contentLength+" 5")),
		newFault("wire-unknown-coding-ignored", "wire.transfer-codings", "an unknown transfer coding is ignored",
			replaceReceived("tagcheck, chunked", "chunked")),
		newFault("wire-body-never-read", "wire.chunk-size", "a chunked body is not read, so that its errors are not detected",
			when(allOf(isAdd, isChunked), func(x *exchange) { x.withoutBody().forward() })),
	}
}

// replyToBrokenBody lets answer handle PUT whose body is incomplete or malformed.
func replyToBrokenBody(answer func(x *exchange)) change {
	return when(allOf(isAdd, hasBody), func(x *exchange) {
		if _, err := io.Copy(io.Discard, x.r.Body); err != nil {
			answer(x)
			return
		}
		x.forward()
	})
}

// hideIfBothLengths makes one of the two framing fields unreadable if a head has
// both.
func hideIfBothLengths(hidden string) change {
	return editReceived(func(p []byte) []byte {
		head, _, _ := bytes.Cut(p, []byte("\r\n\r\n"))
		if !bytes.Contains(head, []byte(contentLength)) || !bytes.Contains(head, []byte(transferEncoding)) {
			return p
		}
		return bytes.Replace(p, []byte(hidden), []byte("\r\nX"+hidden[2:]), 1)
	})
}
