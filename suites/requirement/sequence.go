package requirement

// What holds after a history of changes.
var SequenceState = define("sequence.state")

var sequenceRequirements = []Requirement{
	{
		ID: "sequence.state", Level: Must, Source: Document, Clause: "both operations: adds, deletes the specified tag; can only be tagged once, can only be removed once", Operation: Both,
		Statement: "An image has exactly the tags that all additions and removals so far make of it, whatever their order and number, and answers accordingly.",
		Sends:     "a walk of 200 additions and removals over two images, of tags that are alike, up to the quota; it is the same in every run", Accepts: "204 to each addition, 204 and 404 to removals as the tag is there or not, 413 at a declared quota, and the tags that follow from them",
		Mistakes: "A version that overflows, a cached refusal, a counter that drifts, a removal that takes a subtree along, an order that insertion and search do not share.",
	},
}
