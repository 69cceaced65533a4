// Package check is what every check is written with: images to use, requests
// to send, states to look at, and matchers that list every deviation.
//
// What a check calls while it runs is not marked as a Ginkgo helper: a result
// names the place of the check and its exchanges, never that of an assertion.
package check

import (
	"fmt"
	"slices"
	"sync"

	"github.com/onsi/ginkgo/v2"

	"tagcheck/fixtures/imageapi"
	"tagcheck/fixtures/images"
	"tagcheck/fixtures/target"
	"tagcheck/suites/requirement"
	"tagcheck/suites/verdict"
)

// deadAfter is how many requests in a row may stay unanswered before the
// target counts as gone and no further check begins.
const deadAfter = 4

// Env is what the checks of one run share.
type Env struct {
	Target   target.Target
	Found    target.Description
	Clients  map[target.Role]*imageapi.Client
	Lender   *images.Manager
	Recorder *imageapi.Recorder
	Effort   Effort
	Outage   Outage

	mu       sync.Mutex
	tape     *Tape
	owed     []string // images that the running check has to give back
	lent     []Lent   // to the running check
	observed []Observation
	canary   *canary
	keepsake *Keepsake
	volatile []string // attributes that change by themselves, such as signed URLs
	ownTags  []string // that the target gives new images, and shows later
	quota    *quota
	crashed  bool // the target was killed, see Crash
}

// Observation is a deviation that was noticed in passing: it belongs to a
// requirement of its own, not to the one that the check was about.
type Observation struct {
	Requirement string
	Text        string
	Exchange    int
}

// Tape is the outcome of the running check, as far as it decided it itself.
type Tape struct {
	Outcome  verdict.Outcome
	Reason   string
	Declared bool
	Attached []verdict.Attachment
	Said     []string // more of why it failed
	Proof    []int    // exchanges that prove the failure, in order; nil for those that a matcher objected to
	InTurn   bool     // the proof is one sequence of requests, of which each is needed
	borrowed bool
}

// Begin starts the tape of a check.
func (e *Env) Begin() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.tape, e.lent = &Tape{}, nil
}

// Tape is the tape of the check that runs, or ran last.
func (e *Env) Tape() Tape {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.tape == nil {
		return Tape{}
	}
	return *e.tape
}

// Observations gives what was noticed in passing so far.
func (e *Env) Observations() []Observation {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.observed)
}

// Gone says why no further check can begin: the target stopped answering, or a
// login lapsed and can't be renewed. It is empty where all is well.
func (e *Env) Gone() string {
	if e.Recorder.UnansweredInARow() >= deadAfter {
		return "the target stopped answering"
	}
	return e.Recorder.Lapsed()
}

func (e *Env) observe(cited ginkgo.Labels, x *imageapi.Exchange, format string, args ...any) {
	text := e.Recorder.Redact(fmt.Sprintf(format, args...))
	e.mu.Lock()
	defer e.mu.Unlock()
	e.observed = append(e.observed, Observation{requirement.Cited(cited)[0], text, x.ID})
}

// Attach adds a file to what is reported of the running check. The name is a
// plain one, such as concurrent-history.html, and the only one of its kind in
// a run; secrets are taken out of the content.
func (e *Env) Attach(name, mediaType string, content []byte) {
	content = []byte(e.Recorder.Redact(string(content)))
	e.mu.Lock()
	defer e.mu.Unlock()
	e.tape.Attached = append(e.tape.Attached, verdict.Attachment{Name: name, MediaType: mediaType, Content: content})
}

// Prove says more of why the running check fails: lines for its deviations, and
// the exchanges that show it, in order, in place of those that a matcher
// objected to. It does not end the check.
func (e *Env) Prove(exchanges []int, lines ...string) {
	for i, line := range lines {
		lines[i] = e.Recorder.Redact(line)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.tape.Proof, e.tape.Said = exchanges, append(e.tape.Said, lines...)
}

// ProveInTurn is Prove for exchanges that followed each other and are needed to
// see the failure, every one of them: reports show them all.
func (e *Env) ProveInTurn(exchanges []int, lines ...string) {
	e.Prove(exchanges, lines...)
	e.mu.Lock()
	defer e.mu.Unlock()
	e.tape.InTurn = true
}

// end leaves the check without judging it.
func (e *Env) end(outcome verdict.Outcome, declared bool, reason string) {
	e.mu.Lock()
	e.tape.Outcome, e.tape.Reason, e.tape.Declared = outcome, reason, declared
	e.mu.Unlock()
	ginkgo.Skip(reason)
}

// Blocked ends the check because its set-up failed.
func (e *Env) Blocked(format string, args ...any) {
	e.end(verdict.Blocked, false, fmt.Sprintf(format, args...))
}

// Unsupported ends the check because the target lacks what it needs, as far as
// tagcheck was told.
func (e *Env) Unsupported(format string, args ...any) {
	e.end(verdict.Unsupported, false, fmt.Sprintf(format, args...))
}

// DeclaredAbsent ends the check because the target declares that it lacks what
// the check needs, as the document lets it.
func (e *Env) DeclaredAbsent(format string, args ...any) {
	e.end(verdict.Unsupported, true, fmt.Sprintf(format, args...))
}

// Undecided ends the check because what came says nothing of the requirement.
func (e *Env) Undecided(format string, args ...any) {
	e.end(verdict.Undecided, false, fmt.Sprintf(format, args...))
}

// Unseen ends the check because there was nothing to be seen of what it is
// about.
func (e *Env) Unseen(format string, args ...any) {
	e.end(verdict.Unseen, false, fmt.Sprintf(format, args...))
}

// NotRun ends the check before it did anything.
func (e *Env) NotRun(format string, args ...any) {
	e.end(verdict.NotRun, false, fmt.Sprintf(format, args...))
}

// NeedsShow ends the check where the target can't show an image: removal tells
// whether a tag is there, and nothing else.
func (e *Env) NeedsShow(what string) {
	if !e.Found.Shows {
		e.end(verdict.Unseen, false, "the target shows no image, and removing a tag does not tell "+what)
	}
}

// NeedsUser ends the check where the target has no such user, or asks nobody
// for a token.
func (e *Env) NeedsUser(role target.Role) {
	e.NeedsAuthentication()
	if e.Clients[role] == nil {
		e.Unsupported("no %s was given: use --user %s=TOKEN", role, role)
	}
}

// NeedsAuthentication ends the check where the target asks nobody for a token.
func (e *Env) NeedsAuthentication() {
	switch {
	case e.Target.Capabilities.NoAuthentication:
		e.DeclaredAbsent("the target declares that it asks for no token")
	case e.Target.Users[target.Owner] == nil:
		e.Unsupported("no token was given: use --token, or --no-auth to declare that the target asks for none")
	}
}

func (e *Env) closeIdle() {
	for _, client := range e.Clients {
		client.CloseIdle()
	}
}

// deviations joins deviations into the message of a failure, one a line.
func deviations(x *imageapi.Exchange) string {
	message := fmt.Sprintf("%s %s (exchange %d)", x.Sent.Method, x.Sent.Target, x.ID)
	for _, d := range x.Deviations {
		message += "\n" + d
	}
	return message
}
