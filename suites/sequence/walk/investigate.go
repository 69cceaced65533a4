package walk

// Finding is a walk that fails, shortened if possible.
type Finding struct {
	Ops         []Op
	Violation   Violation
	Runs        int    // of the original walk up to the violation
	Failed      int    // runs that failed
	Original    int    // requests of the original walk up to the violation
	RepeatError string // why the walk was repeated less often than Repetitions; empty if it was not
}

// Flaky returns whether the same walk does not always fail.
func (f Finding) Flaky() bool { return f.Failed < f.Runs }

// Runner runs a walk on new images. The error is why a response cannot be judged.
type Runner func(ops []Op) (*Violation, error)

// Investigate repeats a walk that failed once, on new images each time, and shortens it if it fails every time. A
// flaky walk is not shortened, since a shorter one that passes proves nothing.
func Investigate(run Runner, affords func(n int) bool, ops []Op, v Violation) Finding {
	ops = cut(ops, v)
	f := Finding{Ops: ops, Violation: v, Runs: 1, Failed: 1, Original: len(ops)}
	for f.Runs < Repetitions {
		again, err := run(ops)
		if err != nil {
			f.RepeatError = err.Error()
			return f
		}
		f.Runs++
		if again != nil {
			f.Failed++
		}
	}
	if f.Flaky() {
		return f
	}
	s := Shrinker{Affords: affords, Fails: func(ops []Op) *Violation {
		v, err := run(ops)
		if err != nil {
			return nil
		}
		return v
	}}
	f.Ops, f.Violation = s.Shrink(ops, v)
	return f
}

// Replay runs a walk from a file: once, or up to Repetitions times if it fails or is known to be flaky. The finding
// is nil if no run fails.
func Replay(run Runner, ops []Op, flaky bool) (*Finding, error) {
	f := Finding{Ops: ops, Original: len(ops)}
	for f.Runs < Repetitions {
		v, err := run(ops)
		if err != nil && f.Failed == 0 {
			return nil, err
		}
		if err != nil {
			f.RepeatError = err.Error()
			break
		}
		f.Runs++
		if v != nil {
			f.Failed++
			f.Violation = *v
		}
		if f.Failed == 0 && !flaky {
			break
		}
	}
	if f.Failed == 0 {
		return nil, nil
	}
	return &f, nil
}
