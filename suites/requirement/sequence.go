package requirement

// Sequence: what holds after a history of changes.
var (
	SequenceState    = cite("sequence.state")
	SequenceNonASCII = cite("sequence.state.non-ascii")
	SequenceLengths  = cite("sequence.lengths")
	SequenceWindows  = cite("sequence.windows")
	SequenceUsers    = cite("sequence.users")
	SequenceFuzz     = cite("sequence.fuzz")
)

const sequenceNote = "A sequence that fails is sent three times in all. " +
	"A failure that does not repeat each time is flaky and reported with its rate. One that does is reduced to " +
	"the shortest sequence that fails, which is saved in a file for tagcheck conform --replay."

func sequence(id, clause, statement, sends, accepts, mistakes string) Requirement {
	return Requirement{
		ID: "sequence." + id, Level: Must, Source: Document, Clause: clause, Operation: Both,
		Statement: statement, Sends: sends, Accepts: accepts, Mistakes: mistakes, Note: sequenceNote,
	}
}

var sequenceRequirements = []Requirement{
	sequence("state",
		"both operations: adds, deletes the specified tag; can only be tagged once, can only be removed once",
		"An image has exactly the tags that follow from all earlier additions and removals, "+
			"whatever their order and number, and its responses agree.",
		"additions and removals on two images, of similar tags, up to the quota, mixed with refused requests; "+
			"drawn from --seed, as many as --budget allows",
		"204 to additions; 204 to removals of present tags and 404 to others; 413 at a declared quota; "+
			"the tags that follow",
		"A version that overflows; a cached refusal; a counter that drifts; a removal that also removes a subtree; "+
			"an order that insertion and lookup do not share."),
	sequence("state.non-ascii", "both operations: adds, deletes the specified tag",
		"The same holds for non-ASCII tags of all planes and up to 255 characters, "+
			"including those that a server may refuse.",
		"additions and removals on two images, of tags of one to four bytes per character, of both normal forms, "+
			"and with control characters; drawn from --seed",
		"as for ASCII; a tag that may be refused is stored exactly or refused with 4xx, the same each time",
		"A sort order that lacks a character; a form that only one of the operations normalises."),
	sequence("lengths", "URI parameters: {tag}, up to 255 characters in length",
		"Tags near the limit of 255 characters are stored in full or refused, and kept distinct, "+
			"whatever was sent before.",
		"additions and removals of tags of 253 to 257 letters that differ in the last ones; drawn from --seed",
		"as for other tags up to 255 characters; 4xx without effect above",
		"A reused buffer; a refusal cached by a part of the tag; a truncated key."),
	sequence("windows", "both operations: can only be tagged once, can only be removed once",
		"Every sequence of four changes of two tags is answered and carried out as the changes before it require.",
		"a de Bruijn sequence: every four PUT and DELETE of a and ab in a row, once; "+
			"five or six in a row with a larger --budget",
		"204 to additions; 204 to removals of present tags and 404 to others; the tags that follow",
		"A second removal that is needed after two additions; a refusal that is cached until the next addition; "+
			"a journal that swaps two changes."),
	sequence("users", "both operations: 403; the specified image",
		"What one user attempts on another user's images changes nothing there, "+
			"and nothing about later operations of either user on their own images.",
		"changes by two users to their own images, mixed with attempts of each on the other's images "+
			"and with an invalid token; drawn from --seed",
		"403 or 404 to the attempts; 401 without a valid token; the tags that follow from the owners' changes",
		"An attempt that corrupts the cache of the owner's image; a session that remembers the last user; "+
			"a refusal that is undone later."),
	sequence("fuzz", "both operations: response codes; the request body is ignored",
		"Whatever combination of method, spelling, query, body, framing and fields a request has: its response is "+
			"valid and not 5xx, its effect is what its status says, and the next request gets its own response.",
		"requests from a grammar of all of these, one in 25 with a path that names no tag; drawn from --seed",
		"204 with its effect and without a body; 404 to the removal of an absent tag; "+
			"or a refusal without effect, as for each part alone",
		"A query or a form that is taken for the tag; a combination of method and body with its own code path; "+
			"a body that is left for the next request."),
}
