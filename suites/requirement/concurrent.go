package requirement

// What holds when several clients write to one image at a time.
var (
	ConcurrentAdds     = define("concurrent.adds-kept")
	ConcurrentRemovals = define("concurrent.removals-done")
	ConcurrentMixed    = define("concurrent.mixed")
	ConcurrentWinner   = define("concurrent.one-winner")
	ConcurrentInstance = define("concurrent.single-instance")
	ConcurrentQuota    = define("concurrent.quota")
	ConcurrentAccepted = define("concurrent.accepted")
	ConcurrentSameTag  = define("concurrent.same-tag")
	ConcurrentImages   = define("concurrent.images")
	ConcurrentUsers    = define("concurrent.users")
	ConcurrentReads    = define("concurrent.reads")
	ConcurrentCurrent  = define("concurrent.reads-current")
	ConcurrentAnswers  = define("concurrent.answers")
	ConcurrentOrder    = define("concurrent.linearizable.tags")
	ConcurrentSnapshot = define("concurrent.linearizable.images")
	ConcurrentRename   = define("concurrent.attributes")
)

// How a burst is sent and how sure it is, for those who ask what it costs.
const (
	atATime = "Eight clients (--clients) send one request each, released together, in 7 rounds on images of their own: some 80 requests. " + howSure
	howSure = "A fault that shows in half of the rounds is found in 99 runs of 100; on Glance with MariaDB each shows in 67 to 100 of 100 rounds."
	drawn   = "What is sent is drawn by --seed, within --budget (300 requests). That an order exists is searched for; where that takes too long the requirement is not verified, and the report says so. " +
		"A request that was not answered may have had its effect at any later time, or never."
)

