package requirement

// Isolation: what a tag operation must not change.
var (
	IsolationBystander  = cite("isolation.bystander")
	IsolationAttributes = cite("isolation.attributes")
	IsolationSameTag    = cite("isolation.same-tag")
	IsolationSimilarID  = cite("isolation.similar-id")
	IsolationMany       = cite("isolation.interleaved")
	IsolationNewImage   = cite("isolation.new-image")
)

const specifiedImage = "both operations: the specified image"

var isolationRequirements = []Requirement{
	{
		ID: "isolation.bystander", Level: Must, Source: Document, Operation: Both, Clause: specifiedImage,
		Statement: "No operation changes another image.",
		Sends: "GET after every check for a bystander: an image that no check changes. " +
			"It has the tags that checks use most, and once had one that was removed",
		Accepts:  "the same tags and attributes",
		Mistakes: "A missing condition on the image; a shared default list.",
	},
	{
		ID: "isolation.attributes", Level: Must, Source: Document, Operation: Both,
		Clause:    "both operations: adds, deletes the specified tag",
		Statement: "No operation changes an attribute of the image other than tags and updated_at.",
		Sends:     "GET before and after PUT and DELETE, in every check",
		Accepts:   "the same attributes",
		Mistakes:  "The whole row is written back; a name or a status that is recomputed.",
	},
	{
		ID: "isolation.same-tag", Level: Must, Source: Document, Operation: Both, Clause: specifiedImage,
		Statement: "Two images can have the same tag: adding or removing it on one does not change the other.",
		Sends:     "PUT and DELETE for one tag on two images",
		Accepts:   "each image has its own tags",
		Mistakes:  "A table of tags without the image; tags that are unique per project.",
	},
	{
		ID: "isolation.similar-id", Level: Must, Source: Document, Operation: Both, Clause: specifiedImage,
		Statement: "An image ID that differs in one character, or is truncated, does not name the image.",
		Sends: "PUT and DELETE with the last character of the ID changed, without it, " +
			"and with the first part of the ID only",
		Accepts:  "a refusal, and an unchanged image",
		Mistakes: "IDs that are truncated or compared by prefix.",
	},
	{
		ID: "isolation.interleaved", Level: Must, Source: Document, Operation: Both, Clause: specifiedImage,
		Statement: "Interleaved operations on several images each have their own effect.",
		Sends:     "PUT and DELETE on five images, interleaved",
		Accepts:   "each image has its own tags",
		Mistakes:  "State that is carried from one request to the next.",
	},
	{
		ID: "isolation.new-image", Level: Must, Source: Document, Operation: Both, Clause: specifiedImage,
		Statement: "A new image has no tags of a deleted one.",
		Sends:     "POST, PUT, DELETE of the image, POST, GET",
		Accepts:   "an image without the tag",
		Mistakes:  "Tags that outlive their image; IDs that are reused.",
	},
}
