package requirement

// Durable: acknowledged changes last, also when the server is killed.
var (
	DurableAdded   = cite("durable.added")
	DurableRemoved = cite("durable.removed")

	CrashAdded      = cite("durable.crash.added")
	CrashRemoved    = cite("durable.crash.removed")
	CrashLast       = cite("durable.crash.last")
	CrashUnanswered = cite("durable.crash.unanswered")
	CrashUntouched  = cite("durable.crash.untouched")
	CrashNonASCII   = cite("durable.crash.non-ascii")
	CrashWritable   = cite("durable.crash.writable")
	CrashQuota      = cite("durable.crash.quota")
)

const (
	sentinelNote = "At least 0.3 seconds pass between the two."
	crashNote    = "Needs --restart-cmd and is judged last. The target is killed twice for all of durable.crash. " +
		"First while eight clients (--clients) each write to a separate image, one request after the other, so that " +
		"no race is mistaken for the effect of the crash. Then right after a response, with no request in flight. " +
		"Killing the process shows what it has not passed to the operating system. " +
		"What the operating system has not written to disk shows only if its machine is killed too."
)

const (
	fulfilled = ", 204; RFC 9110, 15.3.5: the request was successfully fulfilled"
	adding    = "Add image tag: adds the specified tag" + fulfilled
	deleting  = "Delete image tag: deletes the specified tag" + fulfilled
	changing  = "both operations: 204" + fulfilled
)

var durableRequirements = []Requirement{
	{
		ID: "durable.added", Level: Must, Source: Document, Operation: Add,
		Clause:    "Add image tag: adds the specified tag",
		Statement: "An added tag stays until it is removed.",
		Sends:     "PUT at the start of the run, and GET later",
		Accepts:   "the tag is still on the image",
		Mistakes:  "A write that only reaches a cache, or that a synchronisation undoes.",
		Note:      sentinelNote,
	},
	{
		ID: "durable.removed", Level: Must, Source: Document, Operation: Remove,
		Clause:    "Delete image tag: can only be removed once",
		Statement: "A removed tag stays absent until it is added again.",
		Sends:     "DELETE at the start of the run, and GET later",
		Accepts:   "the tag is still absent",
		Mistakes:  "A replica that restores old rows; a removal that is only marked.",
		Note:      sentinelNote,
	},
	crash("added", adding, Add,
		"A tag whose addition was answered 204 is on the image after the server was killed and restarted.",
		"PUT and DELETE by several clients until the server is killed; then GET",
		"every tag whose last acknowledged change was an addition",
		"Images in memory only; a response before the transaction is committed; a log that is never synced."),
	crash("removed", deleting, Remove,
		"A tag whose removal was answered 204 is absent after the server was killed and restarted.",
		"PUT and DELETE by several clients until the server is killed; then GET",
		"no tag whose last acknowledged change was a removal, and none that was never added",
		"A log of additions only; removals that are replayed before additions."),
	crash("last", changing, Both,
		"A change that was acknowledged right before the server was killed has its effect after the restart.",
		"PUT, DELETE and PUT on one image, followed at once by the kill; then GET",
		"the tags that follow from the three requests",
		"A change is acknowledged first and written with later ones, or after a delay; "+
			"a restart that mistakes complete records for a torn tail."),
	crash("unanswered", changing, Both,
		"A change that was in flight when the server was killed is done completely or not at all, and stays that way.",
		"GET twice after the server was killed with requests in flight, and again after a second kill; then DELETE",
		"the same tags each time, and a removal that agrees with them",
		"One of two tables is written; a queue continues with old entries long after the client has given up."),
	crash("untouched", "both operations: the specified image"+fulfilled, Both,
		"An image that no request was changing when the server was killed is unchanged after the restart.",
		"GET before and after", "the same tags and attributes",
		"A checkpoint that holds only a part; a restart that reads only the end of a log."),
	crash("non-ascii", adding, Add,
		"Non-ASCII tags are the same strings after the restart.",
		"PUT of tags of two to four bytes per character and of both normal forms; GET after the server was killed",
		"the same tags",
		"A file or a table in another encoding than the responses."),
	crash("writable", changing, Both,
		"Images that were being changed when the server was killed can be changed after the restart.",
		"PUT and DELETE on each of them after the server was killed",
		"the status that follows from whether the tag is on the image",
		"A lock, a lease or an image state that the killed server should have released."),
	crash("quota", overLimit, Add,
		"The quota of tags per image holds after the restart as before.",
		"PUT on an image that was full before the server was killed, also for a tag on the image",
		"413, and the same tags; 204 for a tag on the image",
		"A counter that restarts at zero; a quota that was only set at run time."),
}

func crash(id, clause string, op Operation, statement, sends, accepts, mistakes string) Requirement {
	return Requirement{
		ID: "durable.crash." + id, Level: Must, Source: Document, Clause: clause, Operation: op,
		Statement: statement, Sends: sends, Accepts: accepts, Mistakes: mistakes, Note: crashNote,
	}
}
