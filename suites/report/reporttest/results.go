// Package reporttest holds results of runs for the tests of whatever shows them:
// one of each conclusion, with every verdict and outcome, and with text of a
// server that must not reach a terminal or a page as it is.
package reporttest

import (
	"time"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/target"
	"tagcheck/suites"
	"tagcheck/suites/check"
	"tagcheck/suites/requirement"
	"tagcheck/suites/verdict"
)

// Start is when every run started.
var Start = time.Date(2026, 3, 1, 10, 0, 0, 250_000_000, time.UTC)

// ImagePath is the path of the image of every exchange.
const ImagePath = "/v2/images/6f1c2ef5-9a53-4b0c-9a39-0d8a3c1f7a10"

// Requirement is a requirement with a verdict and the IDs of its checks.
func Requirement(id string, level requirement.Level, v verdict.Verdict, checks ...string) verdict.Requirement {
	return verdict.Requirement{
		Requirement: requirement.Requirement{
			ID: id, Level: level, Source: requirement.Document, Clause: "Add image tag", Operation: requirement.Add,
			Statement: "The statement of " + id + ".",
		},
		Verdict: v, Checks: checks,
	}
}

// Check is a check that ended in an outcome; its ID is area and title.
func Check(area, title string, o verdict.Outcome, reqs ...string) verdict.Check {
	return verdict.Check{
		ID: area + " " + title, Area: area, Title: title, Requirements: reqs, Outcome: o,
		Started: Start.Add(time.Second), Duration: 12345 * time.Microsecond, Location: "suites/" + area + "/basic.go:21",
	}
}

// Put is an answered PUT of a tag.
func Put(id int, tag string, status int, reason string) *imageapi.Exchange {
	return &imageapi.Exchange{
		ID: id, Check: "add a check", Requirements: []string{"add.stores"}, Operation: imageapi.Add, User: "owner",
		Image: "6f1c2ef5", Tag: tag, Start: Start.Add(time.Second), Duration: 3500 * time.Microsecond, Connection: 1,
		Outcome: imageapi.Answered,
		Sent: imageapi.Sent{
			Method: "PUT", Target: ImagePath + "/tags/" + tag, URL: "http://glance.example:9292" + ImagePath + "/tags/" + tag,
			Fields: []imageapi.Field{
				{Name: "Host", Value: "glance.example:9292"}, {Name: "User-Agent", Value: "tagcheck/1.2.0 (add.stores)"},
				{Name: "X-Auth-Token", Value: imageapi.Redacted}, {Name: "Accept", Value: "application/json"},
				{Name: "Content-Length", Value: "0"},
			},
		},
		Received: &imageapi.Received{
			Proto: "HTTP/1.1", Status: status, Reason: reason, Wait: 3 * time.Millisecond,
			Fields: []imageapi.Field{{Name: "Content-Type", Value: "application/json"}},
			Body:   imageapi.Body{Size: 2, Text: "{}"},
		},
	}
}

// Unanswered is a PUT that may have had its effect.
func Unanswered(id int) *imageapi.Exchange {
	x := Put(id, "green", 0, "")
	x.Received, x.Outcome, x.TimedOut, x.Error = nil, imageapi.Unanswered, true, "no answer within 30s"
	return x
}

// Empty is a run that ended before it began.
func Empty() suites.Result {
	return suites.Result{
		Started: Start, Ended: Start.Add(2100 * time.Millisecond),
		Profile: "documented", Catalogue: "c0ffee", Effort: check.DefaultEffort(),
		Target:     target.Description{URL: "http://glance.example:9292/v2"},
		Conclusion: verdict.Inconclusive, Reason: "connection refused",
	}
}

// Conformant is a run in which everything passes.
func Conformant() suites.Result {
	r := Empty()
	r.Conclusion, r.Reason = verdict.Conformant, ""
	r.Target.Server, r.Target.Users, r.Target.Authentication = "glance", []string{"owner", "stranger"}, true
	r.Requirements = []verdict.Requirement{
		Requirement("remove.removes", requirement.Must, verdict.Pass, "remove removes the tag"),
		Requirement("add.stores", requirement.Must, verdict.Pass, "add adds the tag"),
	}
	r.Checks = []verdict.Check{
		Check("remove", "removes the tag", verdict.Passed, "remove.removes"),
		Check("add", "adds the tag", verdict.Passed, "add.stores"),
	}
	r.Checks[1].Exchanges = []int{1}
	r.Exchanges = []*imageapi.Exchange{Put(1, "blue", 204, "No Content")}
	return r
}

// Blocked is a run in which no image could be created.
func Blocked() suites.Result {
	r := Conformant()
	r.Conclusion, r.Reason = verdict.Inconclusive, "2 of 2 requirements could not be judged"
	r.Requirements = []verdict.Requirement{
		Requirement("add.stores", requirement.Must, verdict.Block, "add adds the tag", "add adds it twice"),
		Requirement("add.twice", requirement.Must, verdict.Block, "add adds it twice"),
	}
	r.Requirements[0].Reason, r.Requirements[1].Reason = "no image", "no image"
	r.Checks = []verdict.Check{
		Check("add", "adds the tag", verdict.Blocked, "add.stores"),
		Check("add", "adds it twice", verdict.Undecided, "add.stores"),
	}
	r.Checks[1].Requirements = []string{"add.stores", "add.twice"}
	r.Checks[0].Reason, r.Checks[1].Reason = "no image: POST /v2/images answered 403", "the server throttles"
	return r
}

