package fault

import (
	"net/http"
	"slices"

	"tagcheck/reference"
)

// accessFaults are mistakes in who may do what.
func accessFaults() []Fault {
	return slices.Concat(tokenFaults(), refusedTokenFaults(), projectFaults(), leakFaults())
}

const tokenField = "X-Auth-Token"

func token(c *call) string { return c.r.Header.Get(tokenField) }

// as gives the call with another token.
func (c *call) as(token string) *call {
	other := *c
	other.r = c.r.Clone(c.r.Context())
	other.r.Header[tokenField] = []string{token}
	return &other
}

// valid says that one of the users has the token.
func valid(token string) bool {
	_, known := demo().Users[token]
	return known
}

func unknown(c *call) bool { return c.image != "" && !valid(token(c)) }
func by(token string) condition {
	return func(c *call) bool { return c.r.Header.Get(tokenField) == token }
}

// trusting takes a request for the owner's.
func trusting(holds condition) change {
	return when(holds, func(c *call) { c.as(reference.DemoOwnerToken).serve() })
}

func tokenFaults() []Fault {
	return []Fault{
		broken("access-add-is-open", "access.add.401", "PUT needs no token", trusting(all(adding, unknown))),
		broken("access-remove-is-open", "access.remove.401", "DELETE needs no token", trusting(all(removing, unknown))),
		broken("access-claimed", "access.add.401", "a client is believed that says X-Identity-Status: Confirmed", trusting(all(unknown, func(c *call) bool { return c.r.Header.Get("X-Identity-Status") == "Confirmed" }))),
		broken("access-of-the-connection", "access.two-users", "the first token on a connection is that of all its requests", func(p *reference.Parts) {
			first := newWords()
			when(tagging, func(c *call) { c.as(first.putOnce(c.r.RemoteAddr, token(c))).serve() })(p)
		}),
	}
}

func refusedTokenFaults() []Fault {
	effect := func(holds condition) change {
		return when(all(holds, unknown), func(c *call) {
			c.as(reference.DemoOwnerToken).try()
			c.serve()
		})
	}
	return []Fault{
		broken("access-add-effect-behind-401", "access.add.401", "PUT without a valid token answers 401 and adds the tag", effect(adding)),
		broken("access-remove-effect-behind-401", "access.remove.401", "DELETE without a valid token answers 401 and removes the tag", effect(removing)),
		broken("access-without-challenge", "access.challenge", "401 comes without WWW-Authenticate", replying(always, func(_ *call, a *reply) { a.header.Del("Www-Authenticate") })),
		broken("access-image-first", "access.token-first", "an image that does not exist answers 404 before the token is looked at", missing(tagging, http.StatusNotFound)),
		broken("access-echoes-in-field", "access.token-not-echoed", "a header field of the answer holds the token", replying(tagging, func(c *call, a *reply) {
			a.header.Set("X-Subject-Token", token(c))
		})),
	}
}

func projectFaults() []Fault {
	// writable lets everybody write who may see the image.
	writable := func(visibility string, who func(reference.Identity) bool) change {
		return authorizing(func(caller reference.Identity, image *reference.Attributes, may reference.Access) reference.Access {
			if image.Visibility == visibility && who(caller) {
				return reference.AccessWrite
			}
			return may
		})
	}
	stranger := func(caller reference.Identity) bool { return caller.Project == "beta" }
	strange := by(reference.DemoStrangerToken)
	reading := by(reference.DemoReaderToken)
	admin := func(c *call) { c.as(reference.DemoAdminToken).serve() }
	return []Fault{
		broken("access-private", "access.add.other-project.private", "a private image is everybody's", writable("private", stranger)),
		broken("access-shared", "access.add.other-project.shared", "a shared image is everybody's, without being shared with them", writable("shared", stranger)),
		broken("access-community", "access.add.other-project.community", "a community image is everybody's", writable("community", stranger)),
		broken("access-public", "access.add.other-project.public", "a public image is everybody's", writable("public", stranger)),
		broken("access-private-removal", "access.remove.other-project.private", "a stranger may remove tags of every image", when(all(removing, strange), admin)),
		broken("access-shared-removal", "access.remove.other-project.shared", "a stranger may remove tags of shared images", ofVisibility("shared", all(removing, strange), admin)),
		broken("access-community-removal", "access.remove.other-project.community", "a stranger may remove tags of community images", ofVisibility("community", all(removing, strange), admin)),
		broken("access-public-removal", "access.remove.other-project.public", "a stranger may remove tags of public images", ofVisibility("public", all(removing, strange), admin)),
		broken("access-reader-adds", "access.add.reader", "a reader may add tags", when(all(adding, reading), admin)),
		broken("access-reader-removes", "access.remove.reader", "a reader may remove tags", when(all(removing, reading), admin)),
	}
}

// authorizing changes what a caller may do with an image.
func authorizing(change func(caller reference.Identity, image *reference.Attributes, may reference.Access) reference.Access) change {
	return func(p *reference.Parts) {
		inner := p.Authorize
		p.Authorize = func(caller reference.Identity, image *reference.Attributes) reference.Access {
			return change(caller, image, inner(caller, image))
		}
	}
}

// ofVisibility narrows a condition to images of a visibility.
func ofVisibility(visibility string, holds condition, do func(c *call)) change {
	return func(p *reference.Parts) {
		store := p.Store
		visible := func(c *call) bool {
			image, err := store.Find(c.image)
			return err == nil && image.Attributes().Visibility == visibility
		}
		when(all(holds, visible), do)(p)
	}
}

func leakFaults() []Fault {
	leaking := func(present, absent int) change {
		return func(p *reference.Parts) {
			store := p.Store
			when(all(removing, by(reference.DemoStrangerToken)), func(c *call) {
				image, err := store.Find(c.image)
				tag, _ := c.name()
				switch {
				case err == nil && has(image, tag):
					c.answer(present)
				default:
					c.answer(absent)
				}
			})(p)
		}
	}
	return []Fault{
		broken("access-leaks-tags", "access.remove.other-project.no-leak", "a stranger's DELETE answers 403 where the tag is there, else 404", leaking(403, 404)),
	}
}
