package fault

import (
	"net/http"
	"slices"
	"strings"
	"unicode"

	"tagcheck/reference"
)

// silent is the reading of a point that the document says nothing about.
const silent = "the document does not say"

// apiVariants differ in statuses, error responses, tags, quota and access.
func apiVariants() []Variant {
	return slices.Concat(errorVariants(), tagVariants(), quotaVariants(), accessVariants())
}

func errorVariants() []Variant {
	isUnknownMethod := func(x *exchange) bool {
		return slices.Contains([]string{"FOO", "TRACE", "put", "delete"}, x.r.Method)
	}
	return []Variant{
		newVariant("errors-without-content", "RFC 9110, 15.5", "error responses have no content",
			editResponse(always, func(_ *exchange, a *response) {
				if a.status/100 == 4 {
					a.removeBody()
				}
			})),
		newVariant("errors-that-quote", silent, "error responses quote the tag, in JSON",
			editResponse(isTagOperation, func(x *exchange, a *response) {
				if tag, ok := x.decodedTag(); a.status/100 == 4 && ok && len(tag) < 300 {
					a.setJSON(map[string]string{"message": "not done: " + strings.ToValidUTF8(tag, "?")})
				}
			})),
		newVariant("unknown-methods-say-501", "RFC 9110, 9.1 and 15.6.2", "unknown methods answer 501",
			reply(isUnknownMethod, http.StatusNotImplemented)),
		newVariant("options-are-served", "RFC 9110, 9.3.7", "OPTIONS answers 204 with Allow, without a token",
			when(tagMethod(http.MethodOptions), func(x *exchange) {
				x.w.Header().Set("Allow", "PUT, DELETE, OPTIONS")
				x.reply(http.StatusNoContent)
			})),
	}
}

func tagVariants() []Variant {
	const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-"
	narrow := newVariant("narrow-alphabet", "a target may declare a narrower alphabet",
		"accepts only letters, digits, hyphens and underscores in tags, and declares this",
		rejectTags(func(tag string) bool {
			return strings.ContainsFunc(tag, func(r rune) bool { return !strings.ContainsRune(alphabet, r) })
		}, http.StatusBadRequest))
	narrow.Declares.Alphabet = "[0-9A-Za-z_-]"
	return []Variant{
		narrow,
		newVariant("refuses-control-characters", "control characters may be refused",
			"tags with control characters answer 400",
			rejectTags(func(tag string) bool { return strings.ContainsFunc(tag, unicode.IsControl) }, http.StatusBadRequest)),
		newVariant("refuses-slashes", "an encoded slash may be refused",
			"tags with an encoded slash answer 404, because the path is decoded before it is routed",
			rejectTags(containsAny("/"), http.StatusNotFound)),
		newVariant("trailing-slash-is-the-tag", "a path with a slash after the tag may be the same resource",
			"a slash after the tag is ignored",
			when(endsWithSlash, func(x *exchange) { x.withTarget(strings.TrimSuffix(x.target(), "/")).forward() })),
		newVariant("trailing-slash-redirects", "a path with a slash after the tag may be redirected",
			"a path with a slash after the tag answers 308",
			when(endsWithSlash, func(x *exchange) {
				x.w.Header().Set("Location", x.prefix+strings.TrimSuffix(x.path(), "/"))
				x.reply(http.StatusPermanentRedirect)
			})),
	}
}

func quotaVariants() []Variant {
	v := func(name string, quota int, text string) Variant {
		v := newVariant(name, "413: over the target's quota", text)
		v.Config.TagQuota = quota
		return v
	}
	ten := v("quota-to-be-found", 10, "the quota is 10 tags and is not declared")
	ten.Declares.QuotaUndeclared = true
	five := v("small-quota-to-be-found", 5, "the quota is 5 tags and is not declared")
	five.Declares.QuotaUndeclared = true
	return []Variant{
		v("no-quota", 0, "there is no quota"),
		v("quota-of-1", 1, "the quota is 1 tag"),
		ten, five,
	}
}

func accessVariants() []Variant {
	open := newVariant("no-authentication", "a target may declare that it requires no token", "no request needs a token")
	open.Config.Users = nil
	return []Variant{
		open,
		newVariant("shows-that-images-exist", "another project's image: 403 or 404",
			"tag operations on images of other projects answer 403 instead of 404", func(p *reference.Parts) {
				inner := p.Authorize
				p.Authorize = func(caller reference.Identity, image *reference.Attributes) reference.Access {
					return max(inner(caller, image), reference.AccessRead)
				}
			}),
	}
}
