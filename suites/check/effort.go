package check

import "time"

// Effort limits the checks that search: bursts and histories of several clients,
// random sequences. A zero field means its default.
type Effort struct {
	Seed    uint64        // of all random choices: the same seed sends the same requests
	Clients int           // that send at the same time
	Steps   int           // requests that each searching check may send
	Time    time.Duration // for each searching check; a slow target gets fewer requests
}

// DefaultEffort returns the default of every field.
func DefaultEffort() Effort {
	return Effort{Seed: DefaultSeed, Clients: DefaultClients, Steps: DefaultSteps, Time: DefaultTime}
}

// OrDefault returns e with the default in place of each zero field.
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
