package requirement

// What holds after a history of changes.
var (
	SequenceState    = define("sequence.state")
	SequenceNonASCII = define("sequence.state.non-ascii")
)

var sequenceRequirements = []Requirement{
	{
		ID: "sequence.state", Level: Must, Source: Document, Clause: "both operations: adds, deletes the specified tag; can only be tagged once, can only be removed once", Operation: Both,
		Statement: "An image has exactly the tags that all additions and removals so far make of it, whatever their order and number, and answers accordingly.",
		Sends:     "a walk of 200 additions and removals over two images, of tags that are alike, up to the quota; it is the same in every run", Accepts: "204 to each addition, 204 and 404 to removals as the tag is there or not, 413 at a declared quota, and the tags that follow from them",
		Mistakes: "A version that overflows, a cached refusal, a counter that drifts, a removal that takes a subtree along, an order that insertion and search do not share.",
	},
	{
		ID: "sequence.state.non-ascii", Level: Must, Source: Document, Clause: "both operations: adds, deletes the specified tag", Operation: Both,
		Statement: "The same holds for histories with tags beyond ASCII among the others.",
		Sends:     "a walk of 100 additions and removals over two images, of tags of one to four octets a character and of both normal forms; it is the same in every run", Accepts: "as for ASCII",
		Mistakes: "An order that does not know a character, a form that is normalised on one way only.",
	},
}
