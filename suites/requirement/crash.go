package requirement

// What was acknowledged survives that the server is killed.
var (
	CrashAdded      = define("durable.crash.added")
	CrashRemoved    = define("durable.crash.removed")
	CrashLast       = define("durable.crash.last")
	CrashUnanswered = define("durable.crash.unanswered")
	CrashUntouched  = define("durable.crash.untouched")
	CrashNonASCII   = define("durable.crash.non-ascii")
	CrashWritable   = define("durable.crash.writable")
	CrashQuota      = define("durable.crash.quota")
)

const crashNote = "Needs --restart-cmd, and is judged last. The target is killed twice for all of durable.crash: while eight clients (--clients) each write to an image of their own, " +
	"one request after the other, so that what a race loses is not laid to the crash; and right after an answer while nothing else is on its way. " +
	"Killing a process shows what it has not handed to its system yet; what the system has not written yet shows only where its machine is killed, too."

const (
	fulfilled = ", 204; RFC 9110, 15.3.5: the request was successfully fulfilled"
	adding    = "Add image tag: adds the specified tag" + fulfilled
	deleting  = "Delete image tag: deletes the specified tag" + fulfilled
	changing  = "both operations: 204" + fulfilled
)

func crash(id, clause string, operation Operation, statement, sends, accepts, mistakes string) Requirement {
	return Requirement{
		ID: "durable.crash." + id, Level: Must, Source: Document, Clause: clause, Operation: operation,
		Statement: statement, Sends: sends, Accepts: accepts, Mistakes: mistakes, Note: crashNote,
	}
}

var crashRequirements = []Requirement{
	crash("added", adding, Add, "A tag whose addition was answered 204 is there after the server was killed and started again.",
		"PUT and DELETE by several clients until the server is killed; then GET", "every tag whose last answered change was its addition",
		"Images in memory alone; an answer before the transaction is committed; a log that is never synced."),
	crash("removed", deleting, Remove, "A tag whose removal was answered 204 stays away after the server was killed and started again.",
		"PUT and DELETE by several clients until the server is killed; then GET", "no tag whose last answered change was its removal, and none that was never added",
		"A log of additions alone; removals that are replayed before the additions."),
	crash("last", changing, Both, "What was answered right before the server was killed is there, too.",
		"PUT, DELETE and PUT on one image, at once followed by the kill; then GET", "the tags that follow from the three",
		"A change is answered first and written when others have come, or a while later; a start that takes whole records for a torn tail."),
	crash("unanswered", changing, Both, "A change that was not answered when the server was killed is done wholly or not at all, and stays so.",
		"GET twice after the server was killed while it had requests to answer, and once more after it was killed again; then DELETE", "the same tags each time, and a removal that agrees with them",
		"One table of two is written; a queue goes on with what it held, long after its client has given up."),
	crash("untouched", "both operations: the specified image"+fulfilled, Both, "An image that nobody was changing when the server was killed is afterwards as it was.",
		"GET before and after", "the same tags and attributes", "A checkpoint that holds a part; a start that reads the end of a log alone."),
	crash("non-ascii", adding, Add, "Tags beyond ASCII are afterwards the same strings.",
		"PUT of tags of two to four octets a character and of both normal forms; GET after the server was killed", "the same tags", "A file or a table of another encoding than that of the answers."),
	crash("writable", changing, Both, "Images that were being changed when the server was killed can be changed afterwards.",
		"PUT and DELETE on each of them after the server was killed", "204, as the tag is there or not", "A lock, a lease or a state of the image that the killed server should have taken back."),
	crash("quota", overLimit, Add, "The quota of tags an image holds after the server was killed as before.",
		"PUT on an image that was filled up to its quota before the server was killed, also for a tag that is there", "413, and the same tags; 204 for a tag that is there",
		"A counter that begins anew; a quota that was set at run time alone."),
}
