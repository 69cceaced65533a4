package fault

import (
	"net/http"
	"slices"
	"strings"

	"tagcheck/reference"
)

// methodFaults are mistakes with methods that a tag does not have.
func methodFaults() []Fault {
	return slices.Concat(refusedMethodFaults(), methodEffectFaults(), collectionFaults())
}

func refusedMethodFaults() []Fault {
	return []Fault{
		broken("method-says-404", "method.405", "a method that a tag does not have answers 404", saying(other, map[int]int{405: 404})),
		broken("method-without-allow", "method.allow", "405 comes without Allow", replying(other, func(_ *call, a *reply) { a.header.Del("Allow") })),
		broken("method-trace-says-200", "method.unknown", "TRACE answers 200 with the request, but for its token", when(method(http.MethodTrace), func(c *call) { c.say(http.StatusOK, "TRACE "+c.target()) })),
		broken("method-trace-echoes", "method.trace-no-echo", "TRACE answers with the request, token and all", when(method(http.MethodTrace), func(c *call) {
			c.say(http.StatusMethodNotAllowed, "X-Auth-Token: "+c.r.Header.Get("X-Auth-Token"))
		})),
		broken("method-head-has-content", "method.head-no-body", "the answer to HEAD has content", onHead()),
	}
}

func methodEffectFaults() []Fault {
	quietly := func(name, instead string) change {
		return when(method(name), func(c *call) {
			c.by(instead).try()
			c.serve()
		})
	}
	override := func(field string) change {
		return when(all(tagging, func(c *call) bool { return c.r.Header.Get(field) != "" }), func(c *call) { c.by(c.r.Header.Get(field)).serve() })
	}
	return []Fault{
		broken("method-post-adds-behind-405", "method.no-effect", "POST on a tag answers 405 and adds it", quietly(http.MethodPost, http.MethodPut)),
		broken("method-options-adds", "method.options", "OPTIONS on a tag adds it", quietly(http.MethodOptions, http.MethodPut)),
		broken("method-in-lower-case", "method.case", "put and delete do as PUT and DELETE do", handler(func(c *call) { c.by(strings.ToUpper(c.r.Method)).serve() })),
		broken("method-override", "method.override-header", "X-HTTP-Method-Override is honoured", override("X-Http-Method-Override")),
		broken("method-query", "method.override-query", "GET and POST with ?_method= do as that says", when(all(other, queryMethod("_method")), overridden)),
	}
}

func collectionFaults() []Fault {
	collection := func(method string) condition {
		return func(c *call) bool {
			return c.r.Method == method && strings.HasSuffix(strings.TrimSuffix(c.path(), "/"), "/tags")
		}
	}
	return []Fault{
		broken("collection-delete-removes-all", "method.collection", "DELETE without a tag removes all of them", func(p *reference.Parts) {
			store := p.Store
			when(collection(http.MethodDelete), func(c *call) {
				image, err := store.Find(c.image)
				if err != nil {
					c.serve()
					return
				}
				for _, tag := range tagsOf(image) {
					_ = image.RemoveTag(tag, now)
				}
				c.answer(http.StatusNoContent)
			})(p)
		}),
	}
}

// onHead puts content behind the answers to HEAD.
func onHead() change {
	return when(method(http.MethodHead), func(c *call) {
		raw("HTTP/1.1 405 Method Not Allowed\r\nAllow: PUT, DELETE\r\nDate: " + now().UTC().Format(http.TimeFormat) +
			"\r\nContent-Length: 4\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\noops")(c)
	})
}
