package requirement

// Observe: how tags are shown. The document does not describe it, but its
// statements about tags cannot hold where these do not.
var (
	ObserveUnique      = cite("observe.unique")
	ObserveEmpty       = cite("observe.empty-list")
	ObserveFilter      = cite("observe.filter")
	ObserveFilterExact = cite("observe.filter.exact")
	ObserveAgree       = cite("observe.list-agrees")
	ObserveUpdated     = cite("observe.updated-at")
	ObserveUsers       = cite("observe.users")
	ObserveETag        = cite("observe.etag")
)

var observeRequirements = []Requirement{
	{
		ID: "observe.unique", Level: Must, Source: Document, Operation: Both,
		Clause:    "Add image tag: a single instance of that string",
		Statement: "An image shows its tags as strings, each once.",
		Sends:     "every GET of the run for an image",
		Accepts:   "an array of distinct strings",
		Mistakes:  "Rows without a unique key; numbers for tags that look like numbers.",
	},
	{
		ID: "observe.empty-list", Level: Should, Source: Upstream, Operation: Both,
		Clause:    "Image API v2, tags: possibly an empty list",
		Statement: "An image without tags shows an empty array.",
		Sends:     "GET for a new image, and after the last tag is removed",
		Accepts:   "[]",
		Mistakes:  "null, or no such attribute.",
	},
	{
		ID: "observe.filter", Level: Should, Source: Upstream, Operation: Both,
		Clause:    "Image API v2, list images: the tag filter is conjunctive",
		Statement: "The list of images filtered by tags contains an image exactly while it has all these tags.",
		Sends:     "GET with ?tag= before and after PUT and DELETE, with one and two tags",
		Accepts:   "the image is in the list while it has them all",
		Mistakes:  "An index that lags; OR instead of AND; prefixes.",
	},
	{
		ID: "observe.filter.exact", Level: Should, Source: Upstream, Operation: Both,
		Clause:    "Image API v2, list images: the tag filter",
		Statement: "The tag filter of the list compares every character exactly and treats none as a pattern.",
		Sends: "GET with ?tag= for tags with white space, symbols and a non-ASCII letter, " +
			"and for other spellings of a tag",
		Accepts:  "the image is in the list for its own tag only",
		Mistakes: "A case-insensitive collation; LIKE; trimming; a query that is decoded differently from a path.",
	},
	{
		ID: "observe.list-agrees", Level: Should, Source: Upstream, Operation: Both,
		Clause:    "Image API v2, list images",
		Statement: "The list of images shows the same tags as the image itself.",
		Sends:     "GET for both",
		Accepts:   "the same tags",
		Mistakes:  "A cache for one of the two.",
	},
	{
		ID: "observe.updated-at", Level: May, Source: Upstream, Operation: Both,
		Clause:    "Image API v2, updated_at",
		Statement: "updated_at never decreases.",
		Sends:     "GET before and after PUT and DELETE",
		Accepts:   "a time that is not earlier",
		Mistakes:  "Clocks of several servers; local time.",
	},
	{
		ID: "observe.users", Level: Must, Source: Document, Operation: Both,
		Clause: "both operations: the specified tag, the specified image",
		Statement: "A tag belongs to the image, not to a user: all users who may see the image see the same tags, " +
			"and all who may change them change the same ones.",
		Sends: "PUT and DELETE by the owner with GET by a reader; " +
			"alternating PUT and DELETE by the owner and the administrator",
		Accepts:  "the same tags for both; one instance, whoever adds it",
		Mistakes: "A cache per user that only the user's own changes clear; rows with the user in their key.",
	},
	{
		ID: "observe.etag", Level: Should, Source: RFC9110, Operation: Both,
		Clause:    "8.8.3 and 13.1.2",
		Statement: "After its tags changed, an image is not answered 304 to a client that sends the previous ETag.",
		Sends:     "GET, PUT and DELETE, each followed by GET with If-None-Match",
		Accepts:   "200",
		Mistakes:  "An ETag made of the ID, or of updated_at with a resolution of seconds.",
	},
}
