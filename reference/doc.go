// Package reference is an in-memory server for the image tag operations of the
// Image API v2, PUT and DELETE /v2/images/{image_id}/tags/{tag}. It shows what a
// correct server does, and is used to test clients and judges of such servers. It
// is not meant for production.
//
// A tag is exactly the path segment that was sent, percent-decoded once. Each
// operation on an image is atomic. A request that is answered with an error changes
// nothing. Malformed requests get a well-formed error response.
//
// The server also has the operations that a client needs to observe tags: it lists
// the API versions, and creates, shows, lists, patches and deletes images.
//
// [New] creates a server from a [Config]; [Demo] is a configuration with four
// users. [Server] is an [net/http.Handler]. [Server.Serve] does more than a handler
// can: it refuses requests with ambiguous framing before net/http parses them, and
// closes connections so that the client receives the last response.
//
// The images are in memory. Package journal adds a file that survives a crash,
// package machine kills and restarts a server inside a test, and package fault
// contains servers with deliberate mistakes. They replace [Parts] of the server.
//
// Files: tagoperations.go implements the documented operations, imageoperations.go,
// createimage.go, patchimage.go and listimages.go the others; route.go parses paths;
// memorystore.go stores the images; defaults.go has all limits.
package reference
