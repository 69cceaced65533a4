package requirement

// What a server does with what is wrong.
var (
	RobustEscapes        = define("robust.broken-escapes")
	RobustEscapesRefused = define("robust.broken-escapes.refused")
	RobustSegments       = define("robust.extra-segments")
	RobustSlash          = define("robust.trailing-slash")
	RobustPath           = define("robust.long-path")
	RobustManyFields     = define("robust.many-fields")
	RobustLongField      = define("robust.long-field")
	RobustRequestID      = define("robust.request-id")
	RobustOddFields      = define("robust.odd-fields")
	RobustAlive          = define("robust.alive")
	RobustAnswers        = define("robust.answers")
)

func robust(id string, level Level, clause, statement, sends, accepts, mistakes string) Requirement {
	return Requirement{
		ID: "robust." + id, Level: level, Source: Document, Clause: clause, Operation: Both,
		Statement: statement, Sends: sends, Accepts: accepts, Mistakes: mistakes,
		Note: "A server error or a dropped connection in answer to a client's mistake is never acceptable, since the document has 400 for it.",
	}
}

const generalError = "response codes, 400 A general error has occurred"

var robustRequirements = []Requirement{
	robust("broken-escapes", Must, generalError, "A broken percent-escape is refused, or taken as it stands; it is no server error and touches no other tag.",
		"PUT and DELETE with %, %4, %zz, %u0041", "below 500; after 4xx the image as before; after 204 at most one tag more", "A decoder that throws."),
	{
		ID: "robust.broken-escapes.refused", Level: Should, Source: RFC3986, Clause: "2.1; RFC 9110, 15.5.1", Operation: Both,
		Statement: "A broken percent-escape is refused with 4xx.", Sends: "PUT with %, %4, %zz", Accepts: "4xx", Mistakes: "A lenient decoder: two spellings of one tag.",
	},
	robust("extra-segments", Must, generalError, "A path that goes on behind the tag is no tag operation: it is refused, and changes nothing.",
		"PUT and DELETE on …/tags/blue/green and …/tags/blue/..", "3xx or 4xx, and the image as before", "A route that matches the rest of the path."),
	robust("trailing-slash", Must, generalError, "A slash behind the tag is refused, redirected, or means the same tag; it is part of no tag.",
		"PUT on …/tags/blue/", "3xx or 4xx without effect, or 204 with the tag blue", "A tag with a slash at its end."),
	robust("long-path", Must, generalError, "A path of 2, 8 or 64 KiB is answered with 4xx.",
		"PUT and DELETE with tags of that length", "4xx, and the image as before", "A connection that is cut; 500."),
	robust("many-fields", Must, generalError, "A request with 200 more header fields is carried out or refused with 4xx.",
		"PUT with 200 fields", "204 with its effect, or 4xx without", "A connection that is cut; 500."),
	robust("long-field", Must, generalError, "A header field of 64 KiB is ignored or refused with 4xx.",
		"PUT with a field of 64 KiB", "204 with its effect, or 4xx without", "A connection that is cut; 500."),
	robust("request-id", Must, generalError, "A request id of the client's, however long, is no server error, and makes no request a repetition of another.",
		"PUT with X-Openstack-Request-Id of 36, 65 and 1,000 characters, and of odd characters; PUT and DELETE by turns with one id", "204 with its effect, or 4xx without", "A check of its length that itself fails; answers that are kept by the id, which clients send with all requests of one task."),
	robust("odd-fields", Must, generalError, "Conditions, ranges, encodings and other fields that make no sense here are ignored or refused.",
		"PUT with If-Match, If-None-Match, Range, Content-Encoding, Prefer, Origin, Forwarded, X-Original-URL", "204 with its effect, or 4xx without", "A field that changes the path behind the router; 206; 500."),
	robust("alive", Must, "both operations", "After every abuse the server serves the next request, on a new connection.",
		"GET and PUT after the worst requests", "as if nothing had happened", "A worker that dies, a lock that stays."),
	robust("answers", Must, "both operations: every request has a response", "Every request is answered: none is dropped, none is answered with something that is no HTTP.",
		"every request of the run", "an answer that can be read; what the timeout cut short is not judged", "A crash in the handler; a proxy that gives up."),
}
