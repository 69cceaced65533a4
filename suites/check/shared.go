package check

import "tagcheck/suites/verdict"

// Shared is a set-up that several checks share, as it costs too much for each
// of them. What it is lent is given back at the end of the run.
type Shared struct {
	begun bool
	ended Tape // how it ended the check that began it
}

// SetUp runs up in the first check that needs it. Where that ends the check,
// the others end in the same way.
func (e *Env) SetUp(s *Shared, up func()) {
	if s.begun {
		if s.ended.Outcome != "" {
			e.end(s.ended.Outcome, s.ended.Declared, s.ended.Reason)
		}
		return
	}
	s.begun = true
	s.ended = Tape{Outcome: verdict.Blocked, Reason: "what it shares with another check could not be set up"}
	defer func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		e.owed = nil
		if e.tape.Outcome != "" {
			s.ended = *e.tape
		}
	}()
	up()
	s.ended = Tape{}
}
