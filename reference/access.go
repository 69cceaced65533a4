package reference

import "net/http"

// authenticator says who sends a request, or that nobody known does.
type authenticator func(header http.Header) (Identity, bool)

// byToken looks the token up. The map is only ever read, so no lock is needed.
func byToken(users map[string]Identity) authenticator {
	return func(header http.Header) (Identity, bool) {
		// Two tokens could be read differently by whoever stands before this server:
		// neither counts.
		tokens := header["X-Auth-Token"]
		if len(tokens) != 1 || tokens[0] == "" {
			return Identity{}, false
		}
		caller, known := users[tokens[0]]
		return caller, known
	}
}

// everybody is the authenticator of a server without authentication.
func everybody(http.Header) (Identity, bool) {
	return Identity{Role: RoleAdmin}, true
}

// access is what a caller may do with an image.
type access int

const (
	accessNone  access = iota // not even know that it exists
	accessRead                // see it
	accessWrite               // tag it and delete it
)

// authorizer decides what a caller may do with an image.
type authorizer func(caller Identity, img *attributes) access

// byProject is the rule of the Image API: administrators may do everything,
// members what concerns their project, and everybody sees what is public.
func byProject(caller Identity, img *attributes) access {
	switch {
	case caller.Role == RoleAdmin:
		return accessWrite
	case caller.Project == img.owner && caller.Role == RoleMember:
		return accessWrite
	case caller.Project == img.owner:
		return accessRead
	case img.visibility == visibilityPublic || img.visibility == visibilityCommunity:
		return accessRead
	}
	return accessNone
}

// mayCreate decides whether a caller may create an image of this visibility.
func mayCreate(caller Identity, visibility string) bool {
	return caller.Role == RoleAdmin || caller.Role == RoleMember && visibility != visibilityPublic
}

// The visibilities of an image.
const (
	visibilityPublic    = "public"
	visibilityCommunity = "community"
	visibilityShared    = "shared"
	visibilityPrivate   = "private"
)
