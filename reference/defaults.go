package reference

import "time"

// The defaults of [Config]. The last part of a name is the name of the field.
const (
	DefaultAuthURL = "http://localhost:5000"

	DefaultMaxBody         int64 = 8 << 20   // bytes
	DefaultMaxRequestLine        = 16 << 10  // bytes, twice what RFC 9112, 3 recommends
	DefaultMaxHeaderBytes        = 32 << 10  // bytes
	DefaultMaxHeaderFields       = 128       // lines
	DefaultMaxImages             = 10_000    // images
	DefaultMaxMemory       int64 = 256 << 20 // bytes

	DefaultHeadTimeout     = 10 * time.Second
	DefaultBodyTimeout     = 15 * time.Second
	DefaultIdleTimeout     = 120 * time.Second
	DefaultWriteTimeout    = 30 * time.Second
	DefaultLingerTimeout   = 2 * time.Second
	DefaultShutdownTimeout = 5 * time.Second
)

// DefaultPageSize is the number of images on a page of the list if the client
// sets no limit. MaxPageSize is the number if it sets a larger one.
const (
	DefaultPageSize = 25
	MaxPageSize     = 1000
)

// MaxTagLength is the documented limit of the length of a tag, in characters
// (Unicode code points).
const MaxTagLength = 255

// withDefaults sets the fields that have no value.
func (c Config) withDefaults() Config {
	c = c.normalized()
	if c.AuthURL == "" {
		c.AuthURL = DefaultAuthURL
	}
	setDefault(&c.MaxBody, DefaultMaxBody)
	setDefault(&c.MaxRequestLine, DefaultMaxRequestLine)
	setDefault(&c.MaxHeaderBytes, DefaultMaxHeaderBytes)
	setDefault(&c.MaxHeaderFields, DefaultMaxHeaderFields)
	setDefault(&c.MaxImages, DefaultMaxImages)
	setDefault(&c.MaxMemory, DefaultMaxMemory)
	setDefault(&c.HeadTimeout, DefaultHeadTimeout)
	setDefault(&c.BodyTimeout, DefaultBodyTimeout)
	setDefault(&c.IdleTimeout, DefaultIdleTimeout)
	setDefault(&c.WriteTimeout, DefaultWriteTimeout)
	setDefault(&c.LingerTimeout, DefaultLingerTimeout)
	setDefault(&c.ShutdownTimeout, DefaultShutdownTimeout)
	return c
}

func setDefault[T int | int64 | time.Duration](field *T, value T) {
	if *field <= 0 {
		*field = value
	}
}
