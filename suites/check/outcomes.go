package check

import (
	"fmt"

	"github.com/onsi/ginkgo/v2"

	"tagcheck/suites/verdict"
)

// end ends the check without judging the requirement.
func (e *Env) end(outcome verdict.Outcome, declared bool, reason string) {
	e.mu.Lock()
	e.record.Outcome, e.record.Reason, e.record.Declared = outcome, reason, declared
	e.mu.Unlock()
	ginkgo.Skip(reason)
}

// Blocked ends the check because its set-up failed.
func (e *Env) Blocked(format string, args ...any) {
	e.end(verdict.Blocked, false, fmt.Sprintf(format, args...))
}

// Unsupported ends the check because the target lacks what it needs, according to the
// options and the preflight.
func (e *Env) Unsupported(format string, args ...any) {
	e.end(verdict.Unsupported, false, fmt.Sprintf(format, args...))
}

// DeclaredAbsent ends the check because the target declares that it lacks what the
// check needs, and the document permits that.
func (e *Env) DeclaredAbsent(format string, args ...any) {
	e.end(verdict.Unsupported, true, fmt.Sprintf(format, args...))
}

// Undecided ends the check because the responses say nothing about the requirement.
// Another run may decide it.
func (e *Env) Undecided(format string, args ...any) {
	e.end(verdict.Undecided, false, fmt.Sprintf(format, args...))
}

// Unseen ends the check because the target does not show what it judges.
func (e *Env) Unseen(format string, args ...any) {
	e.end(verdict.Unseen, false, fmt.Sprintf(format, args...))
}

// NotRun ends the check before it did anything.
func (e *Env) NotRun(format string, args ...any) {
	e.end(verdict.NotRun, false, fmt.Sprintf(format, args...))
}