// Interrupted is a run that was interrupted after the first check.
func Interrupted() suites.Result {
	r := Conformant()
	r.Conclusion, r.Reason = verdict.Interrupted, "SIGTERM"
	open := &r.Requirements[0]
	open.Verdict, open.Undecided, open.Reason = verdict.NotVerified, true, "interrupted"
	r.Checks[0].Outcome, r.Checks[0].Started, r.Checks[0].Duration = verdict.NotRun, time.Time{}, 0
	r.Checks[0].Reason = "interrupted"
	unsent := &imageapi.Exchange{
		ID: 3, Operation: imageapi.Add, Start: Start, Outcome: imageapi.NotSent, Error: "get a token for owner: refused",
	}
	r.Exchanges = append(r.Exchanges, Unanswered(2), unsent)
	return r
}

// Failing has every verdict, every outcome and hostile text of a server.
func Failing() suites.Result {
	r := Conformant()
	r.Conclusion, r.Reason = verdict.NonConformant, "2 of 8 requirements fail, and the target stopped answering"
	adds := Check("add", "adds the tag and answers 204 with no body", verdict.Failed, "add.stores", "wire.no-body")
	adds.Deviations = []string{
		"expected status 204, came 200", "expected no body, came \"<b>|\x1b[31m`\"\n::error::owned",
	}
	adds.Exchanges, adds.Evidence = []int{1, 2, 3}, []int{2, 1}
	warns := Check("wire", "has no Content-Length", verdict.Failed, "wire.no-length")
	warns.Deviations, warns.Evidence = []string{"expected no Content-Length, came Content-Length: 0"}, []int{1}
	waived := Check("concurrent", "keeps every tag of eight writers", verdict.Failed, "concurrent.keeps-all")
	waived.Deviations = []string{"expected 8 tags, came 5"}
	stuck := Check("access", "hides the image", verdict.Blocked, "access.hidden")
	stuck.Reason = "stranger has no token"
	quota := Check("add", "answers 413 over the quota", verdict.Unsupported, "quota.refused")
	quota.Reason, quota.Declared = "the target declares no quota", true
	throttled := Check("add", "adds the tag of an emoji", verdict.Undecided, "add.stores")
	throttled.Reason, throttled.Evidence = "429 four times", []int{3} // proves no failure
	unseen := Check("isolation", "leaves other images alone", verdict.Unseen, "durable.restart")
	unseen.Reason = "the target shows no image"
	unrun := Check("durable", "keeps tags over a restart", verdict.NotRun, "durable.restart")
	r.Checks = []verdict.Check{warns, adds, waived, stuck, quota, throttled, unrun, unseen,
		Check("remove", "removes the tag", verdict.Passed, "remove.removes")}

	concurrent := Requirement("concurrent.keeps-all", requirement.Must, verdict.Waived, waived.ID)
	concurrent.Waiver = &verdict.Waiver{
		Requirement: concurrent.ID, Owner: "images team", Reason: "known",
		Link: "https://bugs.example/1", Expires: "2026-09-01",
	}
	obsolete := Requirement("remove.removes", requirement.Must, verdict.WaiverObsolete, "remove removes the tag")
	obsolete.Waiver = &verdict.Waiver{Requirement: obsolete.ID, Owner: "images team", Reason: "fixed upstream"}
	hidden := Requirement("access.hidden", requirement.Must, verdict.Block, stuck.ID)
	r.Requirements = []verdict.Requirement{
		Requirement("wire.no-length", requirement.Should, verdict.Warn, warns.ID), hidden,
		Requirement("wire.no-body", requirement.Must, verdict.Fail, adds.ID), concurrent, obsolete,
		Requirement("add.stores", requirement.Must, verdict.Fail, adds.ID, throttled.ID),
		Requirement("quota.refused", requirement.Must, verdict.NotSupported, quota.ID),
		Requirement("durable.restart", requirement.May, verdict.NotVerified, unrun.ID, unseen.ID),
	}
	r.Requirements[2].Tempest, r.Requirements[2].Reason = "10407036-6059-4f95-a2cd-cbbbee7ed329", "1 check failed"
	r.Requirements[1].Reason = stuck.Reason
	bad := Put(2, "blue", 200, "OK")
	bad.Received.Body = imageapi.Body{Size: 3, Text: "/wAB", Base64: true}
	r.Exchanges = []*imageapi.Exchange{Unanswered(3), Put(1, "blue", 204, "No Content"), bad}
	r.Findings = []string{"Server: \x1b]0;owned\x07 is <i>odd</i>", "answers after 3 s under load"}
	r.Leftovers = []string{
		"6f1c2ef5-9a53-4b0c-9a39-0d8a3c1f7a10: delete the image: 500", "tagcheck-7f: the server answered 500",
	}
	return r
}
