package requirement

// What was acknowledged lasts.
var (
	DurableAdded   = define("durable.added")
	DurableRemoved = define("durable.removed")
)

var durableRequirements = []Requirement{
	{
		ID: "durable.added", Level: Must, Source: Document, Clause: "Add image tag: adds the specified tag", Operation: Add,
		Statement: "An added tag stays until it is removed.", Sends: "PUT at the beginning of the run, and GET later on", Accepts: "the tag is still there", Mistakes: "A write that is kept in a cache alone, or undone by a synchronisation.",
		Note: "0.3 seconds at least lie between the two.",
	},
	{
		ID: "durable.removed", Level: Must, Source: Document, Clause: "Delete image tag: can only be removed once", Operation: Remove,
		Statement: "A removed tag stays away until it is added again.", Sends: "DELETE at the beginning of the run, and GET later on", Accepts: "the tag is still away", Mistakes: "A replica that brings old rows back; a removal that is only marked.",
		Note: "0.3 seconds at least lie between the two.",
	},
}
