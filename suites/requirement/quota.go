package requirement

// The quota of tags an image.
var (
	QuotaRefused  = define("add.quota.413")
	QuotaNoEffect = define("add.quota.nothing-stored")
	QuotaReadd    = define("add.quota.repeat-at-limit")
	QuotaFrees    = define("add.quota.removal-frees")
	QuotaPerImage = define("add.quota.per-image")
	QuotaDeclared = define("add.quota.as-declared")
	RemoveOver    = define("remove.possible.413")
)

const quotaNote = "The document calls 413 'the number of items returned is above the allowed limit'; the only number that PUT can exceed is that of the image's tags, " +
	"as upstream's quota does. Without --tag-quota the limit is looked for up to --quota-probe tags."

func quota(id, clause, statement, sends, accepts, mistakes string) Requirement {
	return Requirement{
		ID: "add.quota." + id, Level: Must, Source: Document, Clause: clause, Operation: Add,
		Statement: statement, Sends: sends, Accepts: accepts, Mistakes: mistakes, Note: quotaNote,
	}
}

const overLimit = "Add image tag: response codes, 413 Over Limit"

var quotaRequirements = []Requirement{
	quota("413", overLimit, "A new tag over the target's quota of tags an image is answered 413.",
		"PUT until the quota is full, then one more", "413", "403, 400 or 500; 204 while the tag is dropped; no limit where one is declared."),
	quota("nothing-stored", overLimit, "A tag refused for the quota is not stored, and no other one is evicted for it.",
		"GET before and after the refused PUT", "the same tags", "Storing first and counting later; a cache of bounded size."),
	quota("repeat-at-limit", "Add image tag: multiple attempts with the same string", "At the quota, adding a tag that is there already is answered 204.",
		"PUT for a present tag on a full image", "204, and the same tags", "The quota is checked before it is known whether the tag is new."),
	quota("removal-frees", overLimit, "Removing a tag from a full image makes room for one new tag, and for one only.",
		"DELETE, PUT, PUT on a full image; the same after requests that change nothing", "204, 204, 413", "A counter that only goes up, or that counts repeated additions and removals of what is not there; rows that are deleted softly and still counted."),
	quota("per-image", overLimit, "The quota holds for each image by itself.",
		"PUT on another image while one is full", "204", "A quota for the project, or for all."),
	quota("as-declared", "the target's own declaration, --tag-quota", "The quota is the one that the target declares.",
		"PUT up to the declared number, and one more", "204 up to it, 413 behind it", "An off-by-one, a default where another value was configured."),
	{
		ID: "remove.possible.413", Level: May, Source: Document, Clause: "Delete image tag: response codes, 413 Over Limit", Operation: Remove,
		Statement: "DELETE may be answered 413 when a limit is exceeded.", Unobservable: "Removing a tag exceeds no limit that a client could reach; as an answer to a correct removal 413 fails what was asked.",
	},
}
