package requirement

// Removing a tag: what the document says of DELETE.
var (
	RemoveDeletes       = define("remove.deletes")
	RemoveAnswers204    = define("remove.answers-204")
	RemoveNoBody        = define("remove.no-body")
	RemoveKeepsOthers   = define("remove.keeps-others")
	RemoveVisible       = define("remove.visible")
	RemoveTwice         = define("remove.twice.404")
	RemoveAbsent        = define("remove.absent.404")
	RemoveRefusedKeeps  = define("remove.absent.no-effect")
	RemoveLast          = define("remove.last-tag")
	RemoveCreated       = define("remove.created-with-image")
	RemoveCreatedWide   = define("remove.created-with-image.non-ascii")
	RemoveQuery         = define("remove.query")
	RemoveQueryIgnored  = define("remove.query.ignored")
	RemoveQueryMethod   = define("remove.query.no-other-method")
	RemoveAcceptIgnored = define("remove.accept-ignored")
	RemoveStatuses      = define("remove.statuses")
	RemoveServerFault   = define("remove.possible.500")
	RemoveUnavailable   = define("remove.possible.503")
	RemoveBad           = define("remove.possible.400")
	RemoveLength        = define("remove.length")
	RemoveLengthUnit    = define("remove.length.code-points")
	RemoveLengthOver    = define("remove.length.over")
	RemoveExact         = define("remove.exact")
	RemoveExactNonASCII = define("remove.exact.non-ascii")
	RemoveAlias         = define("remove.exact.no-alias")
	RemoveUTF8          = define("remove.utf-8")
)

const deletes = "Delete image tag: deletes the specified tag from the specified image"

