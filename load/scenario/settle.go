package scenario

import (
	"net/http"
	"strconv"

	"tagcheck/load/attack"
)

// problemLost says that an answer shows an acknowledged change to be gone.
const problemLost = "lost"

// Settle takes the answer to a request of Next, exactly once for each. The
// problem is a status that is not the documented one, a finding of the
// transport, why there is no answer, or "lost" where the answer shows that an
// acknowledged change is gone.
func (r *Run) Settle(q *attack.Request, a *attack.Answer) string {
	o := r.offered[q.Operation]
	if o == Show {
		return r.settleShow(q.Key.(*look), a)
	}
	k := q.Key.(*key)
	m := k.image
	m.mu.Lock()
	problem := r.judge(k, o, a)
	m.settle(k, o)
	m.lastDone = a.Done
	spent, drained := m.retire(), m.drained()
	m.mu.Unlock()
	r.ended(m, spent, drained)
	return problem
}

// judge brings the knowledge of a key up to date and says what is wrong with
// the answer.
func (r *Run) judge(k *key, o Operation, a *attack.Answer) string {
	before := k.knowledge
	answer, problem := outcomeOf(a.Status, o.effect()), ""
	if a.Err != nil {
		answer, problem = failure(a.Err)
	} else {
		problem = wrong(before, o, a)
	}
	after, found := before.after(o.effect(), answer)
	if found != nothing && r.early(k, a) {
		after, found, problem = knowledge{either, true}, nothing, ""
	}
	if found == lost {
		r.findings.add(k.loss("removal"))
		problem = problemLost
	}
	k.knowledge = after
	if after.doubt && !before.doubt {
		k.image.doubts++
	}
	if answer == done || answer == missing {
		k.note(o, a)
	}
	return problem
}

// early says that the target's window was still open when the request was
// sent: what was changed before need not have been visible yet. Which of the
// two changes takes effect last is then not known either.
func (r *Run) early(k *key, a *attack.Answer) bool {
	return r.window > 0 && a.Sent.Before(k.since().Add(r.window))
}

// wrong says what is wrong with the answer to a change; "" for nothing. Where
// the tag may be there or not, its removal may find it or not.
func wrong(before knowledge, o Operation, a *attack.Answer) string {
	expected := a.Status == http.StatusNoContent
	if o.effect() == absent {
		is := a.Status == http.StatusNoContent && before.state != absent
		isNot := a.Status == http.StatusNotFound && before.state != present
		expected = is || isNot
	}
	switch {
	case !expected:
		return status(a.Status)
	case serious(a.Finding) != 0:
		return serious(a.Finding).String()
	}
	return ""
}

func status(code int) string { return "status " + strconv.Itoa(code) }
