package requirement

// Robust: how a server handles malformed and unusual requests.
var (
	RobustEscapes        = cite("robust.broken-escapes")
	RobustEscapesRefused = cite("robust.broken-escapes.refused")
	RobustSegments       = cite("robust.extra-segments")
	RobustSlash          = cite("robust.trailing-slash")
	RobustPath           = cite("robust.long-path")
	RobustManyFields     = cite("robust.many-fields")
	RobustLongField      = cite("robust.long-field")
	RobustRequestID      = cite("robust.request-id")
	RobustOddFields      = cite("robust.odd-fields")
	RobustAlive          = cite("robust.alive")
	RobustAnswers        = cite("robust.answers")
)

const (
	generalError    = "response codes, 400 A general error has occurred"
	doneOrRefused   = "204 with its effect, or 4xx without effect"
	dropped         = "A dropped connection; 500."
	neverAcceptable = "A 5xx or a dropped connection in response to a mistake of the client is never acceptable, " +
		"since the document has 400 for it."
)

func robust(id, clause, statement, sends, accepts, mistakes string) Requirement {
	return Requirement{
		ID: "robust." + id, Level: Must, Source: Document, Clause: clause, Operation: Both,
		Statement: statement, Sends: sends, Accepts: accepts, Mistakes: mistakes, Note: neverAcceptable,
	}
}

var robustRequirements = []Requirement{
	robust("broken-escapes", generalError,
		"A broken percent-encoding is refused or taken literally. It is not answered 5xx and affects no other tag.",
		"PUT and DELETE with %, %4, %zz, %u0041",
		"a status below 500; after 4xx an unchanged image; after 204 at most one more tag",
		"A decoder that throws."),
	{
		ID: "robust.broken-escapes.refused", Level: Should, Source: RFC3986, Operation: Both,
		Clause:    "2.1; RFC 9110, 15.5.1",
		Statement: "A broken percent-encoding is refused with 4xx.",
		Sends:     "PUT with %, %4, %zz",
		Accepts:   "4xx",
		Mistakes:  "A lenient decoder: two spellings of one tag.",
	},
	robust("extra-segments", generalError,
		"A path with more segments after the tag is not a tag operation: it is refused and changes nothing.",
		"PUT and DELETE on …/tags/blue/green and …/tags/blue/..", "3xx or 4xx, and an unchanged image",
		"A route that matches the rest of the path."),
	robust("trailing-slash", generalError,
		"A slash after the tag is refused, redirected or ignored. It is never part of a tag.",
		"PUT on …/tags/blue/", "3xx or 4xx without effect, or 204 with the tag blue",
		"A tag that ends in a slash."),
	robust("long-path", generalError,
		"A path of 2, 8 or 64 KiB is answered with 4xx.",
		"PUT and DELETE with tags of that length", "4xx, and an unchanged image", dropped),
	robust("many-fields", generalError,
		"A request with 200 additional header fields is carried out or refused with 4xx.",
		"PUT with 200 fields", doneOrRefused, dropped),
	robust("long-field", generalError,
		"A header field of 64 KiB is ignored or refused with 4xx.",
		"PUT with a field of 64 KiB", doneOrRefused, dropped),
	robust("request-id", generalError,
		"A request ID from the client, however long, causes no 5xx and does not turn a request into a repetition.",
		"PUT with X-Openstack-Request-Id of 36, 65 and 1,000 characters and of unusual characters; "+
			"alternating PUT and DELETE with one ID",
		doneOrRefused,
		"A length check that itself fails; "+
			"responses cached by the ID, which clients send with all requests of a task."),
	robust("odd-fields", generalError,
		"Conditions, ranges, encodings and other fields without meaning here are ignored or refused.",
		"PUT with If-Match, If-None-Match, Range, Content-Encoding, Prefer, Origin, Forwarded, X-Original-URL",
		doneOrRefused,
		"A field that changes the path behind the router; 206; 500."),
	robust("alive", "both operations",
		"After every malformed request the server serves the next request on a new connection.",
		"GET and PUT after the worst requests", "the same responses as without them",
		"A worker that dies; a lock that is not released."),
	robust("answers", "both operations: every request has a response",
		"Every request is answered: none is dropped, and every response is valid HTTP.",
		"every request of the run", "a response that can be parsed; requests that the timeout ended are not judged",
		"A crash in the handler; a proxy that gives up."),
}
