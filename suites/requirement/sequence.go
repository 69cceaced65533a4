package requirement

// What holds after a history of changes.
var (
	SequenceState    = define("sequence.state")
	SequenceNonASCII = define("sequence.state.non-ascii")
	SequenceLengths  = define("sequence.lengths")
	SequenceWindows  = define("sequence.windows")
	SequenceUsers    = define("sequence.users")
	SequenceFuzz     = define("sequence.fuzz")
)

const sequenceNote = "What fails is sent three times in all: a fault fails each time, and anything else is told with its rate. Then it is made as short as it can be, and kept in a file for tagcheck conform --replay."

var sequenceRequirements = []Requirement{
	{
		ID: "sequence.state", Level: Must, Source: Document, Clause: "both operations: adds, deletes the specified tag; can only be tagged once, can only be removed once", Operation: Both,
		Statement: "An image has exactly the tags that all additions and removals so far make of it, whatever their order and number, and answers accordingly.",
		Sends:     "additions and removals over two images, of tags that are alike, up to the quota, with refused requests among them; drawn by --seed, as many as --budget allows", Accepts: "204 to each addition, 204 and 404 to removals as the tag is there or not, 413 at a declared quota, and the tags that follow from them",
		Mistakes: "A version that overflows, a cached refusal, a counter that drifts, a removal that takes a subtree along, an order that insertion and search do not share.",
		Note:     sequenceNote,
	},
	{
		ID: "sequence.state.non-ascii", Level: Must, Source: Document, Clause: "both operations: adds, deletes the specified tag", Operation: Both,
		Statement: "The same holds for tags beyond ASCII, of all planes and up to 255 characters long, among them those that a server may refuse.",
		Sends:     "additions and removals over two images, of tags of one to four octets a character, of both normal forms, and with control characters; drawn by --seed", Accepts: "as for ASCII; a tag that may be refused is stored exactly or refused with 4xx, the same each time",
		Mistakes: "An order that does not know a character, a form that is normalised on one way only.", Note: sequenceNote,
	},
	{
		ID: "sequence.lengths", Level: Must, Source: Document, Clause: "URI parameters: {tag}, up to 255 characters in length", Operation: Both,
		Statement: "Tags about the limit of 255 characters are kept whole or refused, and told apart, whatever was sent before.",
		Sends:     "additions and removals of tags of 253 to 257 letters that differ in the last ones; drawn by --seed", Accepts: "as for others up to 255 characters, 4xx without effect beyond",
		Mistakes: "A buffer that is used again, a refusal that is remembered by a part of the tag, a key that is cut.", Note: sequenceNote,
	},
	{
		ID: "sequence.windows", Level: Must, Source: Document, Clause: "both operations: can only be tagged once, can only be removed once", Operation: Both,
		Statement: "Whatever four changes of two tags follow each other, each is answered and done as those before it make it right.",
		Sends:     "a de Bruijn sequence: every four in a row of PUT and DELETE of a and ab, once; of five or six in a row with a larger --budget", Accepts: "204 to additions, 204 and 404 to removals, and the tags that follow from them",
		Mistakes: "A removal behind two additions that needs another, a refusal that is cached until the next addition, a journal that swaps two changes.", Note: sequenceNote,
	},
	{
		ID: "sequence.users", Level: Must, Source: Document, Clause: "both operations: 403; the specified image", Operation: Both,
		Statement: "What one user tries on another's images changes nothing there, and nothing of how either user's own images go on.",
		Sends:     "changes by two users to images of their own, and between them attempts of each on the other's and with a token of nobody; drawn by --seed", Accepts: "403 or 404 to the attempts, 401 without a valid token, and the tags that the owners' changes make",
		Mistakes: "An attempt that spoils the cache of the owner's image, a session that keeps the last user, a refusal that is undone later.", Note: sequenceNote,
	},
	{
		ID: "sequence.fuzz", Level: Must, Source: Document, Clause: "both operations: response codes; the request body is ignored", Operation: Both,
		Statement: "Whatever the method, spelling, query, body, framing and fields of a request are together: its answer can be read and is no server error, it does what its answer says and nothing else, and the next request is answered in its own right.",
		Sends:     "requests by a grammar of all of these, one in 25 with a path that is no tag's; drawn by --seed", Accepts: "204 with its effect and without a body, 404 to the removal of what is not there; or a refusal without effect, as for each of the parts by itself",
		Mistakes: "A query or a form that is taken for the tag, a method and a body that meet in a branch of their own, a body that is left for the next request.", Note: sequenceNote,
	},
}