var concurrentRequirements = []Requirement{
	{
		ID: "concurrent.adds-kept", Level: Must, Source: Document, Clause: "Add image tag: 204, request succeeded", Operation: Add,
		Statement: "Of tags that are added at the same time none is lost that was answered 204.", Sends: "PUT for different tags of one image, at the same time", Accepts: "every tag that was answered 204 is there, and no other", Mistakes: "The set of tags is loaded, changed and stored without a lock.", Note: atATime,
	},
	{
		ID: "concurrent.removals-done", Level: Must, Source: Document, Clause: "Delete image tag: 204, delete request succeeded", Operation: Remove,
		Statement: "Of tags that are removed at the same time none stays or comes back that was answered 204.", Sends: "DELETE for different tags of one image, at the same time", Accepts: "no tag that was answered 204 is there", Mistakes: "The set of tags is loaded, changed and stored without a lock.", Note: atATime,
	},
	{
		ID: "concurrent.mixed", Level: Must, Source: Document, Clause: "both operations: 204", Operation: Both,
		Statement: "Additions and removals at the same time each have their own effect.", Sends: "PUT for new tags and DELETE for old ones of one image, at the same time", Accepts: "the new tags, and none of the old", Mistakes: "One of the two writes back what the other has changed.", Note: atATime,
	},
	{
		ID: "concurrent.one-winner", Level: Must, Source: Document, Clause: "Delete image tag: an image tag can only be removed once", Operation: Remove,
		Statement: "Of several removals of one tag at the same time one is answered 204, and the others 404.", Sends: "DELETE for one tag, many times at once", Accepts: "204 once, else 404", Mistakes: "The tag is looked for first and removed later.", Note: atATime,
	},
	{
		ID: "concurrent.single-instance", Level: Must, Source: Document, Clause: "Add image tag: a single instance of that string", Operation: Add,
		Statement: "Of several additions of one tag at the same time each is answered 204, and the image has the tag once.", Sends: "PUT for one tag, many times at once; then DELETE, twice", Accepts: "204 for all; one instance; 204 and 404", Mistakes: "Rows without a unique key, of which each addition inserts one.", Note: atATime,
	},
	{
		ID: "concurrent.quota", Level: Must, Source: Document, Clause: "Add image tag: 413 Over Limit", Operation: Add,
		Statement: "The quota holds for additions at the same time, too.", Sends: "PUT for more tags than there is room for, at the same time", Accepts: "204 for as many as there is room for, 413 for the others, and no more tags than the quota", Mistakes: "Tags are counted first and added later.", Note: atATime,
	},
	{
		ID: "concurrent.accepted", Level: Must, Source: Document, Clause: "both operations: 204", Operation: Both,
		Statement: "Requests are not refused because others are on their way to the same image.", Sends: "PUT for new tags and DELETE for old ones of one image, at the same time", Accepts: "204 for all", Mistakes: "409 for a version that has changed, 500 for a deadlock, 404 for a row that is being written.", Note: atATime,
	},
	{
		ID: "concurrent.same-tag", Level: Must, Source: Document, Clause: "both operations: can only be tagged once, can only be removed once", Operation: Both,
		Statement: "Additions and removals of one tag at the same time are answered as if they came one after the other.", Sends: "PUT and DELETE for one tag, many times at once; then GET, and DELETE", Accepts: "204 to PUT, 204 or 404 to DELETE; the tag there once or not at all, and in any case if nothing removed it; a removal that agrees with that", Mistakes: "500 for a deadlock or a row that is gone, a second row that stays.", Note: atATime,
	},
	{
		ID: "concurrent.images", Level: Must, Source: Document, Clause: "both operations: the specified image", Operation: Both,
		Statement: "Requests to several images at the same time each have their own effect.", Sends: "PUT for one tag on each of four images, at the same time", Accepts: "each image has its tag, and no other", Mistakes: "The image of a request is kept where all requests share it.", Note: "Four clients send one request each, released together, in 7 rounds: some 100 requests. " + howSure,
	},
	{
		ID: "concurrent.users", Level: Must, Source: Document, Clause: "response codes: 401, 403", Operation: Both,
		Statement: "Requests of several users at the same time are each judged by their own token.", Sends: "PUT by the owner and DELETE by a stranger, on one image, at the same time", Accepts: "204 to the owner; 403 or 404 to the stranger, without effect", Mistakes: "The user of a request is kept where all requests share it.", Note: atATime,
	},
	{
		ID: "concurrent.reads", Level: Must, Source: Document, Clause: "Add image tag: adds", Operation: Add,
		Statement: "While tags are added, the image still shows those that it has.", Sends: "PUT for new tags and GET for the image, at the same time", Accepts: "each GET shows the tag that was there before", Mistakes: "All tags are deleted and written anew, outside of a transaction.", Note: atATime,
	},
	{
		ID: "concurrent.reads-current", Level: Must, Source: Document, Clause: "Add image tag: adds", Operation: Add,
		Statement: "An image that is looked at after an addition was answered shows it, also where others looked at it meanwhile.", Sends: "PUT for new tags and GET for the image, at the same time; then GET", Accepts: "the last GET shows every tag that was answered 204", Mistakes: "What a look has read goes to a cache, although it has changed since.", Note: atATime,
	},
	{
		ID: "concurrent.answers", Level: Must, Source: Document, Clause: "Delete image tag: 204, 404", Operation: Remove,
		Statement: "Each of several requests at the same time gets its own answer.", Sends: "DELETE for tags that are there and for tags that are not, at the same time", Accepts: "204 for those that are there, 404 for the others", Mistakes: "An answer that is kept where all requests share it; connections that get mixed up.", Note: atATime,
	},
	{
		ID: "concurrent.linearizable.tags", Level: Must, Source: Document, Clause: "both operations: adds, deletes; can only be tagged once, can only be removed once", Operation: Both,
		Statement: "Of requests at the same time there is an order, each between its beginning and its answer, that explains what every one was answered and showed of a tag.",
		Sends:     "PUT, DELETE and GET for a few tags of two images, drawn at random, by several clients at the same time", Accepts: "answers that follow from an order of the requests (linearizability, tag by tag)",
		Mistakes: "Replicas that are read in turn, caches with a life of their own, updates that are lost.", Note: drawn,
	},
	{
		ID: "concurrent.linearizable.images", Level: Should, Source: RFC9110, Clause: "3.2: a representation reflects a past, current, or desired state of the resource", Operation: Both,
		Statement: "What is shown of an image while it is changed was all true at one moment.",
		Sends:     "PUT, DELETE and GET for one image, drawn at random, by four clients at the same time", Accepts: "images that follow from an order of the requests (linearizability of the whole set)",
		Mistakes: "Tags that are read page by page, or row by row, while others change them.", Note: drawn,
	},
	{
		ID: "concurrent.attributes", Level: Must, Source: Document, Clause: "both operations: adds, deletes the specified tag", Operation: Both,
		Statement: "A tag operation leaves alone what is changed of the image's other attributes at the same time, and that change leaves the tag alone.", Sends: "PUT or DELETE for a tag of each of four images, and PATCH of their names, at the same time; GET", Accepts: "the new name where PATCH was answered 2xx, and the tag as its 204 says", Mistakes: "The whole row is written back as it was read before: the name is the old one again.", Note: "Eight clients (--clients) send one request each, released together, in 7 rounds: some 170 requests. It takes a target that lets images be renamed. " + howSure,
	},
}
