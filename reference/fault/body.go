package fault

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"

	"tagcheck/reference"
)

// bodyFaults are mistakes with the body of a request, by either operation.
func bodyFaults() []Fault {
	return slices.Concat(bodyFaultsOf("add", adding), bodyFaultsOf("remove", removing), []Fault{
		broken("add-typed-says-415", "add.body.media-type.204", "PUT with a body that is no JSON answers 415", answering(all(adding, typed), http.StatusUnsupportedMediaType)),
		broken("add-form-method", "add.body.media-type", "PUT with a form that names a method does as that says", when(all(adding, ofType("application/x-www-form-urlencoded")), func(c *call) {
			if strings.Contains(string(read(c)), "_method=DELETE") {
				c = c.by(http.MethodDelete)
			}
			c.serve()
		})),
		broken("add-length-needed", "add.body.none", "PUT without a Content-Length answers 411", answering(all(adding, unsized), http.StatusLengthRequired)),
		broken("remove-type-needed", "remove.body.none", "DELETE without a Content-Type answers 415", answering(all(removing, ofType("")), http.StatusUnsupportedMediaType)),
		broken("add-body-adds", "add.body.not-interpreted", "PUT adds the tags that its body lists, too", readingBody(adding, func(image reference.Record, tag string) { _ = image.AddTag(tag, 0, now) })),
		broken("remove-body-removes", "remove.body.not-interpreted", "DELETE removes the tags that its body lists, too", readingBody(removing, func(image reference.Record, tag string) { _ = image.RemoveTag(tag, now) })),
	})
}

// bodyFaultsOf gives the mistakes that both operations may make.
func bodyFaultsOf(operation string, holds condition) []Fault {
	verb := map[string]string{"add": "PUT", "remove": "DELETE"}[operation]
	of := func(name, caught, text string, change change) Fault {
		return broken(operation+"-"+name, operation+".body."+caught, verb+" "+text, change)
	}
	return []Fault{
		of("body-says-400", "ignored", "with a body answers 400", answering(all(holds, sized), http.StatusBadRequest)),
		of("chunks-say-400", "chunked", "with a body in chunks answers 400, an empty one too", answering(all(holds, chunked), http.StatusBadRequest)),
		of("expect-says-417", "expect-continue", "with Expect: 100-continue answers 417", answering(all(holds, expecting), http.StatusExpectationFailed)),
		of("body-of-64-kib-says-413", "large", "with a body of 64 KiB answers 413", largerThan(holds, 64<<10-1, http.StatusRequestEntityTooLarge)),
		of("body-of-1-mib-says-204", "mebibyte", "with a body of 1 MiB answers 204 and does nothing", largerThan(holds, 1<<20-1, http.StatusNoContent)),
		of("body-of-1-mib-says-413", "mebibyte.204", "with a body of 1 MiB answers 413", largerThan(holds, 1<<20-1, http.StatusRequestEntityTooLarge)),
		of("body-becomes-a-request", "next-request", "leaves its body on the connection, where it is taken for the next request", hidingBody(verb)),
	}
}

func hasBody(c *call) bool   { return c.r.ContentLength != 0 }
func sized(c *call) bool     { return c.r.ContentLength > 0 }
func chunked(c *call) bool   { return len(c.r.TransferEncoding) > 0 }
func expecting(c *call) bool { return c.r.Header.Get("Expect") != "" }

func unsized(c *call) bool { return c.r.Header.Get("Content-Length") == "" && !chunked(c) }

func size(over int64) condition { return func(c *call) bool { return c.r.ContentLength > over } }

func ofType(mediaType string) condition {
	return func(c *call) bool { return c.r.Header.Get("Content-Type") == mediaType }
}

// typed chooses requests whose body says that it is something other than JSON.
func typed(c *call) bool {
	mediaType := c.r.Header.Get("Content-Type")
	return hasBody(c) && mediaType != "" && !strings.HasPrefix(mediaType, "application/json")
}

func largerThan(holds condition, n int64, status int) change {
	return when(all(holds, size(n)), func(c *call) {
		_, _ = io.Copy(io.Discard, c.r.Body)
		c.answer(status)
	})
}

// read takes the body off the request; the server finds it as it was.
func read(c *call) []byte {
	content, _ := io.ReadAll(c.r.Body)
	c.r.Body = io.NopCloser(bytes.NewReader(content))
	return content
}

// unread gives the call without its body, which stays where it is.
func (c *call) unread() *call {
	other := *c
	other.r = c.r.WithContext(c.r.Context())
	other.r.Body = http.NoBody
	return &other
}

// readingBody does something with the tags that a body lists.
func readingBody(holds condition, do func(image reference.Record, tag string)) change {
	return func(p *reference.Parts) {
		store := p.Store
		when(all(holds, hasBody), func(c *call) {
			var body struct{ Tags []string }
			image, err := store.Find(c.image)
			if json.Unmarshal(read(c), &body) == nil && err == nil {
				for _, tag := range body.Tags {
					do(image, tag)
				}
			}
			c.serve()
		})(p)
	}
}

// hidingBody makes the fields that announce a body unreadable to the server.
func hidingBody(verb string) change {
	return onRead(func(p []byte) {
		for rest := p; ; {
			i := bytes.Index(rest, []byte(verb+" /"))
			if i < 0 {
				return
			}
			rest = rest[i:]
			end := bytes.Index(rest, []byte("\r\n\r\n"))
			if end < 0 {
				return
			}
			for _, name := range []string{"\r\nContent-Length:", "\r\nTransfer-Encoding:"} {
				if at := bytes.Index(rest[:end], []byte(name)); at >= 0 {
					rest[at+2] = 'X'
				}
			}
			rest = rest[end:]
		}
	})
}
