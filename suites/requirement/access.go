package requirement

// Access: who may change the tags of an image.
var (
	AccessAdd401          = cite("access.add.401")
	AccessRemove401       = cite("access.remove.401")
	AccessChallenge       = cite("access.challenge")
	AccessTokenFirst      = cite("access.token-first")
	AccessAddPrivate      = cite("access.add.other-project.private")
	AccessAddShared       = cite("access.add.other-project.shared")
	AccessAddCommunity    = cite("access.add.other-project.community")
	AccessAddPublic       = cite("access.add.other-project.public")
	AccessRemovePrivate   = cite("access.remove.other-project.private")
	AccessRemoveShared    = cite("access.remove.other-project.shared")
	AccessRemoveCommunity = cite("access.remove.other-project.community")
	AccessRemovePublic    = cite("access.remove.other-project.public")
	AccessNoLeak          = cite("access.remove.other-project.no-leak")
	AccessReaderAdd       = cite("access.add.reader")
	AccessReaderRemove    = cite("access.remove.reader")
	AccessOwnToken        = cite("access.two-users")
	AccessNoEcho          = cite("access.token-not-echoed")
)

func otherProject(op Operation, method, visibility string) Requirement {
	return Requirement{
		ID: "access." + string(op) + ".other-project." + visibility, Level: Must, Source: Document, Operation: op,
		Clause:    "response codes, 403 Forbidden",
		Statement: "A user of another project cannot change the tags of a " + visibility + " image.",
		Sends:     method + " by the stranger on a " + visibility + " image, for a present tag and an absent one",
		Accepts:   "403 or 404, and an unchanged image",
		Mistakes:  "Everybody who may read the image may tag it; only one of the two methods is authorised.",
		Note: "The document states 403. Upstream answers 404 to hide what a user may not see, " +
			"and RFC 9110, 15.5.4 allows that.",
	}
}

func reader(op Operation, method string) Requirement {
	return Requirement{
		ID: "access." + string(op) + ".reader", Level: Must, Source: Document, Operation: op,
		Clause:    "response codes, 403 Forbidden",
		Statement: "A user with read-only access to the project cannot change the tags of its images.",
		Sends:     method + " by the reader",
		Accepts:   "403 or 404, and an unchanged image",
		Mistakes:  "Membership of the project is the only condition.",
	}
}

func unauthorised(op Operation, method string) Requirement {
	return Requirement{
		ID: "access." + string(op) + ".401", Level: Must, Source: Document, Operation: op,
		Clause:    "response codes, 401 Unauthorized",
		Statement: "A request without a valid token is answered 401 and changes nothing.",
		Sends: method + " without a token, with an empty one, with garbage, with one that looks expired, " +
			"with an unsigned JWT, and with the owner's token truncated, extended and in swapped case",
		Accepts: "401, and an unchanged image",
		Mistakes: "Authentication for one method only; 403 or 404 instead; tokens compared by prefix; " +
			"a change before the token is checked.",
	}
}

var accessRequirements = []Requirement{
	unauthorised(Add, "PUT"), unauthorised(Remove, "DELETE"),
	{
		ID: "access.challenge", Level: Should, Source: RFC9110, Operation: Both,
		Clause:    "15.5.2 and 11.6.1",
		Statement: "A 401 response has the field WWW-Authenticate.",
		Sends:     "PUT and DELETE without a token",
		Accepts:   "WWW-Authenticate with an authentication scheme",
		Mistakes:  "A bare 401 from a middleware.",
	},
	{
		ID: "access.token-first", Level: Should, Source: RFC9110, Operation: Both,
		Clause:    "15.5.2, 15.5.5",
		Statement: "A request with a bad token is answered 401, whatever else is wrong with it.",
		Sends:     "PUT and DELETE with a bad token: on a missing image, with an over-long tag; and GET",
		Accepts:   "401",
		Mistakes:  "404 for a missing image before the token is checked: clients without a token can probe for images.",
	},
	otherProject(Add, "PUT", "private"), otherProject(Add, "PUT", "shared"),
	otherProject(Add, "PUT", "community"), otherProject(Add, "PUT", "public"),
	otherProject(Remove, "DELETE", "private"), otherProject(Remove, "DELETE", "shared"),
	otherProject(Remove, "DELETE", "community"), otherProject(Remove, "DELETE", "public"),
	{
		ID: "access.remove.other-project.no-leak", Level: Should, Source: RFC9110, Operation: Remove,
		Clause:    "15.5.4",
		Statement: "The response to a stranger does not reveal whether a private image has a tag.",
		Sends:     "DELETE by the stranger for a tag on the image and for an absent one",
		Accepts:   "the same status for both",
		Mistakes:  "404 for the tag before 403 for the user.",
	},
	reader(Add, "PUT"), reader(Remove, "DELETE"),
	{
		ID: "access.two-users", Level: Must, Source: Document, Operation: Both,
		Clause:    "response codes, 401 and 403",
		Statement: "Every request is authorised by its own token, also on a shared connection.",
		Sends:     "alternating requests on one connection: with the owner's token, the stranger's and none",
		Accepts:   "204, a refusal and 401, in this order",
		Mistakes:  "A session tied to the connection; a cache of the last user.",
	},
	{
		ID: "access.token-not-echoed", Level: Should, Source: APISIG, Operation: Both,
		Clause:    "errors",
		Statement: "No response contains the token of its request.",
		Sends:     "every request of the run",
		Accepts:   "responses without the token",
		Mistakes:  "Error pages that print the request.",
	},
}
