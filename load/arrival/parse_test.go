package arrival

import (
	"strings"
	"testing"
	"time"
)

func TestArrivalsAreReadAndWritten(t *testing.T) {
	for text, want := range map[string]string{
		"500/s":                             "500/s",
		" 0.5/s ":                           "0.5/s",
		"500/s poisson":                     "500/s poisson",
		"steps 100/s,200/s, 400/s":          "steps 100/s,200/s,400/s",
		"steps 100/s":                       "steps 100/s",
		"ramp 100/s..1000/s":                "ramp 100/s to 1000/s",
		"ramp 100/s to 1e3/s poisson":       "ramp 100/s to 1000/s poisson",
		"sine 500/s ±200/s every 10s":       "sine 500/s ±200/s every 10s",
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
			t.Errorf("%q can't be read again: %v", want, err)
		}
	}
}

func TestWrongArrivalsAreExplained(t *testing.T) {
	for text, says := range map[string]string{
		"":                                   "no arrivals are given; examples: 500/s | steps",
		"poisson":                            "a rate such as 500/s is missing at the end; write it as 500/s",
		"500":                                `"500" has no unit: a rate is per second, as in 500/s; write it as 500/s`,
		"5x/s":                               `"5x/s" is not a rate such as 500/s`,
		"-1/s":                               "not a rate from 0/s to 1000000/s",
		"1e9/s":                              "not a rate from 0/s to 1000000/s",
		"NaN/s":                              `"NaN/s" is not known`,
		"0/s":                                "no request is due in 1m0s",
		"burst 3/s":                          `"burst" is not known; examples: `,
		"500/s 3s":                           `"3s" is too much`,
		"steps":                              "a rate such as 500/s is missing",
		"steps 1/s,x,2/s":                    `"x" is not a rate`,
		"ramp 1/s":                           `"to" is missing at the end; write it as ramp 100/s to 1000/s`,
		"ramp 1/s 2/s":                       `part 2: "2/s" instead of "to"`,
		"sine 1/s ±2/s every 3s":             "it would swing below 0/s",
		"sine 2/s ±1/s every 0s":             `"0s" is not a time such as 10s`,
		"sine 2/s ±1/s every":                "a time such as 10s is missing",
		"spike 1/s to 2/s for 3s every 3s":   "a spike takes more than 0 and less than its period",
		"spike 1/s to 2/s for 1ns every 2ns": "more than 100000 spikes",
		"max 3/s":                            `"3/s" is too much; write it as max`,
		"max poisson":                        "only a rate can have poisson arrivals",
		"500/s poisson poisson":              `"poisson" is too much`,
	} {
		if s, err := Parse(text, time.Minute, 1); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v, %v; expected %q", text, s, err, says)
		}
	}
	if _, err := Parse("500/s", 0, 1); err == nil || !strings.Contains(err.Error(), "the duration must be more than 0") {
		t.Errorf("without a duration: %v", err)
	}
}

// What is read can be written and read again, and is a schedule.
func FuzzParse(f *testing.F) {
	for _, name := range []string{"", "steps", "ramp", "sine", "spike", "max"} {
		f.Add(shapes[name].example)
		f.Add(shapes[name].example + " poisson")
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
