package fault

import (
	"net/http"
	"strings"

	"tagcheck/reference"
)

// robustFaults are mistakes with requests that are wrong, or only odd.
func robustFaults() []Fault {
	badEscape := func(c *call) bool {
		_, ok := c.name()
		return c.tag != "" && !ok
	}
	fieldIs := func(name string) condition { return func(c *call) bool { return c.r.Header.Get(name) != "" } }
	longID := func(n int) condition {
		return func(c *call) bool { return len(c.r.Header.Get("X-Openstack-Request-Id")) > n }
	}
	manyFields := func(c *call) bool { return len(c.r.Header) > 100 }
	return []Fault{
		broken("robust-broken-escape-removes", "robust.broken-escapes", "DELETE with a broken percent-escape removes the first tag", func(p *reference.Parts) {
			store := p.Store
			when(all(removing, badEscape), func(c *call) {
				if image, err := store.Find(c.image); err == nil && len(tagsOf(image)) > 0 {
					_ = image.RemoveTag(tagsOf(image)[0], now)
				}
				c.serve()
			})(p)
		}),
		broken("robust-broken-escape-stored", "robust.broken-escapes.refused", "a broken percent-escape is stored as it stands", when(all(tagging, badEscape), func(c *call) {
			c.spelled(strings.ReplaceAll(c.tag, "%", "%25")).serve()
		})),
		broken("robust-rest-of-path", "robust.extra-segments", "what follows a tag in the path is ignored", segments(func(rest []string) []string { return rest[:1] })),
		broken("robust-slash-in-tag", "robust.trailing-slash", "a slash behind the tag is stored as a part of it", when(slashed, func(c *call) { c.at(strings.TrimSuffix(c.target(), "/") + "%2F").serve() })),
		broken("robust-long-path-500", "robust.long-path", "a path of 8 KiB answers 500", answering(func(c *call) bool { return len(c.target()) > 8<<10 }, http.StatusInternalServerError)),
		broken("robust-many-fields-500", "robust.many-fields", "more than 100 header fields answer 500", answering(manyFields, http.StatusInternalServerError)).fields(),
		broken("robust-long-field-500", "robust.long-field", "a header field of 64 KiB answers 500", answering(fieldIs("X-Tagcheck-Long"), http.StatusInternalServerError)).fields(),
		broken("robust-request-id-500", "robust.request-id", "a request id of more than 64 characters answers 500", answering(all(tagging, longID(64)), http.StatusInternalServerError)),
		broken("robust-original-url", "robust.odd-fields", "X-Original-URL is taken for the target", when(fieldIs("X-Original-Url"), func(c *call) { c.at(strings.TrimPrefix(c.r.Header.Get("X-Original-Url"), c.prefix)).serve() })),
		broken("robust-dies-of-nul", "robust.alive", "after NUL in a tag the next two requests answer 500", failingAfter(all(tagging, tagHas("\x00")), 2)),
	}
}

// fields lets header sections through that the filter before the reference
// server would refuse.
func (f Fault) fields() Fault {
	f.Config.MaxHeaderBytes, f.Config.MaxHeaderFields = 1<<20, 1000
	return f
}

// deep chooses requests whose path goes on behind the tag.
func deep(c *call) bool { return len(rest(c.path())) > 1 && rest(c.path())[1] != "" }

func slashed(c *call) bool {
	r := rest(c.path())
	return len(r) == 2 && r[1] == "" && c.r.Method == http.MethodPut
}

// rest gives the segments behind /tags/.
func rest(path string) []string {
	_, tail, ok := strings.Cut(path, "/tags/")
	if !ok {
		return nil
	}
	return strings.Split(tail, "/")
}

// segments takes other segments for those behind /tags/.
func segments(instead func(rest []string) []string) change {
	return when(deep, func(c *call) {
		before, _, _ := strings.Cut(c.path(), "/tags/")
		c.at(before + "/tags/" + strings.Join(instead(rest(c.path())), "/")).serve()
	})
}

// failingAfter answers 500 to the n requests after one that meets a condition.
func failingAfter(holds condition, n int) change {
	return func(p *reference.Parts) {
		left := newTally()
		handler(func(c *call) {
			if left.get("") > 0 && !holds(c) {
				left.add("", -1)
				c.answer(http.StatusInternalServerError)
				return
			}
			c.serve()
			if holds(c) {
				left.set("", n)
			}
		})(p)
	}
}

// raw writes octets in place of an answer, and closes the connection.
func raw(octets string) func(c *call) {
	return func(c *call) {
		conn, out, err := http.NewResponseController(c.w).Hijack()
		if err != nil {
			panic(err) // the connection is one that net/http made
		}
		defer conn.Close()
		_, _ = out.WriteString(octets)
		_ = out.Flush()
	}
}
