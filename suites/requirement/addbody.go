package requirement

// The body of a request, of both operations: it is ignored.
var (
	AddBodyIgnored      = define("add.body.ignored")
	AddBodyNotRead      = define("add.body.not-interpreted")
	AddBodyMediaType    = define("add.body.media-type")
	AddBodyMediaType204 = define("add.body.media-type.204")
	AddBodyNone         = define("add.body.none")
	AddBodyChunked      = define("add.body.chunked")
	AddBodyExpect       = define("add.body.expect-continue")
	AddBodyLarge        = define("add.body.large")
	AddBodyMebibyte     = define("add.body.mebibyte")
	AddBodyMebibyte204  = define("add.body.mebibyte.204")
	AddBodyNext         = define("add.body.next-request")

	RemoveBodyIgnored = define("remove.body.ignored")
	RemoveBodyNotRead = define("remove.body.not-interpreted")
	RemoveBodyNone    = define("remove.body.none")
	RemoveBodyChunked = define("remove.body.chunked")
	RemoveBodyExpect  = define("remove.body.expect-continue")
	RemoveBodyLarge   = define("remove.body.large")
	RemoveBodyMebi    = define("remove.body.mebibyte")
	RemoveBodyMebi204 = define("remove.body.mebibyte.204")
	RemoveBodyNext    = define("remove.body.next-request")
)

const bodyNote = "The document says on one page that the body is ignored and that the operation does not accept one. " +
	"Only the first says what a server does, so a body changes nothing; upstream refuses every body with 400."

var addBodyRequirements = append(append(bodyRequirements(Add, "add", "Add", "PUT"), bodyRequirements(Remove, "remove", "Delete", "DELETE")...),
	Requirement{
		ID: "add.body.media-type", Level: Must, Source: Document, Clause: "Add image tag: 415 may result if the wrong media type is used", Operation: Add,
		Statement: "A body, or none, of a Content-Type other than JSON is ignored or refused with 415; nothing else.",
		Sends:     "PUT with text, XML, form and binary bodies, and with such a Content-Type and no body", Accepts: "204 with the effect of the path, or 415 without effect",
		Mistakes: "400 to every body; a form that is parsed.", Note: "415 is in the table for PUT although the body is ignored: it is accepted here and a warning of add.body.media-type.204.",
	},
	Requirement{
		ID: "add.body.media-type.204", Level: Should, Source: Document, Clause: "Add image tag: the request body is ignored", Operation: Add,
		Statement: "A Content-Type other than JSON changes nothing.", Sends: "PUT with text, XML, form and binary bodies", Accepts: "204", Mistakes: "415 from a framework.",
	},
)

func bodyRequirements(op Operation, id, title, method string) []Requirement {
	clause := title + " image tag: the request body is ignored"
	r := func(suffix string, level Level, statement, sends, accepts, mistakes string) Requirement {
		return Requirement{
			ID: id + ".body." + suffix, Level: level, Source: Document, Clause: clause, Operation: op,
			Statement: statement, Sends: method + " with " + sends, Accepts: accepts, Mistakes: mistakes, Note: bodyNote,
		}
	}
	const same = "the answer and the effect of the request without a body"
	list := []Requirement{
		r("ignored", Must, "A body is ignored: JSON, broken JSON, or of no declared type.",
			"JSON objects and arrays, broken JSON, bytes without Content-Type", same, "400 to every body; a parser that fails; 415 to JSON."),
		r("not-interpreted", Must, "A body that names another tag has no effect of its own.",
			`{"tag": "other"}, {"tags": [...]}, a JSON patch, a form`, same+"; no other tag comes or goes", "Parameters of path, form and body in one map."),
		r("none", Must, "A request needs no body, no Content-Length and no Content-Type.",
			"no body, an empty one, with and without a Content-Type of JSON", "204", "411 without a length, 415 without a type."),
		r("chunked", Must, "A body in chunks is ignored as any other, an empty one too.",
			"Transfer-Encoding: chunked and a body of 0 bytes, 20 bytes and 64 KiB", same, "400 or 411 from servers that want a length; a body that is left unread."),
		r("expect-continue", Must, "Expect: 100-continue works: 100 or a final answer comes, and the body is ignored.",
			"Expect: 100-continue and a body that is held back", same, "Neither 100 nor an answer; 417; the body read as the next request."),
		r("large", Must, "A body of up to 64 KiB is ignored.", "bodies of 4 and 64 KiB", same, "413 from a front end's bound; a connection that is cut."),
		r("mebibyte", Must, "A body of 1 MiB is ignored or refused with 413.", "a body of 1 MiB", "204 with the effect of the path, or 413 without effect", "A connection that is cut in the middle of the body."),
		r("mebibyte.204", Should, "A body of 1 MiB is ignored.", "a body of 1 MiB", "204", "413 from a front end's bound."),
		r("next-request", Must, "After a request with a body the next one on the same connection is answered in its own right.",
			"a body that looks like a request, then GET on the same connection", "the answer to the GET, unless the server said that it closes", "A body left unread, and taken for the next request."),
	}
	return list
}
