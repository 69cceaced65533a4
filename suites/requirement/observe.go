package requirement

// How tags are shown. The document does not describe it; what it says of tags
// can't be true where this is not.
var (
	ObserveUnique      = define("observe.unique")
	ObserveEmpty       = define("observe.empty-list")
	ObserveFilter      = define("observe.filter")
	ObserveFilterExact = define("observe.filter.exact")
	ObserveAgree       = define("observe.list-agrees")
	ObserveUpdated     = define("observe.updated-at")
	ObserveUsers       = define("observe.users")
	ObserveETag        = define("observe.etag")
)

var observeRequirements = []Requirement{
	{
		ID: "observe.unique", Level: Must, Source: Document, Clause: "Add image tag: a single instance of that string", Operation: Both,
		Statement: "An image shows its tags as strings, each once.", Sends: "every GET of the run for an image", Accepts: "an array of distinct strings", Mistakes: "Rows without a unique key; numbers where the tag looks like one.",
	},
	{
		ID: "observe.empty-list", Level: Should, Source: Upstream, Clause: "Image API v2, tags: possibly an empty list", Operation: Both,
		Statement: "An image without tags shows an empty array.", Sends: "GET for a new image, and after the last tag is removed", Accepts: "[]", Mistakes: "null, or no such attribute.",
	},
	{
		ID: "observe.filter", Level: Should, Source: Upstream, Clause: "Image API v2, list images: the tag filter is conjunctive", Operation: Both,
		Statement: "The list of images filtered by tag has an image exactly while it has all the tags asked for.", Sends: "GET with ?tag= before and after PUT and DELETE, with one and two tags", Accepts: "the image in the list while it has them all", Mistakes: "An index that lags, OR for AND, prefixes.",
	},
	{
		ID: "observe.filter.exact", Level: Should, Source: Upstream, Clause: "Image API v2, list images: the tag filter", Operation: Both,
		Statement: "The list of images filtered by tag compares the tag exactly: in every character, and by no pattern.", Sends: "GET with ?tag= for a tag with white space, signs and a letter beyond ASCII, and for other spellings of a tag", Accepts: "the image in the list by its own tag alone", Mistakes: "A collation without case, LIKE, trimming, a query that is decoded in another way than a path.",
	},
	{
		ID: "observe.list-agrees", Level: Should, Source: Upstream, Clause: "Image API v2, list images", Operation: Both,
		Statement: "The list of images shows the same tags as the image itself.", Sends: "GET for both", Accepts: "the same tags", Mistakes: "A cache for one of the two.",
	},
	{
		ID: "observe.updated-at", Level: May, Source: Upstream, Clause: "Image API v2, updated_at", Operation: Both,
		Statement: "updated_at never goes back.", Sends: "GET before and after PUT and DELETE", Accepts: "a time that is not earlier", Mistakes: "Clocks of several servers; local time.",
	},
	{
		ID: "observe.users", Level: Must, Source: Document, Clause: "both operations: the specified tag, the specified image", Operation: Both,
		Statement: "A tag is the image's and nobody's own: every user who may see the image is shown the same tags, and who may change them changes the same ones.", Sends: "PUT and DELETE by the owner, GET by a reader; PUT and DELETE by the owner and the administrator by turns", Accepts: "the same tags for both; one instance, whoever adds it", Mistakes: "A cache by user that only the user's own changes clear; rows with the user in their key.",
	},
	{
		ID: "observe.etag", Level: Should, Source: RFC9110, Clause: "8.8.3 and 13.1.2", Operation: Both,
		Statement: "After its tags changed an image is not answered 304 to a client that asks with the ETag of before.", Sends: "GET, PUT and DELETE, each followed by GET with If-None-Match", Accepts: "200", Mistakes: "An ETag that is made of the id, or of updated_at with its seconds alone.",
	},
}
