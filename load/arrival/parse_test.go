package arrival

import (
	"math"
	"strings"
	"testing"
	"time"
)

func TestSchedulesAreReadAndWritten(t *testing.T) {
	for text, want := range map[string]string{
		"500/s":                             "500/s",
		" 0.5/s ":                           "0.5/s",
		"1000000/s":                         "1000000/s",
		"500/s poisson":                     "500/s poisson",
		"steps 100/s,200/s, 400/s":          "steps 100/s,200/s,400/s",
		"steps 100/s":                       "steps 100/s",
		"ramp 100/s..1000/s":                "ramp 100/s to 1000/s",
		"ramp 100/s to 1e3/s poisson":       "ramp 100/s to 1000/s poisson",
		"sine 500/s ±200/s every 10s":       "sine 500/s ±200/s every 10s",
		"sine 200/s ±200/s every 10s":       "sine 200/s ±200/s every 10s",
		"sine 500/s +-200/s every 0.5m":     "sine 500/s ±200/s every 30s",
		"spike 1/s to 2/s for 1s every 10s": "spike 1/s to 2/s for 1s every 10s",
		"max":                               "max",
	} {
		s, err := Parse(text, time.Minute, 1)
		if err != nil || s.String() != want {
			t.Errorf("%q: %v, %v", text, s, err)
			continue
		}
		if again, err := Parse(s.String(), time.Minute, 1); err != nil || again.String() != want {
			t.Errorf("%q cannot be read again: %v", want, err)
		}
	}
}

func TestWrongRatesAreExplained(t *testing.T) {
	const (
		constant = "500/s"
		steps    = "steps 100/s,200/s,400/s"
		ramp     = "ramp 100/s to 1000/s"
		sine     = "sine 500/s ±200/s every 10s"
	)
	for _, tt := range []struct{ text, want, example string }{
		{"poisson", "a rate such as 500/s is missing at the end", constant},
		{"500", `"500" has no unit; a rate is per second, as in 500/s`, constant},
		{"5x/s", `"5x/s" is not a number per second such as 500/s`, constant},
		{"-1/s", `"-1/s" is out of range: 0/s to 1000000/s are allowed`, constant},
		{"1000001/s", `"1000001/s" is out of range: 0/s to 1000000/s are allowed`, constant},
		{"0/s", "no request is due within 1m0s", ""},
		{"500/s 3s", `unexpected "3s" at the end`, constant},
		{"500/s poisson poisson", `unexpected "poisson" at the end`, constant},
		{"max 3/s", `unexpected "3/s" at the end`, "max"},
		{"steps", "a rate such as 500/s is missing at the end", steps},
		{"steps 1,2/s", `"1" has no unit; a rate is per second, as in 500/s`, steps},
		{"ramp 1/s", `"to" is missing at the end`, ramp},
		{"ramp 1/s 2/s", `expected "to" instead of "2/s"`, ramp},
		{"sine 2/s ±1/s every 0s", `"0s" is not a time such as 10s`, sine},
		{"sine 2/s ±1/s every 1", `"1" is not a time such as 10s`, sine},
		{"sine 2/s ±1/s every", "a time such as 10s is missing at the end", sine},
		{"sine 1/s ±2/s every 3s", "±2/s makes it fall below 0/s", ""},
		{"sine 1000000/s ±1/s every 3s", "1000001/s is out of range: 0/s to 1000000/s are allowed", ""},
		{"spike 1/s to 2/s for 3s every 3s", "a spike must be shorter than its period", ""},
		{"spike 1/s to 2/s for 1ns every 2ns", "at most 100000 spikes are allowed, and 1m0s has 30000000000", ""},
	} {
		want := `rate "` + tt.text + `": ` + tt.want
		if tt.example != "" {
			want += "; expected a form such as " + tt.example
		}
		if s, err := Parse(tt.text, time.Minute, 1); err == nil || err.Error() != want {
			t.Errorf("%q: %v\n got      %v\n expected %s", tt.text, s, err, want)
		}
	}
}

