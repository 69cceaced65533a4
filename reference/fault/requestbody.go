package fault

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"

	"tagcheck/reference"
)

// requestBodyFaults are the mistakes with the body of a request that both
// operations can make: operation is add or remove, method its method.
func requestBodyFaults(operation, method string, matches condition) []Fault {
	f := func(name, caught, text string, change change) Fault {
		return newFault(operation+"-"+name, operation+".body."+caught, method+" "+text, change)
	}
	return []Fault{
		f("body-says-400", "ignored", "with a body answers 400",
			reply(allOf(matches, hasLength), http.StatusBadRequest)),
		f("chunks-say-400", "chunked", "with a chunked body answers 400, even if it is empty",
			reply(allOf(matches, isChunked), http.StatusBadRequest)),
		f("expect-says-417", "expect-continue", "with Expect: 100-continue answers 417",
			reply(allOf(matches, hasExpect), http.StatusExpectationFailed)),
		f("body-of-64-kib-says-413", "large", "with a body of 64 KiB answers 413",
			replyToLargeBody(matches, 64<<10, http.StatusRequestEntityTooLarge)),
		f("body-of-1-mib-says-204", "mebibyte", "with a body of 1 MiB answers 204 and does nothing",
			replyToLargeBody(matches, 1<<20, http.StatusNoContent)),
		f("body-of-1-mib-says-413", "mebibyte.204", "with a body of 1 MiB answers 413",
			replyToLargeBody(matches, 1<<20, http.StatusRequestEntityTooLarge)),
		f("body-becomes-a-request", "next-request", "leaves its body unread, and the body is taken for the next request",
			hideBody(method)),
	}
}

func addBodyFaults() []Fault {
	const form = "application/x-www-form-urlencoded"
	return []Fault{
		newFault("add-typed-says-415", "add.body.media-type.204", "PUT with a body that is not JSON answers 415",
			reply(allOf(isAdd, isNotJSON), http.StatusUnsupportedMediaType)),
		newFault("add-form-method", "add.body.media-type", "PUT with _method=DELETE in a form removes the tag",
			when(allOf(isAdd, headerIs("Content-Type", form)), func(x *exchange) {
				if strings.Contains(string(x.peekBody()), "_method=DELETE") {
					x = x.withMethod(http.MethodDelete)
				}
				x.forward()
			})),
		newFault("add-length-needed", "add.body.none", "PUT without Content-Length answers 411",
			reply(allOf(isAdd, hasNoSize), http.StatusLengthRequired)),
		newFault("add-body-adds", "add.body.not-interpreted", "PUT also adds the tags that its body lists",
			forListedTags(isAdd, func(image reference.Record, tag string) { _ = image.AddTag(tag, 0, now) })),
	}
}

func removeBodyFaults() []Fault {
	return []Fault{
		newFault("remove-type-needed", "remove.body.none", "DELETE without Content-Type answers 415",
			reply(allOf(isRemove, headerIs("Content-Type", "")), http.StatusUnsupportedMediaType)),
		newFault("remove-body-removes", "remove.body.not-interpreted", "DELETE also removes the tags that its body lists",
			forListedTags(isRemove, func(image reference.Record, tag string) { _ = image.RemoveTag(tag, now) })),
	}
}

// replyToLargeBody answers requests with a body of at least n bytes.
func replyToLargeBody(matches condition, n int64, status int) change {
	return when(allOf(matches, bodyOver(n-1)), func(x *exchange) {
		_, _ = io.Copy(io.Discard, x.r.Body)
		x.reply(status)
	})
}

// forListedTags calls do for each tag in the JSON object of the body, before the
// server answers.
func forListedTags(matches condition, do func(image reference.Record, tag string)) change {
	return func(p *reference.Parts) {
		store := p.Store
		when(allOf(matches, hasBody), func(x *exchange) {
			var body struct{ Tags []string }
			image, err := store.Find(x.image)
			if json.Unmarshal(x.peekBody(), &body) == nil && err == nil {
				for _, tag := range body.Tags {
					do(image, tag)
				}
			}
			x.forward()
		})(p)
	}
}

// hideBody makes the header fields that announce a body unreadable, so that the
// server takes the body for the next request.
func hideBody(method string) change {
	return editReceivedInPlace(func(p []byte) {
		for rest := p; ; {
			i := bytes.Index(rest, []byte(method+" /"))
			if i < 0 {
				return
			}
			rest = rest[i:]
			end := bytes.Index(rest, []byte("\r\n\r\n"))
			if end < 0 {
				return
			}
			for _, name := range []string{contentLength, transferEncoding} {
				if at := bytes.Index(rest[:end], []byte(name)); at >= 0 {
					rest[at+2] = 'X'
				}
			}
			rest = rest[end:]
		}
	})
}
