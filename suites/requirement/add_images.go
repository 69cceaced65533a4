package requirement

// Add and Remove: the image in the URL is missing, deleted, malformed or
// spelled differently.
var (
	AddImageMissing    = cite("add.image.missing.refused")
	AddImageMissing404 = cite("add.image.missing.404")
	AddImageDeleted    = cite("add.image.deleted.refused")
	AddImageMalformed  = cite("add.image.malformed")
	AddImageUpperCase  = cite("add.image.upper-case")

	RemoveImageMissing   = cite("remove.image.missing.404")
	RemoveImageDeleted   = cite("remove.image.deleted.404")
	RemoveImageMalformed = cite("remove.image.malformed")
	RemoveImageUpperCase = cite("remove.image.upper-case")
)

const (
	imageIDClause  = "URI parameters: {image_id}, typically a UUID"
	notFoundClause = "Delete image tag: response codes, 404 Not Found"
	malformedIDs   = " with IDs that are too short, too long, not a UUID, not UTF-8, empty, or have NUL or wildcards"
	softDeleted    = "Soft-deleted rows that are still found."
)

var addImageRequirements = []Requirement{
	{
		ID: "add.image.missing.refused", Level: Must, Source: Interop, Operation: Add,
		Clause:    "Tempest, update tags for a non-existing image",
		Statement: "Adding a tag to an image that does not exist is refused with 4xx and creates no image.",
		Sends:     "PUT on a random UUID, then GET for it",
		Accepts:   "4xx, then no image",
		Mistakes:  "An upsert; a foreign key error answered with 500.",
		Note: "404 is not documented for PUT, but it cannot mean success. " +
			"Which 4xx is a separate requirement, a SHOULD.",
		Tempest: "8cd30f82-6f9a-4c6e-8034-c1b51fba43d9",
	},
	{
		ID: "add.image.missing.404", Level: Should, Source: Interop, Operation: Add,
		Clause:    "Tempest, update tags for a non-existing image",
		Statement: "Adding a tag to an image that does not exist is answered 404.",
		Sends:     "PUT on a random UUID",
		Accepts:   "404",
		Mistakes:  "400 or 403.",
		Note:      "Not documented for PUT, but required by interoperability tests and by RFC 9110, 15.5.5.",
		Tempest:   "8cd30f82-6f9a-4c6e-8034-c1b51fba43d9",
	},
	{
		ID: "add.image.deleted.refused", Level: Must, Source: Interop, Operation: Add,
		Clause:    "as for an image that never was",
		Statement: "Adding a tag to a deleted image is refused with 4xx, and the image stays deleted.",
		Sends:     "PUT on a deleted image, then GET for it",
		Accepts:   "4xx, then no image",
		Mistakes:  softDeleted,
	},
	{
		ID: "add.image.malformed", Level: Must, Source: Document, Operation: Add, Clause: imageIDClause,
		Statement: "A malformed image ID is refused with 4xx.",
		Sends:     "PUT" + malformedIDs,
		Accepts:   "4xx",
		Mistakes:  "A failed cast in the database answered with 500.",
	},
	{
		ID: "add.image.upper-case", Level: Must, Source: Document, Operation: Add, Clause: imageIDClause,
		Statement: "An image ID in upper case names the same image or none. It never has tags of its own.",
		Sends:     "PUT with the ID in upper case, then GET with the original ID",
		Accepts:   "4xx without effect, or 204 with the effect on the image",
		Mistakes:  "A cache or a table of tags keyed by the spelling.",
		Note:      "RFC 9562 compares UUIDs without regard to case, most servers compare strings: both are accepted.",
	},
}

var removeImageRequirements = []Requirement{
	{
		ID: "remove.image.missing.404", Level: Must, Source: Document, Operation: Remove, Clause: notFoundClause,
		Statement: "Removing a tag from an image that does not exist is answered 404.",
		Sends:     "DELETE on a random UUID",
		Accepts:   "404",
		Mistakes:  "204, because the tag is absent.",
	},
	{
		ID: "remove.image.deleted.404", Level: Must, Source: Document, Operation: Remove, Clause: notFoundClause,
		Statement: "Removing a tag from a deleted image is answered 404.",
		Sends:     "DELETE on a deleted image",
		Accepts:   "404",
		Mistakes:  softDeleted,
	},
	{
		ID: "remove.image.malformed", Level: Must, Source: Document, Operation: Remove, Clause: imageIDClause,
		Statement: "A malformed image ID is refused with 4xx.",
		Sends:     "DELETE" + malformedIDs,
		Accepts:   "4xx",
		Mistakes:  "A failed cast in the database answered with 500.",
	},
	{
		ID: "remove.image.upper-case", Level: Must, Source: Document, Operation: Remove, Clause: imageIDClause,
		Statement: "An image ID in upper case names the same image or none.",
		Sends:     "DELETE with the ID in upper case, then GET with the original ID",
		Accepts:   "404 without effect, or 204 with the effect on the image",
		Mistakes:  "204 without an effect.",
	},
}
