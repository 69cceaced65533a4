// Package framing stands between a listener and net/http. It reads the head and
// the framing of every HTTP/1 request before net/http does and lets only
// those pass that have one meaning (RFC 9112), so that no two readers of a
// connection can disagree about where a request ends.
//
// A request that is refused is not answered by the filter itself: in its place
// the filter passes on a request of its own, whose target no client can send, and
// [Handler] turns that into the answer. So the answer has its place behind
// the answers to earlier requests, and the same form as every other.
package framing