func TestUnknownRatesListTheAcceptedForms(t *testing.T) {
	const accepted = "; accepted forms: 500/s | steps 100/s,200/s,400/s | ramp 100/s to 1000/s | " +
		"sine 500/s ±200/s every 10s | spike 100/s to 2000/s for 1s every 10s | max"
	for text, want := range map[string]string{
		"":          "no rate" + accepted,
		"x":         `unknown rate "x"` + accepted,
		"burst 3/s": `unknown rate "burst 3/s"` + accepted,
		"stpes 3/s": `unknown rate "stpes 3/s" (did you mean steps?)` + accepted,
		"NaN/s":     `unknown rate "NaN/s"` + accepted,
	} {
		if s, err := Parse(text, time.Minute, 1); err == nil || err.Error() != want {
			t.Errorf("%q: %v\n got      %v\n expected %s", text, s, err, want)
		}
	}
}

func TestDurationMustBePositive(t *testing.T) {
	for _, text := range []string{"500/s", "max"} {
		want := `rate "` + text + `": the duration must be positive (got 0s)`
		if s, err := Parse(text, 0, 1); err == nil || err.Error() != want {
			t.Errorf("%v, %v", s, err)
		}
	}
}

// Schedules that are made in code are checked as those that are read.
func TestWrongSchedulesAreErrors(t *testing.T) {
	const second = time.Second
	of := func(s Schedule, err error) error {
		if s != nil {
			t.Errorf("%s is returned", s)
		}
		return err
	}
	for _, tt := range []struct {
		err  error
		want string
	}{
		{of(Steps(second)), "steps need at least one rate"},
		{of(Constant(1, 0)), `rate "1/s": the duration must be positive (got 0s)`},
		{of(Constant(-1, second)), `rate "-1/s": -1/s is out of range: 0/s to 1000000/s are allowed`},
		{of(Constant(math.NaN(), second)), `rate "NaN/s": NaN/s is out of range: 0/s to 1000000/s are allowed`},
		{of(Ramp(1, 2e6, second)), `rate "ramp 1/s to 2000000/s": 2000000/s is out of range: 0/s to 1000000/s are allowed`},
		{of(Sine(2, 1, 0, second)), `rate "sine 2/s ±1/s every 0s": the period must be positive`},
		{of(Spike(1, 2, 0, second, second)),
			`rate "spike 1/s to 2/s for 0s every 1s": a spike must be shorter than its period`},
		{of(Poisson(Max{second}, 1)), `rate "max": it cannot be combined with poisson`},
	} {
		if tt.err == nil || tt.err.Error() != tt.want {
			t.Errorf("got %v, expected %s", tt.err, tt.want)
		}
	}
	if s, err := Spike(1, 2, 1, 2, 2*MaxSpikes); err != nil {
		t.Errorf("%d spikes: %v, %v", MaxSpikes, s, err)
	}
	s, err := Spike(1, 2, 1, 2, 2*(MaxSpikes+1))
	if err == nil || !strings.Contains(err.Error(), "at most 100000 spikes") {
		t.Errorf("%d spikes: %v, %v", MaxSpikes+1, s, err)
	}
}

// The first column of the first six lines of the grammar is an example each.
func TestExamplesOfTheGrammarAreAccepted(t *testing.T) {
	for i, line := range strings.Split(Grammar, "\n")[:6] {
		text, _, _ := strings.Cut(line, "  ")
		if s, err := Parse(text, time.Minute, 1); err != nil || s.String() != text {
			t.Errorf("line %d: %v, %v", i+1, s, err)
		}
		if text != shapes[i].example {
			t.Errorf("line %d shows %q, and errors show %q", i+1, text, shapes[i].example)
		}
	}
}

// A schedule that is accepted can be written and read again, and its due times
// ascend.
func FuzzParse(f *testing.F) {
	for _, s := range shapes {
		f.Add(s.example)
		f.Add(s.example + " poisson")
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := Parse(text, time.Second, 1)
		if err != nil {
			return
		}
		again, err := Parse(s.String(), time.Second, 1)
		if err != nil || again.String() != s.String() {
			t.Fatalf("%q was read as %q: %v", text, s, err)
		}
		last := time.Duration(0)
		for i := range uint64(2000) {
			due, ok := s.Due(i)
			if !ok {
				return
			}
			if due < last || due >= time.Second {
				t.Fatalf("%q: request %d is due at %s, the one before at %s", text, i, due, last)
			}
			last = due
		}
	})
}
