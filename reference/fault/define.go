package fault

import "tagcheck/reference"

// newFault defines a fault with the users and the quota of the demo
// configuration. The requirement caught must report it.
func newFault(name, caught, text string, changes ...change) Fault {
	return Fault{Server: Server{Name: name, Text: text, Config: demo(), changes: changes}, Caught: caught}
}

// newVariant defines a variant with the users and the quota of the demo
// configuration. The reading of the document allows it.
func newVariant(name, reading, text string, changes ...change) Variant {
	return Variant{Server: Server{Name: name, Text: text, Config: demo(), changes: changes}, Reading: reading}
}

// newCrashFault defines a fault of a server that stores its images on disk. It
// shows after a crash.
func newCrashFault(name, caught, text string, p persistence, changes ...change) Fault {
	f := newFault(name, caught, text, changes...)
	f.Durable, f.persistence = true, p
	return f
}

// withoutQuota removes the quota of tags.
func (f Fault) withoutQuota() Fault {
	f.Config.TagQuota = 0
	return f
}

// withLargeHeaders lets header sections through that the reference server would
// refuse before the fault sees them.
func (f Fault) withLargeHeaders() Fault {
	f.Config.MaxHeaderBytes, f.Config.MaxHeaderFields = 1<<20, 1000
	return f
}

// oneIn marks a fault that shows at random in one of n requests.
func (f Fault) oneIn(n int) Fault {
	f.OneIn = n
	return f
}

// equivalent marks a fault that no client can observe.
func (f Fault) equivalent(why string) Fault {
	f.Equivalent = why
	return f
}

func demo() reference.Config { return reference.Demo() }
