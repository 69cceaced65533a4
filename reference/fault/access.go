package fault

import (
	"net/http"
	"slices"

	"tagcheck/reference"
)

const tokenField = "X-Auth-Token"

// accessFaults are mistakes in authentication and authorization.
func accessFaults() []Fault {
	return slices.Concat(
		tokenFaults(), unauthorizedResponseFaults(), otherProjectAddFaults(), otherProjectRemoveFaults(), readerFaults(),
	)
}

// isKnownToken reports whether a user of the demo configuration has the token.
func isKnownToken(token string) bool {
	_, known := demo().Users[token]
	return known
}

func hasUnknownToken(x *exchange) bool { return x.image != "" && !isKnownToken(x.token()) }

func isStranger(x *exchange) bool { return x.token() == reference.DemoStrangerToken }

// forwardAs forwards the requests that match with the token of another user.
func forwardAs(token string, matches condition) change {
	return when(matches, func(x *exchange) { x.withToken(token).forward() })
}

func tokenFaults() []Fault {
	const owner = reference.DemoOwnerToken
	confirmed := headerIs("X-Identity-Status", "Confirmed")
	return []Fault{
		newFault("access-add-is-open", "access.add.401", "PUT needs no token",
			forwardAs(owner, allOf(isAdd, hasUnknownToken))),
		newFault("access-remove-is-open", "access.remove.401", "DELETE needs no token",
			forwardAs(owner, allOf(isRemove, hasUnknownToken))),
		newFault("access-claimed", "access.add.401", "a request with X-Identity-Status: Confirmed needs no valid token",
			forwardAs(owner, allOf(hasUnknownToken, confirmed))),
		newFault("access-of-the-connection", "access.two-users",
			"the first token on a connection is used for all tag operations on it",
			func(p *reference.Parts) {
				first := newStringMap()
				when(isTagOperation, func(x *exchange) {
					x.withToken(first.setOnce(x.r.RemoteAddr, x.token())).forward()
				})(p)
			}),
	}
}

func unauthorizedResponseFaults() []Fault {
	executeFirst := func(matches condition) change {
		return when(allOf(matches, hasUnknownToken), func(x *exchange) {
			x.withToken(reference.DemoOwnerToken).capture()
			x.forward()
		})
	}
	return []Fault{
		newFault("access-add-effect-behind-401", "access.add.401",
			"PUT without a valid token answers 401 but adds the tag", executeFirst(isAdd)),
		newFault("access-remove-effect-behind-401", "access.remove.401",
			"DELETE without a valid token answers 401 but removes the tag", executeFirst(isRemove)),
		newFault("access-without-challenge", "access.challenge", "401 has no WWW-Authenticate header",
			editResponse(always, func(_ *exchange, a *response) { a.header.Del("Www-Authenticate") })),
		newFault("access-image-first", "access.token-first",
			"a tag operation on a missing image answers 404 before the token is checked",
			replyForMissingImage(isTagOperation, http.StatusNotFound)),
		newFault("access-echoes-in-field", "access.token-not-echoed", "a header field of the response contains the token",
			editResponse(isTagOperation, func(x *exchange, a *response) { a.header.Set("X-Subject-Token", x.token()) })),
	}
}

func otherProjectAddFaults() []Fault {
	grantWrite := func(visibility string) change {
		return func(p *reference.Parts) {
			inner := p.Authorize
			p.Authorize = func(caller reference.Identity, image *reference.Attributes) reference.Access {
				if image.Visibility == visibility && caller.Project == "beta" {
					return reference.AccessWrite
				}
				return inner(caller, image)
			}
		}
	}
	return []Fault{
		newFault("access-private", "access.add.other-project.private",
			"users of another project have write access to private images", grantWrite("private")),
		newFault("access-shared", "access.add.other-project.shared",
			"users of another project have write access to shared images without being members", grantWrite("shared")),
		newFault("access-community", "access.add.other-project.community",
			"users of another project have write access to community images", grantWrite("community")),
		newFault("access-public", "access.add.other-project.public",
			"users of another project have write access to public images", grantWrite("public")),
	}
}

func otherProjectRemoveFaults() []Fault {
	removal := allOf(isRemove, isStranger)
	forwardForVisibility := func(visibility string) change {
		return func(p *reference.Parts) {
			store := p.Store
			hasVisibility := func(x *exchange) bool {
				image, err := store.Find(x.image)
				return err == nil && image.Attributes().Visibility == visibility
			}
			forwardAs(reference.DemoAdminToken, allOf(removal, hasVisibility))(p)
		}
	}
	return []Fault{
		newFault("access-private-removal", "access.remove.other-project.private",
			"users of another project can remove tags of every image",
			forwardAs(reference.DemoAdminToken, removal)),
		newFault("access-shared-removal", "access.remove.other-project.shared",
			"users of another project can remove tags of shared images", forwardForVisibility("shared")),
		newFault("access-community-removal", "access.remove.other-project.community",
			"users of another project can remove tags of community images", forwardForVisibility("community")),
		newFault("access-public-removal", "access.remove.other-project.public",
			"users of another project can remove tags of public images", forwardForVisibility("public")),
		newFault("access-leaks-tags", "access.remove.other-project.no-leak",
			"DELETE by a user of another project answers 403 if the image has the tag, and 404 otherwise",
			func(p *reference.Parts) {
				store := p.Store
				when(removal, func(x *exchange) {
					image, err := store.Find(x.image)
					tag, _ := x.decodedTag()
					if err == nil && hasTag(image, tag) {
						x.reply(http.StatusForbidden)
						return
					}
					x.reply(http.StatusNotFound)
				})(p)
			}),
	}
}

func readerFaults() []Fault {
	isReader := func(x *exchange) bool { return x.token() == reference.DemoReaderToken }
	return []Fault{
		newFault("access-reader-adds", "access.add.reader", "a user with the reader role can add tags",
			forwardAs(reference.DemoAdminToken, allOf(isAdd, isReader))),
		newFault("access-reader-removes", "access.remove.reader", "a user with the reader role can remove tags",
			forwardAs(reference.DemoAdminToken, allOf(isRemove, isReader))),
	}
}
