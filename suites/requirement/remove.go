package requirement

// Remove: what the document states about DELETE of a tag.
var (
	RemoveDeletes       = cite("remove.deletes")
	RemoveAnswers204    = cite("remove.answers-204")
	RemoveNoBody        = cite("remove.no-body")
	RemoveKeepsOthers   = cite("remove.keeps-others")
	RemoveVisible       = cite("remove.visible")
	RemoveTwice         = cite("remove.twice.404")
	RemoveAbsent        = cite("remove.absent.404")
	RemoveRefusedKeeps  = cite("remove.absent.no-effect")
	RemoveLast          = cite("remove.last-tag")
	RemoveCreated       = cite("remove.created-with-image")
	RemoveCreatedWide   = cite("remove.created-with-image.non-ascii")
	RemoveQuery         = cite("remove.query")
	RemoveQueryIgnored  = cite("remove.query.ignored")
	RemoveQueryMethod   = cite("remove.query.no-other-method")
	RemoveAcceptIgnored = cite("remove.accept-ignored")
	RemoveStatuses      = cite("remove.statuses")
)

const deletes = "Delete image tag: deletes the specified tag from the specified image"

var removeRequirements = []Requirement{
	{
		ID: "remove.deletes", Level: Must, Source: Document, Operation: Remove, Clause: deletes,
		Statement: "Removing a tag takes it off the image.",
		Sends:     "DELETE for a tag on the image, then GET",
		Accepts:   "204, and the tag is gone",
		Mistakes:  "A soft-delete flag that reads ignore; the wrong row deleted.",
		Tempest:   "10407036-6059-4f95-a2cd-cbbbee7ed329",
	},
	{
		ID: "remove.answers-204", Level: Must, Source: Document, Operation: Remove,
		Clause:    "Delete image tag: response codes, 204 Delete Successful",
		Statement: "A successful removal is answered 204.",
		Sends:     "DELETE for a tag on the image",
		Accepts:   "204",
		Mistakes:  "200 or 202 by default of a framework.",
		Tempest:   "10407036-6059-4f95-a2cd-cbbbee7ed329",
	},
	{
		ID: "remove.no-body", Level: Must, Source: Document, Operation: Remove,
		Clause:    "Delete image tag: Response, does not return a response body",
		Statement: "The response to a removal has no body: no byte follows its header on the wire.",
		Sends:     "DELETE with Connection: close, then reads until the server closes the connection",
		Accepts:   "204 and nothing after its header",
		Mistakes:  "A JSON null or the removed object after a 204.",
	},
	{
		ID: "remove.keeps-others", Level: Must, Source: Document, Operation: Remove,
		Clause:    "Delete image tag: the specified tag",
		Statement: "Removing a tag keeps all other tags, however similar.",
		Sends:     "DELETE for one of two tags: blue and blueish, a_c and abc, a% and ab, blue and BLUE",
		Accepts:   "the other tag is still on the image",
		Mistakes:  "LIKE instead of equality; prefixes; case folding; removing all tags.",
	},
	{
		ID: "remove.visible", Level: Must, Source: Document, Operation: Remove,
		Clause:    "Delete image tag: 204, delete request succeeded",
		Statement: "A removal is visible at once, or within the window that the target declares.",
		Sends:     "DELETE and GET, alternating many times",
		Accepts:   "no GET shows the tag just removed",
		Mistakes:  "A cached representation; a replica that lags.",
	},
	{
		ID: "remove.twice.404", Level: Must, Source: Document, Operation: Remove,
		Clause:    "Delete image tag: can only be removed once; subsequent attempts cause 404",
		Statement: "Removing a tag a second time is answered 404, and so is every later attempt.",
		Sends:     "DELETE for the same tag three times",
		Accepts:   "204, 404, 404",
		Mistakes:  "204, because the state is the desired one; 410.",
	},
	{
		ID: "remove.absent.404", Level: Must, Source: Document, Operation: Remove, Clause: notFoundClause,
		Statement: "Removing a tag that the image never had is answered 404.",
		Sends:     "DELETE for a tag that was never added",
		Accepts:   "404",
		Mistakes:  "204; 400; 500 when a query finds no row.",
		Tempest:   "39c023a2-325a-433a-9eea-649bf1414b19",
	},
	{
		ID: "remove.absent.no-effect", Level: Must, Source: Document, Operation: Remove,
		Clause:    "Delete image tag: 404 Not Found",
		Statement: "A removal that is answered 404 changes nothing.",
		Sends:     "DELETE for an absent tag on an image with tags",
		Accepts:   "the same tags as before",
		Mistakes:  "The first or the last entry is removed instead.",
	},
	{
		ID: "remove.last-tag", Level: Must, Source: Document, Operation: Remove, Clause: deletes,
		Statement: "The last tag can be removed. The image stays, without tags.",
		Sends:     "DELETE for the only tag, then GET",
		Accepts:   "204, and an image without tags",
		Mistakes:  "An empty list that means no update.",
	},
	{
		ID: "remove.created-with-image", Level: Must, Source: Document, Operation: Remove, Clause: deletes,
		Statement: "An ASCII tag that the image was created with can be removed by its URL.",
		Sends:     "POST for an image with tags, DELETE for each",
		Accepts:   "204 each, and an image without tags",
		Mistakes:  "Two code paths into the database that decode, trim or fold differently.",
	},
	{
		ID: "remove.created-with-image.non-ascii", Level: Must, Source: Document, Operation: Remove, Clause: deletes,
		Statement: "A non-ASCII tag that the image was created with can be removed by its URL.",
		Sends:     "POST for an image with such a tag, DELETE for it",
		Accepts:   "204, and an image without tags",
		Mistakes:  "The path is decoded as Latin-1: PUT and DELETE agree with each other and with nothing else.",
	},
	{
		ID: "remove.query", Level: Must, Source: Document, Operation: Remove,
		Clause:    "Delete image tag: in the request URI {tag} path segment of the URI",
		Statement: "The tag is taken from the path: a query does not name another one.",
		Sends:     "DELETE with ?tag=other and ?x=1",
		Accepts:   "204 with exactly the effect of the path, or 400 without effect",
		Mistakes:  "Path and query parameters in one map.",
	},
	{
		ID: "remove.query.ignored", Level: Should, Source: RFC9110, Operation: Remove,
		Clause:    "4.2.2 and the document's silence",
		Statement: "A query that the document does not define has no effect.",
		Sends:     "DELETE with ?tag=other and with ?x=1",
		Accepts:   "204",
		Mistakes:  "Strict validation of parameters.",
	},
	{
		ID: "remove.query.no-other-method", Level: Must, Source: Document, Operation: Remove,
		Clause:    "Delete image tag: DELETE deletes, PUT adds",
		Statement: "DELETE removes, whatever its query: ?_method=PUT does not turn it into another operation.",
		Sends:     "DELETE with ?_method=PUT for an absent tag",
		Accepts:   "404 or 400, and the tag is still absent",
		Mistakes:  "A router that lets a query parameter override the method.",
	},
	{
		ID: "remove.accept-ignored", Level: Should, Source: RFC9110, Operation: Remove,
		Clause:    "12.5.1",
		Statement: "The field Accept does not affect a response without a body.",
		Sends:     "DELETE with Accept: application/xml, text/html and */*;q=0",
		Accepts:   "204",
		Mistakes:  "406 from content negotiation.",
	},
	{
		ID: "remove.statuses", Level: Must, Source: Document, Operation: Remove,
		Clause:    "Delete image tag: table of response codes",
		Statement: "Every response to DELETE has a documented status: 204, 400, 401, 403, 404, 405, 413, 500, 503.",
		Sends:     "every DELETE of a tag in the run, except concurrent ones",
		Accepts:   "a documented status; any 4xx to a request that is wrong on purpose",
		Mistakes:  "410, 409 or 415; 2xx other than 204; redirects.",
		Note:      "429, and 503 with Retry-After, say nothing about the operation and do not count.",
	},
	{
		ID: "remove.possible.500", Level: May, Source: Document, Operation: Remove,
		Clause:       "Delete image tag: response codes, 500 API Fault",
		Statement:    "DELETE may be answered 500 when the server itself is at fault.",
		Unobservable: faultUnobservable,
	},
	{
		ID: "remove.possible.503", Level: May, Source: Document, Operation: Remove,
		Clause:       "Delete image tag: response codes, 503 Service Unavailable",
		Statement:    "DELETE may be answered 503 when the service is not available.",
		Unobservable: unavailableUnobservable,
	},
	{
		ID: "remove.possible.413", Level: May, Source: Document, Operation: Remove,
		Clause:    "Delete image tag: response codes, 413 Over Limit",
		Statement: "DELETE may be answered 413 when a limit is exceeded.",
		Unobservable: "Removing a tag exceeds no limit that a client could reach. " +
			"A 413 in response to a correct removal fails the requirement it was sent for.",
	},
	{
		ID: "remove.possible.400", Level: May, Source: Document, Operation: Remove,
		Clause:    "Delete image tag: response codes, 400 Error",
		Statement: "DELETE may be answered 400 to a general error of the client.",
		Sends:     "every DELETE of the run that is wrong on purpose",
		Accepts:   "400 among other 4xx",
		Mistakes:  "-",
		Unobservable: "The document names no mistake that must be answered 400. " +
			"Where a 400 is possible, it is among the accepted statuses.",
	},
}
