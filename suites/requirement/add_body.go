package requirement

// Add and Remove: the body of a request is ignored.
var (
	AddBodyIgnored      = cite("add.body.ignored")
	AddBodyNotRead      = cite("add.body.not-interpreted")
	AddBodyMediaType    = cite("add.body.media-type")
	AddBodyMediaType204 = cite("add.body.media-type.204")
	AddBodyNone         = cite("add.body.none")
	AddBodyChunked      = cite("add.body.chunked")
	AddBodyExpect       = cite("add.body.expect-continue")
	AddBodyLarge        = cite("add.body.large")
	AddBodyMebibyte     = cite("add.body.mebibyte")
	AddBodyMebibyte204  = cite("add.body.mebibyte.204")
	AddBodyNext         = cite("add.body.next-request")

	RemoveBodyIgnored     = cite("remove.body.ignored")
	RemoveBodyNotRead     = cite("remove.body.not-interpreted")
	RemoveBodyNone        = cite("remove.body.none")
	RemoveBodyChunked     = cite("remove.body.chunked")
	RemoveBodyExpect      = cite("remove.body.expect-continue")
	RemoveBodyLarge       = cite("remove.body.large")
	RemoveBodyMebibyte    = cite("remove.body.mebibyte")
	RemoveBodyMebibyte204 = cite("remove.body.mebibyte.204")
	RemoveBodyNext        = cite("remove.body.next-request")
)

const bodyNote = "One page of the document says that the body is ignored, and also that the operation accepts none. " +
	"Only the first says what a server does, so a body must change nothing. Upstream refuses every body with 400."

var addBodyRequirements = append(bodyRequirements(Add, "add", "Add", "PUT"),
	Requirement{
		ID: "add.body.media-type", Level: Must, Source: Document, Operation: Add,
		Clause:    "Add image tag: 415 may result if the wrong media type is used",
		Statement: "A Content-Type other than JSON, with or without a body, is ignored or refused with 415.",
		Sends:     "PUT with text, XML, form and binary bodies, and with such a Content-Type and no body",
		Accepts:   "204 with the effect of the path, or 415 without effect",
		Mistakes:  "400 to every body; a form that is parsed.",
		Note: "415 is documented for PUT, although the body is ignored: " +
			"it is accepted here and is a warning of add.body.media-type.204.",
	},
	Requirement{
		ID: "add.body.media-type.204", Level: Should, Source: Document, Operation: Add,
		Clause:    "Add image tag: the request body is ignored",
		Statement: "A Content-Type other than JSON has no effect.",
		Sends:     "PUT with text, XML, form and binary bodies",
		Accepts:   "204",
		Mistakes:  "415 from a framework.",
	},
)

// bodyRequirements are those that both operations have. The prefix is the area
// of their IDs, and the title the document's name of the operation.
func bodyRequirements(op Operation, prefix, title, method string) []Requirement {
	r := func(suffix string, level Level, statement, sends, accepts, mistakes string) Requirement {
		return Requirement{
			ID: prefix + ".body." + suffix, Level: level, Source: Document, Operation: op,
			Clause:    title + " image tag: the request body is ignored",
			Statement: statement, Sends: method + " with " + sends, Accepts: accepts, Mistakes: mistakes,
			Note: bodyNote,
		}
	}
	const same = "the status and the effect of the request without a body"
	return []Requirement{
		r("ignored", Must, "A body is ignored: valid JSON, invalid JSON, or bytes without a declared type.",
			"JSON objects and arrays, invalid JSON, and bytes without Content-Type", same,
			"400 to every body; a parser that fails; 415 to JSON."),
		r("not-interpreted", Must, "A body that names another tag has no effect of its own.",
			`{"tag": "other"}, {"tags": [...]}, a JSON patch, and a form`, same+"; no other tag is added or removed",
			"Path, form and body parameters in one map."),
		r("none", Must, "A request needs no body, no Content-Length and no Content-Type.",
			"no body, and with an empty one, each with and without a Content-Type of JSON", "204",
			"411 without a length; 415 without a type."),
		r("chunked", Must, "A body in chunks is ignored like any other, including an empty one.",
			"Transfer-Encoding: chunked and a body of 0 bytes, 20 bytes and 64 KiB", same,
			"400 or 411 from servers that require a length; a body left unread on the connection."),
		r("expect-continue", Must,
			"Expect: 100-continue is answered with 100 or a final status, and the body is ignored.",
			"Expect: 100-continue and a body that is held back", same,
			"Neither 100 nor a final response; 417; the body read as the next request."),
		r("large", Must, "A body of up to 64 KiB is ignored.", "bodies of 4 and 64 KiB", same,
			"413 from a limit of the front end; a dropped connection."),
		r("mebibyte", Must, "A body of 1 MiB is ignored or refused with 413.", "a body of 1 MiB",
			"204 with the effect of the path, or 413 without effect",
			"A connection dropped in the middle of the body."),
		r("mebibyte.204", Should, "A body of 1 MiB is ignored.", "a body of 1 MiB", "204",
			"413 from a limit of the front end."),
		r("next-request", Must,
			"After a request with a body, the next request on the same connection gets its own response.",
			"a body that looks like a request, then another request on the same connection",
			"the response to that request, unless the server announced that it closes the connection",
			"A body left unread and parsed as the next request."),
	}
}
