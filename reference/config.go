package reference

import (
	"log/slog"
	"maps"
	"strings"
	"time"
)

// Config configures a [Server]. The zero value is a server without authentication
// and without a quota, with the default limits of this package. A limit or time-out
// that is 0 or negative means its default.
type Config struct {
	// PathPrefix is a path before /v2, such as "/image". Empty means none.
	PathPrefix string

	// Users maps a token, as sent in X-Auth-Token, to its user. Nil disables
	// authentication: every caller may do everything. An empty map that is not
	// nil refuses every caller.
	Users map[string]Identity

	// AuthURL is the URL of the identity service in the challenge of a 401 (RFC
	// 9110, 11.6.1).
	AuthURL string

	// TagQuota is the number of tags that an image may have. One more is answered
	// 413. 0 means no quota.
	TagQuota int

	// AccessLog receives one record for each response. It never contains a token.
	// Nil means no log.
	AccessLog *slog.Logger

	// MaxBody is the size limit of a request body in bytes. A larger one is
	// answered 413.
	MaxBody int64

	// MaxRequestLine is the size limit of a request line in bytes. A longer one is
	// answered 414.
	MaxRequestLine int

	// MaxHeaderBytes and MaxHeaderFields are the limits of the header section of a
	// request, in bytes and in lines. A larger one is answered 431 (RFC 6585, 5).
	MaxHeaderBytes  int
	MaxHeaderFields int

	// MaxImages is the number of images that the server stores. One more is
	// answered 413.
	MaxImages int

	// MaxMemory limits the estimated memory of images, their tags and the IDs of
	// deleted images, in bytes. Beyond it, requests are answered 413.
	MaxMemory int64

	// HeadTimeout is the time limit for a request head, from its first byte. A
	// slower one is answered 408.
	HeadTimeout time.Duration

	// BodyTimeout is the time limit for a request body. A slower one is answered
	// 408.
	BodyTimeout time.Duration

	// IdleTimeout is the time limit between two requests on a connection. It may
	// take up to a quarter longer.
	IdleTimeout time.Duration

	// WriteTimeout is the time limit for one write to the client. It may take up
	// to a quarter longer.
	WriteTimeout time.Duration

	// LingerTimeout is how long the server still reads from a connection that it
	// closes, so that the client receives the last response (RFC 9112, 9.6).
	LingerTimeout time.Duration

	// ShutdownTimeout is how long [Server.Serve] waits for requests in flight when
	// its context ends.
	ShutdownTimeout time.Duration
}

// Identity is the user that a token belongs to.
type Identity struct {
	User    string // for the access log
	Project string // owner of the images that this user creates
	Role    Role
}

// Role determines what a user may do.
type Role string

// The roles. A user with any other role may do what a reader may.
const (
	RoleAdmin  Role = "admin"  // read and change all images
	RoleMember Role = "member" // read images, change images of the own project
	RoleReader Role = "reader" // read images
)

// The tokens of [Demo].
const (
	DemoOwnerToken    = "owner-token"    // a member of project alpha
	DemoStrangerToken = "stranger-token" // a member of project beta
	DemoReaderToken   = "reader-token"   // a reader of project alpha
	DemoAdminToken    = "admin-token"    // the administrator
)

// Demo returns a configuration with authentication, one user of each kind and a
// quota of 10 tags for each image.
func Demo() Config {
	return Config{
		Users: map[string]Identity{
			DemoOwnerToken:    {User: "owner", Project: "alpha", Role: RoleMember},
			DemoStrangerToken: {User: "stranger", Project: "beta", Role: RoleMember},
			DemoReaderToken:   {User: "reader", Project: "alpha", Role: RoleReader},
			DemoAdminToken:    {User: "admin", Project: "admin", Role: RoleAdmin},
		},
		TagQuota: 10,
	}
}

// normalized copies what the caller could still change, and brings the path prefix
// to the form "/image".
func (c Config) normalized() Config {
	c.Users = maps.Clone(c.Users)
	if c.PathPrefix = strings.Trim(c.PathPrefix, "/"); c.PathPrefix != "" {
		c.PathPrefix = "/" + c.PathPrefix
	}
	return c
}
