package requirement

// Concurrent: what holds when several clients write to one image at a time.
var (
	ConcurrentAdds     = cite("concurrent.adds-kept")
	ConcurrentRemovals = cite("concurrent.removals-done")
	ConcurrentMixed    = cite("concurrent.mixed")
	ConcurrentWinner   = cite("concurrent.one-winner")
	ConcurrentInstance = cite("concurrent.single-instance")
	ConcurrentQuota    = cite("concurrent.quota")
	ConcurrentAccepted = cite("concurrent.accepted")
	ConcurrentSameTag  = cite("concurrent.same-tag")
	ConcurrentImages   = cite("concurrent.images")
	ConcurrentUsers    = cite("concurrent.users")
	ConcurrentReads    = cite("concurrent.reads")
	ConcurrentCurrent  = cite("concurrent.reads-current")
	ConcurrentAnswers  = cite("concurrent.answers")
	ConcurrentOrder    = cite("concurrent.linearizable.tags")
	ConcurrentSnapshot = cite("concurrent.linearizable.images")
	ConcurrentRename   = cite("concurrent.attributes")
)

// Notes on how the requests are sent, what they cost and how reliable the
// verdict is.
const (
	burstNote = "Eight clients (--clients) send one request each, released together, in 7 rounds on separate images: " +
		"about 80 requests. " + detectionRate
	detectionRate = "A fault that shows in half of the rounds is found in 99 of 100 runs. " +
		"On Glance with MariaDB each fault shows in 67 to 100 of 100 rounds."
	historyNote = "The requests are drawn from --seed, within --budget (300 requests). " +
		"A search looks for an order that explains all responses. " +
		"If it runs out of time or memory, the requirement is not verified, and the report says so. " +
		"An unanswered request may have had its effect at any later time, or never."
	noLock = "The set of tags is loaded, changed and stored without a lock."
)

func concurrent(id string, op Operation, clause, statement, sends, accepts, mistakes string) Requirement {
	return Requirement{
		ID: "concurrent." + id, Level: Must, Source: Document, Clause: clause, Operation: op,
		Statement: statement, Sends: sends, Accepts: accepts, Mistakes: mistakes, Note: burstNote,
	}
}

