package check

import "time"

// Effort is how far the checks go that search for what a fixed list does not
// hold: bursts and histories of several clients, sequences that are drawn.
type Effort struct {
	Seed    uint64        // of everything that is drawn: the same seed sends the same requests
	Clients int           // how many send at the same time
	Steps   int           // how many requests each searching check may send
	Time    time.Duration // and for how long; a target that is slow gets fewer of them
}

// DefaultEffort is what a run does where nothing is said: the same in every
// run, so that a gate says the same of the same server.
func DefaultEffort() Effort {
	return Effort{Seed: 1, Clients: 8, Steps: 300, Time: 20 * time.Second}
}

// OrDefault gives e with the default in place of what is zero.
func (e Effort) OrDefault() Effort {
	d := DefaultEffort()
	if e.Seed == 0 {
		e.Seed = d.Seed
	}
	if e.Clients == 0 {
		e.Clients = d.Clients
	}
	if e.Steps == 0 {
		e.Steps = d.Steps
	}
	if e.Time == 0 {
		e.Time = d.Time
	}
	return e
}
