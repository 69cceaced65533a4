package fault

import (
	"net/http"
	"slices"
	"strings"

	"tagcheck/reference"
)

// methodFaults are mistakes with methods other than PUT and DELETE.
func methodFaults() []Fault { return slices.Concat(methodResponseFaults(), methodEffectFaults()) }

func methodResponseFaults() []Fault {
	return []Fault{
		newFault("method-says-404", "method.405", "methods other than PUT and DELETE answer 404 instead of 405",
			setStatus(isOtherTagMethod, map[int]int{405: 404})),
		newFault("method-without-allow", "method.allow", "405 has no Allow header",
			editResponse(isOtherTagMethod, func(_ *exchange, a *response) { a.header.Del("Allow") })),
		newFault("method-trace-says-200", "method.unknown", "TRACE answers 200 with the request line",
			when(tagMethod(http.MethodTrace), func(x *exchange) { x.replyText(http.StatusOK, "TRACE "+x.target()) })),
		newFault("method-trace-echoes", "method.trace-no-echo", "the response to TRACE contains the token",
			when(tagMethod(http.MethodTrace), func(x *exchange) {
				x.replyText(http.StatusMethodNotAllowed, tokenField+": "+x.token())
			})),
		newFault("method-head-has-content", "method.head-no-body", "the response to HEAD has content",
			when(tagMethod(http.MethodHead), func(x *exchange) {
				x.replyRaw("HTTP/1.1 405 Method Not Allowed\r\nAllow: PUT, DELETE\r\n" +
					"Date: " + now().UTC().Format(http.TimeFormat) + "\r\n" +
					"Content-Length: 4\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\noops")
			})),
	}
}

func methodEffectFaults() []Fault {
	const overrideField = "X-Http-Method-Override"
	alsoAdd := func(method string) change {
		return when(tagMethod(method), func(x *exchange) {
			x.withMethod(http.MethodPut).capture()
			x.forward()
		})
	}
	return []Fault{
		newFault("method-post-adds-behind-405", "method.no-effect", "POST on a tag answers 405 but adds it",
			alsoAdd(http.MethodPost)),
		newFault("method-options-adds", "method.options", "OPTIONS on a tag adds it", alsoAdd(http.MethodOptions)),
		newFault("method-in-lower-case", "method.case", "the methods put and delete work like PUT and DELETE",
			onRequest(func(x *exchange) { x.withMethod(strings.ToUpper(x.r.Method)).forward() })),
		newFault("method-override", "method.override-header", "X-HTTP-Method-Override replaces the method",
			when(allOf(isTagOperation, hasHeader(overrideField)), func(x *exchange) {
				x.withMethod(x.r.Header.Get(overrideField)).forward()
			})),
		newFault("method-query", "method.override-query", "?_method= replaces the method of GET, POST and others",
			when(allOf(isOtherTagMethod, queryBegins("_method")), useMethodFromQuery)),
		newFault("collection-delete-removes-all", "method.collection", "DELETE of /tags removes all tags of the image",
			removeAllByCollection),
	}
}

func removeAllByCollection(p *reference.Parts) {
	store := p.Store
	isCollection := func(x *exchange) bool {
		return x.r.Method == http.MethodDelete && strings.HasSuffix(strings.TrimSuffix(x.path(), "/"), "/tags")
	}
	when(isCollection, func(x *exchange) {
		image, err := store.Find(x.image)
		if err != nil {
			x.forward()
			return
		}
		for _, tag := range currentTags(image) {
			_ = image.RemoveTag(tag, now)
		}
		x.reply(http.StatusNoContent)
	})(p)
}
