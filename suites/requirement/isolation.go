package requirement

// What a tag operation leaves alone.
var (
	IsolationBystander  = define("isolation.bystander")
	IsolationAttributes = define("isolation.attributes")
	IsolationSameTag    = define("isolation.same-tag")
	IsolationNextID     = define("isolation.similar-id")
	IsolationMany       = define("isolation.interleaved")
	IsolationNewImage   = define("isolation.new-image")
)

const specifiedImage = "both operations: the specified image"

var isolationRequirements = []Requirement{
	{
		ID: "isolation.bystander", Level: Must, Source: Document, Clause: specifiedImage, Operation: Both,
		Statement: "No operation changes anything of another image.", Sends: "GET for an image that nobody touches, that carries the tags most used and carried one that was removed, after every check", Accepts: "the same tags and attributes", Mistakes: "A missing condition on the image; a shared default list.",
	},
	{
		ID: "isolation.attributes", Level: Must, Source: Document, Clause: "both operations: adds, deletes the specified tag", Operation: Both,
		Statement: "No operation changes another attribute of the image than tags and updated_at.", Sends: "GET before and after PUT and DELETE, in every check", Accepts: "the same attributes", Mistakes: "The whole row is written back; a name or a status that is recomputed.",
	},
	{
		ID: "isolation.same-tag", Level: Must, Source: Document, Clause: specifiedImage, Operation: Both,
		Statement: "The same tag on two images is two tags: adding and removing it on one leaves the other.", Sends: "PUT and DELETE for one tag on two images", Accepts: "each image has what it was given", Mistakes: "A table of tags without the image; tags unique in the whole project.",
	},
	{
		ID: "isolation.similar-id", Level: Must, Source: Document, Clause: specifiedImage, Operation: Both,
		Statement: "An image id that differs in one character, or that is cut short, is not that image.", Sends: "PUT and DELETE with the last character of the id changed, without it, and with the first part of the id alone", Accepts: "refusal, and the image as before", Mistakes: "Ids cut or compared by prefix.",
	},
	{
		ID: "isolation.interleaved", Level: Must, Source: Document, Clause: specifiedImage, Operation: Both,
		Statement: "Operations on several images by turns each have their own effect.", Sends: "PUT and DELETE on five images by turns", Accepts: "each image has what it was given", Mistakes: "State that is kept between requests.",
	},
	{
		ID: "isolation.new-image", Level: Must, Source: Document, Clause: specifiedImage, Operation: Both,
		Statement: "A new image has no tags of a deleted one.", Sends: "POST, PUT, DELETE of the image, POST, GET", Accepts: "an image without the tag", Mistakes: "Tags that outlive their image; ids that are used again.",
	},
}
