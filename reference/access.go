package reference

import "net/http"

// byToken looks the token up. The map is only ever read, so no lock is needed.
func byToken(users map[string]Identity) func(http.Header) (Identity, bool) {
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

// Access is what a caller may do with an image.
type Access int

const (
	AccessNone  Access = iota // not even know that it exists
	AccessRead                // see it
	AccessWrite               // tag, rename and delete it
)

// byProject is the rule of the Image API: administrators may do everything,
// members what concerns their project, and everybody sees what is public.
func byProject(caller Identity, img *Attributes) Access {
	switch {
	case caller.Role == RoleAdmin:
		return AccessWrite
	case caller.Project == img.Owner && caller.Role == RoleMember:
		return AccessWrite
	case caller.Project == img.Owner:
		return AccessRead
	case img.Visibility == visibilityPublic || img.Visibility == visibilityCommunity:
		return AccessRead
	}
	return AccessNone
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