var concurrentRequirements = []Requirement{
	concurrent("adds-kept", Add, "Add image tag: 204, request succeeded",
		"Of tags that are added at the same time, none that was answered 204 is lost.",
		"PUT for different tags of one image, at the same time",
		"every tag that was answered 204 is on the image, and no other", noLock),
	concurrent("removals-done", Remove, "Delete image tag: 204, delete request succeeded",
		"Of tags that are removed at the same time, none that was answered 204 stays or comes back.",
		"DELETE for different tags of one image, at the same time",
		"no tag that was answered 204 is on the image", noLock),
	concurrent("mixed", Both, "both operations: 204",
		"Concurrent additions and removals each have their own effect.",
		"PUT for new tags and DELETE for old ones of one image, at the same time",
		"the new tags, and none of the old ones",
		"One request writes back what another has changed (lost update)."),
	concurrent("one-winner", Remove, "Delete image tag: an image tag can only be removed once",
		"Of several concurrent removals of one tag, one is answered 204 and the others 404.",
		"DELETE for one tag, many times at once", "204 once, else 404",
		"The tag is looked up first and removed later."),
	concurrent("single-instance", Add, "Add image tag: a single instance of that string",
		"Concurrent additions of one tag are each answered 204, and the image has the tag once.",
		"PUT for one tag, many times at once; then DELETE, twice", "204 for all; one instance; 204 and 404",
		"Rows without a unique key: each addition inserts one."),
	concurrent("quota", Add, "Add image tag: 413 Over Limit",
		"The quota also holds for concurrent additions.",
		"PUT for more tags than there are places, at the same time",
		"204 for as many as there are places, 413 for the others, and no more tags than the quota",
		"Tags are counted first and added later."),
	concurrent("accepted", Both, "both operations: 204",
		"Requests are not refused because other requests to the same image are in flight.",
		"PUT for new tags and DELETE for old ones of one image, at the same time", "204 for all",
		"409 for a changed version; 500 for a deadlock; 404 for a row that is being written."),
	concurrent("same-tag", Both, "both operations: can only be tagged once, can only be removed once",
		"Concurrent additions and removals of one tag are answered as if they came one after the other.",
		"PUT and DELETE for one tag, many times at once; then GET, and DELETE",
		"204 to PUT; 204 or 404 to DELETE; the tag at most once, and exactly once if no removal succeeded; "+
			"a final removal that agrees with that",
		"500 for a deadlock or a missing row; a second row that stays."),
	{
		ID: "concurrent.images", Level: Must, Source: Document, Operation: Both,
		Clause:    "both operations: the specified image",
		Statement: "Concurrent requests to several images each have their own effect.",
		Sends:     "PUT for one tag on each of four images, at the same time",
		Accepts:   "each image has its tag, and no other",
		Mistakes:  "The image of a request is stored in state that all requests share.",
		Note: "Four clients send one request each, released together, in 7 rounds: about 100 requests. " +
			detectionRate,
	},
	concurrent("users", Both, "response codes: 401, 403",
		"Concurrent requests of several users are each authorised by their own token.",
		"PUT by the owner and DELETE by a stranger, on one image, at the same time",
		"204 to the owner; 403 or 404 to the stranger, without effect",
		"The user of a request is stored in state that all requests share."),
	concurrent("reads", Add, "Add image tag: adds",
		"While tags are added, the image still shows those that it already has.",
		"PUT for new tags and GET for the image, at the same time",
		"each GET shows the tag that was on the image before",
		"All tags are deleted and written again outside a transaction."),
	concurrent("reads-current", Add, "Add image tag: adds",
		"A GET after the response to an addition shows the tag, also if other clients read the image meanwhile.",
		"PUT for new tags and GET for the image, at the same time; then GET",
		"the last GET shows every tag that was answered 204",
		"A read fills a cache with a value that is already stale."),
	concurrent("answers", Remove, "Delete image tag: 204, 404",
		"Each of several concurrent requests gets its own response.",
		"DELETE for present and for absent tags, at the same time",
		"204 for present tags, 404 for the others",
		"A response stored in state that all requests share; mixed-up connections."),
	{
		ID: "concurrent.linearizable.tags", Level: Must, Source: Document, Operation: Both,
		Clause: "both operations: adds, deletes; can only be tagged once, can only be removed once",
		Statement: "Concurrent requests are linearizable for each tag: some order, with each request between " +
			"its start and its response, explains every response about the tag.",
		Sends:    "random PUT, DELETE and GET for a few tags of two images, by several clients at the same time",
		Accepts:  "responses that follow from some order of the requests (linearizability per tag)",
		Mistakes: "Replicas read in turn; caches that expire on their own; lost updates.",
		Note:     historyNote,
	},
	{
		ID: "concurrent.linearizable.images", Level: Should, Source: RFC9110, Operation: Both,
		Clause:    "3.2: a representation reflects a past, current, or desired state of the resource",
		Statement: "An image read while it is being changed shows a state that it had at one moment.",
		Sends:     "random PUT, DELETE and GET for one image, by four clients at the same time",
		Accepts:   "images that follow from some order of the requests (linearizability of the whole set)",
		Mistakes:  "Torn reads: tags read page by page, or row by row, while others change them.",
		Note:      historyNote,
	},
	{
		ID: "concurrent.attributes", Level: Must, Source: Document, Operation: Both,
		Clause: "both operations: adds, deletes the specified tag",
		Statement: "A tag operation does not undo a concurrent change of another attribute of the image, " +
			"and that change does not undo the tag operation.",
		Sends:    "PUT or DELETE for a tag of each of four images, and PATCH of their names, at once; then GET",
		Accepts:  "the new name where PATCH was answered 2xx, and the effect of each tag operation answered 204",
		Mistakes: "The whole row is written back as it was read before, with the old name (lost update).",
		Note: "Eight clients (--clients) send one request each, released together, in 7 rounds: about 170 requests. " +
			"The target must allow images to be renamed. " + detectionRate,
	},
}
