package requirement

// Add: the quota of tags per image.
var (
	QuotaRefused  = cite("add.quota.413")
	QuotaNoEffect = cite("add.quota.nothing-stored")
	QuotaReadd    = cite("add.quota.repeat-at-limit")
	QuotaFrees    = cite("add.quota.removal-frees")
	QuotaPerImage = cite("add.quota.per-image")
	QuotaDeclared = cite("add.quota.as-declared")
)

const (
	overLimit = "Add image tag: response codes, 413 Over Limit"
	quotaNote = "The document describes 413 as 'the number of items returned is above the allowed limit'. " +
		"The only number that PUT can exceed is that of the image's tags, as with upstream's quota. " +
		"Without --tag-quota the limit is probed for with up to --quota-probe tags."
)

func quota(id, clause, statement, sends, accepts, mistakes string) Requirement {
	return Requirement{
		ID: "add.quota." + id, Level: Must, Source: Document, Clause: clause, Operation: Add,
		Statement: statement, Sends: sends, Accepts: accepts, Mistakes: mistakes, Note: quotaNote,
	}
}

var quotaRequirements = []Requirement{
	quota("413", overLimit,
		"A new tag that exceeds the target's quota of tags per image is answered 413.",
		"PUT until the quota is reached, then once more", "413",
		"403, 400 or 500; 204 for a dropped tag; no limit although one is declared."),
	quota("nothing-stored", overLimit,
		"A tag refused because of the quota is not stored, and no other tag is evicted.",
		"GET before and after the refused PUT", "the same tags",
		"Storing before counting; a cache of bounded size."),
	quota("repeat-at-limit", "Add image tag: multiple attempts with the same string",
		"At the quota, adding a tag that is already on the image is answered 204.",
		"PUT for a present tag on a full image", "204, and the same tags",
		"The quota is checked before the tag is known to be new."),
	quota("removal-frees", overLimit,
		"Removing a tag from a full image frees exactly one place.",
		"DELETE, PUT, PUT on a full image; the same after requests that change nothing", "204, 204, 413",
		"A counter that never decreases, or that counts repeated additions and removals of absent tags; "+
			"soft-deleted rows that still count."),
	quota("per-image", overLimit,
		"The quota applies to each image separately.",
		"PUT on another image while one is full", "204",
		"A quota per project, or for all images."),
	quota("as-declared", "the target's own declaration, --tag-quota",
		"The quota is the one that the target declares.",
		"PUT up to the declared number, and once more", "204 up to the declared number, then 413",
		"An off-by-one error; a default instead of the configured value."),
}
