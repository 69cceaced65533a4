package walk

// repetitions is how often a walk that failed is carried out in all, to tell a
// fault from one that comes and goes.
const repetitions = 3

// Finding is a walk that fails, as small as it was made.
type Finding struct {
	Ops       []Op
	Violation Violation
	Runs      int    // of the walk as it was drawn, up to the violation
	Failed    int    // of these
	Drawn     int    // requests of the walk up to the violation
	Untold    string // why it was not repeated as often as it should be
}

// Intermittent says that the same walk does not always fail.
func (f Finding) Intermittent() bool { return f.Failed < f.Runs }

// Runner carries out a walk on new images. An error says that what came can't
// be judged.
type Runner func(ops []Op) (*Violation, error)

// Investigate repeats a walk that has failed once, on new images each time,
// and makes it smaller if it fails every time. What comes and goes is left as
// it is: no smaller walk could be told from one that failed by luck.
func Investigate(run Runner, affords func(n int) bool, ops []Op, v Violation) Finding {
	ops = cut(ops, v)
	f := Finding{Ops: ops, Violation: v, Runs: 1, Failed: 1, Drawn: len(ops)}
	for f.Runs < repetitions {
		again, err := run(ops)
		if err != nil {
			f.Untold = err.Error()
			return f
		}
		f.Runs++
		if again != nil {
			f.Failed++
		}
	}
	if f.Intermittent() {
		return f
	}
	s := Shrinking{Affords: affords, Fails: func(ops []Op) *Violation {
		v, err := run(ops)
		if err != nil {
			return nil
		}
		return v
	}}
	f.Ops, f.Violation = s.Shrink(ops, v)
	return f
}

// Again carries out a walk from a file: once, and up to three times in all
// where it fails, or is known to come and go.
func Again(run Runner, ops []Op, comesAndGoes bool) (*Finding, error) {
	f := Finding{Ops: ops, Drawn: len(ops)}
	for f.Runs < repetitions {
		v, err := run(ops)
		if err != nil && f.Failed == 0 {
			return nil, err
		}
		if err != nil {
			f.Untold = err.Error()
			break
		}
		f.Runs++
		if v != nil {
			f.Failed++
			f.Violation = *v
		}
		if f.Failed == 0 && !comesAndGoes {
			break
		}
	}
	if f.Failed == 0 {
		return nil, nil
	}
	return &f, nil
}
