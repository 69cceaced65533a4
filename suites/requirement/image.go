package requirement

// The image of the URL: missing, deleted, malformed, spelled otherwise.
var (
	AddImageMissing    = define("add.image.missing.refused")
	AddImageMissing404 = define("add.image.missing.404")
	AddImageDeleted    = define("add.image.deleted.refused")
	AddImageMalformed  = define("add.image.malformed")
	AddImageUpperCase  = define("add.image.upper-case")

	RemoveImageMissing   = define("remove.image.missing.404")
	RemoveImageDeleted   = define("remove.image.deleted.404")
	RemoveImageMalformed = define("remove.image.malformed")
	RemoveImageUpperCase = define("remove.image.upper-case")
)

const imageIDClause = "URI parameters: {image_id}, typically a UUID"

var addImageRequirements = []Requirement{
	{
		ID: "add.image.missing.refused", Level: Must, Source: Interop, Clause: "Tempest, update tags for a non-existing image", Operation: Add,
		Statement: "Adding a tag to an image that does not exist is refused with 4xx; no image appears.",
		Sends:     "PUT on a random UUID, then GET for it", Accepts: "4xx; then no image", Mistakes: "An upsert; a foreign key that fails as 500.",
		Note:    "The document's table for PUT has no 404, though it can't mean success. Which 4xx is a SHOULD of its own.",
		Tempest: "8cd30f82-6f9a-4c6e-8034-c1b51fba43d9",
	},
	{
		ID: "add.image.missing.404", Level: Should, Source: Interop, Clause: "Tempest, update tags for a non-existing image", Operation: Add,
		Statement: "Adding a tag to an image that does not exist is answered 404.", Sends: "PUT on a random UUID", Accepts: "404", Mistakes: "400 or 403.",
		Note: "Not in the document's table, but required by interoperability tests and by RFC 9110, 15.5.5.", Tempest: "8cd30f82-6f9a-4c6e-8034-c1b51fba43d9",
	},
	{
		ID: "add.image.deleted.refused", Level: Must, Source: Interop, Clause: "as for an image that never was", Operation: Add,
		Statement: "Adding a tag to a deleted image is refused with 4xx, and the image stays deleted.",
		Sends:     "PUT on an image that was deleted, then GET for it", Accepts: "4xx; then no image", Mistakes: "Rows that are deleted softly and still found.",
	},
	{
		ID: "add.image.malformed", Level: Must, Source: Document, Clause: imageIDClause, Operation: Add,
		Statement: "An image id that can't be one is refused with 4xx.",
		Sends:     "PUT with ids that are short, over-long, no UUID, no UTF-8, with NUL, with wildcards, or empty", Accepts: "4xx", Mistakes: "A cast in the database that fails as 500.",
	},
	{
		ID: "add.image.upper-case", Level: Must, Source: Document, Clause: imageIDClause, Operation: Add,
		Statement: "An image id in upper case is that image or none; it never has tags of its own.",
		Sends:     "PUT with the id in upper case, then GET with it as it is", Accepts: "4xx without effect, or 204 with the effect on the image", Mistakes: "A cache or a table of tags keyed by the spelling.",
		Note: "RFC 9562 has UUIDs compared without regard to case, and most servers compare strings: both are right.",
	},
	{
		ID: "remove.image.missing.404", Level: Must, Source: Document, Clause: "Delete image tag: response codes, 404 Not Found", Operation: Remove,
		Statement: "Removing a tag from an image that does not exist is answered 404.", Sends: "DELETE on a random UUID", Accepts: "404", Mistakes: "204, because the tag is not there.",
	},
	{
		ID: "remove.image.deleted.404", Level: Must, Source: Document, Clause: "Delete image tag: response codes, 404 Not Found", Operation: Remove,
		Statement: "Removing a tag from a deleted image is answered 404.", Sends: "DELETE on an image that was deleted", Accepts: "404", Mistakes: "Rows that are deleted softly and still found.",
	},
	{
		ID: "remove.image.malformed", Level: Must, Source: Document, Clause: imageIDClause, Operation: Remove,
		Statement: "An image id that can't be one is refused with 4xx.",
		Sends:     "DELETE with ids that are short, over-long, no UUID, no UTF-8, with NUL, with wildcards, or empty", Accepts: "4xx", Mistakes: "A cast in the database that fails as 500.",
	},
	{
		ID: "remove.image.upper-case", Level: Must, Source: Document, Clause: imageIDClause, Operation: Remove,
		Statement: "An image id in upper case is that image or none.",
		Sends:     "DELETE with the id in upper case, then GET with it as it is", Accepts: "404 without effect, or 204 with the effect on the image", Mistakes: "204 without an effect.",
	},
}
