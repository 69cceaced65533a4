package requirement

// Who may do it.
var (
	AccessAdd401         = define("access.add.401")
	AccessRemove401      = define("access.remove.401")
	AccessChallenge      = define("access.challenge")
	AccessTokenFirst     = define("access.token-first")
	AccessAddPrivate     = define("access.add.other-project.private")
	AccessAddShared      = define("access.add.other-project.shared")
	AccessAddCommunity   = define("access.add.other-project.community")
	AccessAddPublic      = define("access.add.other-project.public")
	AccessRemovePrivate  = define("access.remove.other-project.private")
	AccessRemoveShared   = define("access.remove.other-project.shared")
	AccessRemoveCommunit = define("access.remove.other-project.community")
	AccessRemovePublic   = define("access.remove.other-project.public")
	AccessNoLeak         = define("access.remove.other-project.no-leak")
	AccessReaderAdd      = define("access.add.reader")
	AccessReaderRemove   = define("access.remove.reader")
	AccessOwnToken       = define("access.two-users")
	AccessNoEcho         = define("access.token-not-echoed")
)

func foreign(op Operation, method, visibility string) Requirement {
	return Requirement{
		ID: "access." + string(op) + ".other-project." + visibility, Level: Must, Source: Document, Clause: "response codes, 403 Forbidden", Operation: op,
		Statement: "A user of another project can't change the tags of a " + visibility + " image.",
		Sends:     method + " by the stranger on a " + visibility + " image, for a tag that is there and for one that is not", Accepts: "403 or 404, and the image as before",
		Mistakes: "Whoever may read may tag; a check for one of the two methods only.",
		Note:     "The document has 403; hiding what a user may not see behind 404 is upstream's way and RFC 9110, 15.5.4 allows it.",
	}
}

func reader(op Operation, method string) Requirement {
	return Requirement{
		ID: "access." + string(op) + ".reader", Level: Must, Source: Document, Clause: "response codes, 403 Forbidden", Operation: op,
		Statement: "A user who may only read the project's images can't change their tags.", Sends: method + " by the reader", Accepts: "403 or 404, and the image as before",
		Mistakes: "Membership of the project is enough.",
	}
}

func unauthorised(op Operation, method string) Requirement {
	return Requirement{
		ID: "access." + string(op) + ".401", Level: Must, Source: Document, Clause: "response codes, 401 Unauthorized", Operation: op,
		Statement: "Without a valid token the answer is 401, and nothing changes.",
		Sends:     method + " without a token, with an empty one, garbage, one that looks expired, a JWT without signature, and the owner's cut, extended and in other case", Accepts: "401, and the image as before",
		Mistakes: "A check for one method only, 403 or 404 instead, tokens compared by prefix, a change made before the check.",
	}
}

var accessRequirements = []Requirement{
	unauthorised(Add, "PUT"), unauthorised(Remove, "DELETE"),
	{
		ID: "access.challenge", Level: Should, Source: RFC9110, Clause: "15.5.2 and 11.6.1", Operation: Both,
		Statement: "401 carries WWW-Authenticate.", Sends: "PUT and DELETE without a token", Accepts: "WWW-Authenticate with a scheme", Mistakes: "A bare 401 from a middleware.",
	},
	{
		ID: "access.token-first", Level: Should, Source: RFC9110, Clause: "15.5.2, 15.5.5", Operation: Both,
		Statement: "A bad token is answered 401 whatever else is wrong: nothing can be found out without one.", Sends: "PUT and DELETE with a bad token on a missing image, with an over-long tag, with GET", Accepts: "401", Mistakes: "404 for what is missing before the token is looked at.",
	},
	foreign(Add, "PUT", "private"), foreign(Add, "PUT", "shared"), foreign(Add, "PUT", "community"), foreign(Add, "PUT", "public"),
	foreign(Remove, "DELETE", "private"), foreign(Remove, "DELETE", "shared"), foreign(Remove, "DELETE", "community"), foreign(Remove, "DELETE", "public"),
	{
		ID: "access.remove.other-project.no-leak", Level: Should, Source: RFC9110, Clause: "15.5.4", Operation: Remove,
		Statement: "The answer to a stranger does not tell whether a private image has a tag.", Sends: "DELETE by the stranger for a tag that is there and for one that is not", Accepts: "the same status", Mistakes: "404 for the tag before 403 for the user.",
	},
	reader(Add, "PUT"), reader(Remove, "DELETE"),
	{
		ID: "access.two-users", Level: Must, Source: Document, Clause: "response codes, 401 and 403", Operation: Both,
		Statement: "Every request is judged by its own token, on one connection too.", Sends: "by turns the owner's, the stranger's and no token on one connection", Accepts: "204, refusal, 401 in turn", Mistakes: "A session tied to the connection, a cache of the last user.",
	},
	{
		ID: "access.token-not-echoed", Level: Should, Source: APISIG, Clause: "errors", Operation: Both,
		Statement: "No answer holds the token of its request.", Sends: "every request of the run", Accepts: "answers without it", Mistakes: "Error pages that print the request.",
	},
}
