package reference

import "net/http"

// byToken authenticates a request by its token. The map is never changed.
func byToken(users map[string]Identity) func(http.Header) (Identity, bool) {
	return func(header http.Header) (Identity, bool) {
		// Of two tokens a proxy might check one, and this server the other: both are
		// refused.
		tokens := header["X-Auth-Token"]
		if len(tokens) != 1 || tokens[0] == "" {
			return Identity{}, false
		}
		caller, known := users[tokens[0]]
		return caller, known
	}
}

// everybody accepts every request, for a server without authentication.
func everybody(http.Header) (Identity, bool) {
	return Identity{Role: RoleAdmin}, true
}

// Access is what a caller may do with an image.
type Access int

const (
	AccessNone  Access = iota // nothing: the image is answered like a missing one
	AccessRead                // show and list it
	AccessWrite               // tag, patch and delete it
)

// byProject authorizes a caller by the rules of the Image API: administrators may
// do everything, members may change images of their project, readers may read
// them, and everybody may read public and community images.
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

// mayCreate reports whether a caller may create an image with this visibility.
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
