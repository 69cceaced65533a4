package check

import "tagcheck/suites/verdict"

// SharedSetup is a set-up that several checks share because it is expensive. Its
// images are released at the end of the run.
type SharedSetup struct {
	started bool
	ended   Record // how the set-up ended the check that started it
}

// SetUpOnce runs setUp in the first check that needs it. If that ends the check, the
// other checks end in the same way.
func (e *Env) SetUpOnce(s *SharedSetup, setUp func()) {
	if s.started {
		if s.ended.Outcome != "" {
			e.end(s.ended.Outcome, s.ended.Declared, s.ended.Reason)
		}
		return
	}
	s.started = true
	s.ended = Record{Outcome: verdict.Blocked, Reason: "the set-up that this check shares with others failed"}
	defer func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		e.pending = nil
		if e.record.Outcome != "" {
			s.ended = *e.record
		}
	}()
	setUp()
	s.ended = Record{}
}