var removeRequirements = []Requirement{
	{
		ID: "remove.deletes", Level: Must, Source: Document, Clause: deletes, Operation: Remove,
		Statement: "Removing a tag takes it off the image.", Sends: "DELETE for a tag that is there, then GET", Accepts: "204, and the tag is gone", Mistakes: "A flag that reads ignore; the wrong row.",
		Tempest: "10407036-6059-4f95-a2cd-cbbbee7ed329",
	},
	{
		ID: "remove.answers-204", Level: Must, Source: Document, Clause: "Delete image tag: response codes, 204 Delete Successful", Operation: Remove,
		Statement: "A successful removal is answered 204.", Sends: "DELETE for a tag that is there", Accepts: "204", Mistakes: "200 or 202 from a framework's default.",
		Tempest: "10407036-6059-4f95-a2cd-cbbbee7ed329",
	},
	{
		ID: "remove.no-body", Level: Must, Source: Document, Clause: "Delete image tag: Response, does not return a response body", Operation: Remove,
		Statement: "The answer to a removal has no body: no byte follows its header on the wire.",
		Sends:     "DELETE with Connection: close, then reads until the server closes", Accepts: "204 and nothing behind its header", Mistakes: "A JSON null or the removed object behind a 204.",
	},
	{
		ID: "remove.keeps-others", Level: Must, Source: Document, Clause: "Delete image tag: the specified tag", Operation: Remove,
		Statement: "Removing a tag leaves all others, however alike they are.",
		Sends:     "DELETE for one of two tags: blue and blueish, a_c and abc, a% and ab, blue and BLUE", Accepts: "the other is still there", Mistakes: "LIKE instead of equality, prefixes, case folding, removing everything.",
	},
	{
		ID: "remove.visible", Level: Must, Source: Document, Clause: "Delete image tag: 204, delete request succeeded", Operation: Remove,
		Statement: "A removal is visible at once, or within the window that the target declares.", Sends: "DELETE and GET in turn, many times", Accepts: "no GET shows the tag that was just removed", Mistakes: "A cached representation, a replica that lags.",
	},
	{
		ID: "remove.twice.404", Level: Must, Source: Document, Clause: "Delete image tag: can only be removed once; subsequent attempts cause 404", Operation: Remove,
		Statement: "Removing a tag a second time is answered 404, and so is every later attempt.", Sends: "DELETE for the same tag three times", Accepts: "204, 404, 404", Mistakes: "204 because the state is as wanted; 410.",
	},
	{
		ID: "remove.absent.404", Level: Must, Source: Document, Clause: "Delete image tag: response codes, 404 Not Found", Operation: Remove,
		Statement: "Removing a tag that the image never had is answered 404.", Sends: "DELETE for a tag that was never added", Accepts: "404", Mistakes: "204; 400; 500 when a query finds no row.",
		Tempest: "39c023a2-325a-433a-9eea-649bf1414b19",
	},
	{
		ID: "remove.absent.no-effect", Level: Must, Source: Document, Clause: "Delete image tag: 404 Not Found", Operation: Remove,
		Statement: "A removal that is answered 404 changes nothing.", Sends: "DELETE for an absent tag on an image with tags", Accepts: "the same tags as before", Mistakes: "The first or the last entry removed instead.",
	},
	{
		ID: "remove.last-tag", Level: Must, Source: Document, Clause: deletes, Operation: Remove,
		Statement: "The last tag can be removed; the image stays, with no tags.", Sends: "DELETE for the only tag, then GET", Accepts: "204; an image without tags", Mistakes: "An empty list that means: do not update.",
	},
	{
		ID: "remove.created-with-image", Level: Must, Source: Document, Clause: deletes, Operation: Remove,
		Statement: "A tag that the image was created with can be removed by its URL, in ASCII.", Sends: "POST for an image with tags, DELETE for each", Accepts: "204 each, and an image without tags",
		Mistakes: "Two ways into the database that decode, trim or fold differently.",
	},
	{
		ID: "remove.created-with-image.non-ascii", Level: Must, Source: Document, Clause: deletes, Operation: Remove,
		Statement: "A tag beyond ASCII that the image was created with can be removed by its URL.", Sends: "POST for an image with such a tag, DELETE for it", Accepts: "204, and an image without tags",
		Mistakes: "The path is taken for Latin-1: adding and removing then agree with each other and with nothing else.",
	},
	{
		ID: "remove.query", Level: Must, Source: Document, Clause: "Delete image tag: in the request URI {tag} path segment of the URI", Operation: Remove,
		Statement: "The tag is that of the path: a query names no other one.", Sends: "DELETE with ?tag=other and ?x=1", Accepts: "204 with exactly the effect of the path, or 400 without any", Mistakes: "Parameters of path and query in one map.",
	},
	{
		ID: "remove.query.ignored", Level: Should, Source: RFC9110, Clause: "4.2.2 and the document's silence", Operation: Remove,
		Statement: "A query that the document does not define changes nothing.", Sends: "DELETE with ?tag=other and with ?x=1", Accepts: "204", Mistakes: "Strict validation of parameters.",
	},
	{
		ID: "remove.query.no-other-method", Level: Must, Source: Document, Clause: "Delete image tag: DELETE deletes, PUT adds", Operation: Remove,
		Statement: "DELETE removes whatever its query says: ?_method=PUT makes it no other operation.", Sends: "DELETE with ?_method=PUT for a tag that is not there", Accepts: "404 or 400, and the tag is still not there", Mistakes: "A router that lets a query parameter override the method.",
	},
	{
		ID: "remove.accept-ignored", Level: Should, Source: RFC9110, Clause: "12.5.1", Operation: Remove,
		Statement: "What a client accepts does not matter to an answer without a body.", Sends: "DELETE with Accept: application/xml, text/html and */*;q=0", Accepts: "204", Mistakes: "406 from content negotiation.",
	},
	{
		ID: "remove.statuses", Level: Must, Source: Document, Clause: "Delete image tag: table of response codes", Operation: Remove,
		Statement: "Every answer to DELETE has a status of the table: 204, 400, 401, 403, 404, 405, 413, 500, 503.",
		Sends:     "every DELETE of the run on a tag but those sent at the same time as others", Accepts: "a status of the table; any 4xx to a request that is wrong on purpose", Mistakes: "410, 409, 415, 2xx other than 204, redirects.",
		Note: "429, and 503 with Retry-After, say nothing of the operation and do not count.",
	},
	{
		ID: "remove.possible.500", Level: May, Source: Document, Clause: "Delete image tag: response codes, 500 API Fault", Operation: Remove,
		Statement: "DELETE may be answered 500 when the server itself is at fault.", Unobservable: "A fault of the server can't be provoked by a correct request; as an answer to one, or to a client's mistake, 500 fails what was asked.",
	},
	{
		ID: "remove.possible.503", Level: May, Source: Document, Clause: "Delete image tag: response codes, 503 Service Unavailable", Operation: Remove,
		Statement: "DELETE may be answered 503 when the service is not available.", Unobservable: "The service can't be made unavailable from outside; 503 with Retry-After is waited out and never judged.",
	},
}
