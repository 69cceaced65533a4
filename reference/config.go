package reference

import (
	"log/slog"
	"maps"
	"strings"
	"time"
)

// Config is all that can be set on a [Server]. The zero value is a server
// without authentication, without a quota and with the default limits. A limit
// that is zero or negative means its default.
type Config struct {
	// PathPrefix stands before every path, such as "/image". Empty means none.
	PathPrefix string

	// Users maps a token, as sent in X-Auth-Token, to who sends it. Nil
	// switches authentication off: every caller may then do everything. An
	// empty, non-nil map refuses every caller.
	Users map[string]Identity

	// AuthURL is named in the challenge of a 401 (RFC 9110, 11.6.1). The
	// default is "http://localhost:5000".
	AuthURL string

	// TagQuota is the number of tags an image may have; one more is answered
	// 413. Zero means no limit.
	TagQuota int

	// AccessLog receives one record for every answer. It never holds a token.
	// Nil means no log.
	AccessLog *slog.Logger

	// MaxBody is the largest request body in octets that is read; a larger one
	// is answered 413. The default is 8 MiB.
	MaxBody int64

	// MaxRequestLine is the longest request line in octets; a longer one is
	// answered 414. The default is 16 KiB, twice what RFC 9112, 3 recommends.
	MaxRequestLine int

	// MaxHeaderBytes and MaxHeaderFields bound the header section of a request
	// in octets and lines; more is answered 431 (RFC 6585, 5). The defaults
	// are 32 KiB and 128.
	MaxHeaderBytes  int
	MaxHeaderFields int

	// MaxImages is the number of images held at a time; one more is answered
	// 413. The default is 10,000.
	MaxImages int

	// MaxMemory bounds in octets, by estimate, what images, their tags and the
	// ids of deleted images may take; more is answered 413. The default is
	// 256 MiB.
	MaxMemory int64

	// HeadTimeout is the time for a whole request head, from its first octet;
	// a slower one is answered 408. The default is 10 s.
	HeadTimeout time.Duration

	// BodyTimeout is the time for a whole request body; a slower one is
	// answered 408. The default is 15 s.
	BodyTimeout time.Duration

	// IdleTimeout is how long a connection may wait between requests, or up to
	// a quarter more. The default is 120 s.
	IdleTimeout time.Duration

	// WriteTimeout is the time for one write to the client, or up to a quarter
	// more. The default is 30 s.
	WriteTimeout time.Duration

	// LingerTimeout is how long a connection that the server closes is still
	// read, so that the last answer is not lost (RFC 9112, 9.6). The default
	// is 2 s.
	LingerTimeout time.Duration

	// ShutdownTimeout bounds how long [Server.Serve] waits for requests in
	// progress once its context ends. The default is 5 s.
	ShutdownTimeout time.Duration
}

// Identity is who a token stands for.
type Identity struct {
	User    string // for the access log
	Project string // owns the images this caller creates
	Role    Role
}

// Role is what an identity may do.
type Role string

// The roles. An identity with any other role may do what a reader may.
const (
	RoleAdmin  Role = "admin"  // everything, on every image
	RoleMember Role = "member" // reads, and writes to images of its project
	RoleReader Role = "reader" // reads
)

// The tokens of [Demo].
const (
	DemoOwnerToken    = "owner-token"    // a member of project alpha
	DemoStrangerToken = "stranger-token" // a member of project beta
	DemoReaderToken   = "reader-token"   // a reader of project alpha
	DemoAdminToken    = "admin-token"    // the administrator
)

// Demo returns a configuration with authentication on, one token of each kind
// and a quota of 10 tags an image.
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

// withDefaults fills what is unset and takes a copy of what the caller could
// still change.
func (c Config) withDefaults() Config {
	c.Users = maps.Clone(c.Users)
	if c.PathPrefix = strings.Trim(c.PathPrefix, "/"); c.PathPrefix != "" {
		c.PathPrefix = "/" + c.PathPrefix
	}
	if c.AuthURL == "" {
		c.AuthURL = "http://localhost:5000"
	}
	orDefault(&c.MaxBody, 8<<20)
	orDefault(&c.MaxRequestLine, 16<<10)
	orDefault(&c.MaxHeaderBytes, 32<<10)
	orDefault(&c.MaxHeaderFields, 128)
	orDefault(&c.MaxImages, 10_000)
	orDefault(&c.MaxMemory, 256<<20)
	orDefault(&c.HeadTimeout, 10*time.Second)
	orDefault(&c.BodyTimeout, 15*time.Second)
	orDefault(&c.IdleTimeout, 120*time.Second)
	orDefault(&c.WriteTimeout, 30*time.Second)
	orDefault(&c.LingerTimeout, 2*time.Second)
	orDefault(&c.ShutdownTimeout, 5*time.Second)
	return c
}

func orDefault[T int | int64 | time.Duration](v *T, def T) {
	if *v <= 0 {
		*v = def
	}
}
