// Package reference is a small in-memory server for the image tag operations
// of the Image API v2, PUT and DELETE /v2/images/{image_id}/tags/{tag}, and
// for the few other operations needed to observe them: version discovery and
// creating, showing, listing, renaming and deleting images.
//
// Package journal keeps the images in a file.
//
// It shows what correct looks like. A tag is exactly the path segment that was
// sent, percent-decoded once; every operation on one image is atomic; a request
// that is refused changes nothing; and every answer is well formed, also those
// to requests that are not.
//
// [Server] is an [net/http.Handler] and may be used as one. [Server.Serve] adds what
// a handler cannot do: it puts a filter between the network and net/http that
// refuses requests whose framing is ambiguous, and it closes connections so
// that the last answer always arrives.
package reference
