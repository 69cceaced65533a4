package model

import (
	"net/http"
	"strconv"

	"tagcheck/load/attack"
	"tagcheck/load/transport"
)

// Problems of an answer, besides a status, the kind of a transport.Error and the name of
// a transport.Finding.
const (
	ProblemLost       = "lost update"    // the answer proves that an acknowledged change is gone
	ProblemUnexpected = "unexpected tag" // the answer shows a tag that no request added
	ProblemContent    = "not the image"  // the content of a GET is not the image in JSON
)

// Pending is an operation in flight. It is the Key of its request.
type Pending interface {
	// Finish takes the answer, exactly once.
	Finish(a *attack.Answer) Finished
}

// Finished is what an answer leads to.
type Finished struct {
	Image   *Image
	Problem string // what is wrong with the answer; "" for nothing
	Retired bool   // the image must not be used again
	Drained bool   // nothing is in flight any more on the image, which is retired
}

// Finish updates the expected state of the tag by the answer.
func (t *Tag) Finish(a *attack.Answer) Finished {
	i := t.image
	i.mu.Lock()
	defer i.mu.Unlock()
	problem := t.judge(a)
	i.end(t)
	i.lastDone = a.Done
	retired := i.retire()
	return Finished{Image: i, Problem: problem, Retired: retired, Drained: i.isDrained()}
}

func (t *Tag) judge(a *attack.Answer) (problem string) {
	before, effect := t.expectation, t.operation.effect()
	var answer outcome
	if a.Err != nil {
		answer, problem = outcomeOfError(a.Err), string(a.Err.Kind)
	} else {
		answer, problem = outcomeOfStatus(a.Status, effect), before.problem(effect, a)
	}
	after, found := before.after(effect, answer)
	if found != none && t.isWithinWindow(a) {
		after, found, problem = expectation{indeterminate, true}, none, ""
	}
	if found == lostAddition {
		t.image.model.collector.add(t.deviates(foundByRemoval))
		problem = ProblemLost
	}
	t.expectation = after
	if after.pending && !before.pending {
		t.image.indeterminate++
	}
	if answer == acknowledged || answer == notFound {
		t.note(a)
	}
	return problem
}

// isWithinWindow says that the request was sent before earlier changes had to be
// visible. It is then unknown which of the changes takes effect last.
func (t *Tag) isWithinWindow(a *attack.Answer) bool {
	window := t.image.model.window
	return window > 0 && a.Sent.Before(t.knownSince().Add(window))
}

// problem returns what is wrong with the answer to a change; "" for nothing. Both 204 and
// 404 are expected from the removal of a tag whose state is indeterminate.
func (e expectation) problem(effect state, a *attack.Answer) string {
	expected := a.Status == http.StatusNoContent
	if effect == absent {
		removed := a.Status == http.StatusNoContent && e.state != absent
		missing := a.Status == http.StatusNotFound && e.state != present
		expected = removed || missing
	}
	if !expected {
		return statusProblem(a.Status)
	}
	return findingProblem(a.Finding)
}

func statusProblem(status int) string { return "status " + strconv.Itoa(status) }

// findingProblem leaves out Content-Length: 0 with a 204, which does no harm. The
// conformance suite reports it as a warning.
func findingProblem(f transport.Finding) string { return (f &^ transport.ZeroLengthOn204).String() }
