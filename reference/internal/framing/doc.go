// Package framing is a filter between a listener and net/http. It parses the head and
// the framing of every HTTP/1 request before net/http does, and refuses requests that
// RFC 9112 does not allow or that two parsers could read differently. So no two readers
// of a connection disagree about where a request ends.
//
// The filter does not answer a refused request itself. It passes a request of its own
// on to net/http, with a target that no client can send, and [Handler] answers that. So
// the error response follows the responses to earlier requests, and has the same form
// as all other error responses.
package framing
