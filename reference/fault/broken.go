package fault

import "tagcheck/reference"

// broken is a fault of the server with the users and the quota of the
// demonstration.
func broken(name, caught, text string, change ...change) Fault {
	return Fault{Server: Server{Name: name, Text: text, Config: reference.Demo(), change: change}, Caught: caught}
}

// roomy is a fault of a server without a quota.
func (f Fault) roomy() Fault {
	f.Config.TagQuota = 0
	return f
}

// oneIn is a fault that shows by chance.
func (f Fault) oneIn(n int) Fault {
	f.OneIn = n
	return f
}

// equivalent is a fault that nobody can tell from outside.
func (f Fault) equivalent(why string) Fault {
	f.Equivalent = why
	return f
}

func demo() reference.Config { return reference.Demo() }
