package arrival

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"tagcheck/fixtures/nearest"
)

// Grammar describes how a schedule is written, for help texts.
const Grammar = `500/s                                    constant rate
steps 100/s,200/s,400/s                  each rate for an equal part of the duration
ramp 100/s to 1000/s                     linear increase or decrease
sine 500/s ±200/s every 10s              oscillation around a rate, rising first (also written +-)
spike 100/s to 2000/s for 1s every 10s   the second rate at the end of each period
max                                      as fast as possible: each worker sends when it has its answer
With "poisson" after a rate, requests arrive at random moments, as from independent users: 500/s poisson`

// shape is one form of a schedule. In form RATE and TIME stand for values, RATES
// for one rate or more, and every other word for itself.
type shape struct {
	name, form, example string
	make                func(duration time.Duration, rates []float64, times []time.Duration) (Schedule, error)
}

// shapes are all forms, in the order of the Grammar.
var shapes = []shape{
	{"", "RATE", "500/s", func(d time.Duration, r []float64, _ []time.Duration) (Schedule, error) {
		return Constant(r[0], d)
	}},
	{"steps", "RATES", "steps 100/s,200/s,400/s", func(d time.Duration, r []float64, _ []time.Duration) (Schedule, error) {
		return Steps(d, r...)
	}},
	{"ramp", "RATE to RATE", "ramp 100/s to 1000/s",
		func(d time.Duration, r []float64, _ []time.Duration) (Schedule, error) {
			return Ramp(r[0], r[1], d)
		}},
	{"sine", "RATE ± RATE every TIME", "sine 500/s ±200/s every 10s",
		func(d time.Duration, r []float64, t []time.Duration) (Schedule, error) {
			return Sine(r[0], r[1], t[0], d)
		}},
	{"spike", "RATE to RATE for TIME every TIME", "spike 100/s to 2000/s for 1s every 10s",
		func(d time.Duration, r []float64, t []time.Duration) (Schedule, error) {
			return Spike(r[0], r[1], t[0], t[1], d)
		}},
	{"max", "", "max", func(d time.Duration, _ []float64, _ []time.Duration) (Schedule, error) {
		return Max{d}, nil
	}},
}

var spelling = strings.NewReplacer("..", " to ", "+-", " ± ", "±", " ± ", ",", " ")

// Parse reads a schedule in the form of Grammar. seed is that of poisson arrivals.
// The error quotes the text, says which part is wrong and what is accepted.
func Parse(text string, duration time.Duration, seed uint64) (Schedule, error) {
	words := strings.Fields(spelling.Replace(text))
	if len(words) == 0 {
		return nil, errors.New("no rate; " + accepted())
	}
	random := words[len(words)-1] == "poisson"
	if random {
		words = words[:len(words)-1]
	}
	s, err := parseShape(text, words, duration)
	if err == nil && random {
		s, err = Poisson(s, seed)
	}
	return s, err
}

func parseShape(text string, words []string, duration time.Duration) (Schedule, error) {
	name := ""
	if len(words) > 0 && !strings.ContainsAny(words[0][:1], "0123456789.+-") {
		name, words = words[0], words[1:]
	}
	var names []string
	for _, s := range shapes {
		if s.name != name {
			names = append(names, s.name)
			continue
		}
		var m matcher
		if err := m.match(words, s.form); err != nil {
			return nil, fmt.Errorf("rate %q: %w; expected a form such as %s", text, err, s.example)
		}
		if duration <= 0 {
			return nil, fmt.Errorf("rate %q: the duration must be positive (got %s)", text, duration)
		}
		return s.make(duration, m.rates, m.times)
	}
	return nil, fmt.Errorf("unknown rate %q%s; %s", text, nearest.Hint(name, names[1:]), accepted())
}

func accepted() string {
	var examples []string
	for _, s := range shapes {
		examples = append(examples, s.example)
	}
	return "accepted forms: " + strings.Join(examples, " | ")
}

// matcher collects the values of a form.
type matcher struct {
	rates []float64
	times []time.Duration
}

func (m *matcher) match(words []string, form string) error {
	for _, want := range strings.Fields(form) {
		for want == "RATES" && len(words) > 1 {
			if err := m.value(words[0], "RATE"); err != nil {
				return err
			}
			words = words[1:]
		}
		if len(words) == 0 {
			return fmt.Errorf("%s is missing at the end", describe(want))
		}
		if err := m.value(words[0], want); err != nil {
			return err
		}
		words = words[1:]
	}
	if len(words) > 0 {
		return fmt.Errorf("unexpected %q at the end", strings.Join(words, " "))
	}
	return nil
}

func (m *matcher) value(word, want string) error {
	switch want {
	case "RATE", "RATES":
		rate, err := parseRate(word)
		m.rates = append(m.rates, rate)
		return err
	case "TIME":
		d, err := time.ParseDuration(word)
		if err != nil || d <= 0 {
			return fmt.Errorf("%q is not a time such as 10s", word)
		}
		m.times = append(m.times, d)
	default:
		if word != want {
			return fmt.Errorf("expected %q instead of %q", want, word)
		}
	}
	return nil
}

func parseRate(word string) (float64, error) {
	number, perSecond := strings.CutSuffix(word, "/s")
	rate, err := strconv.ParseFloat(number, 64)
	switch {
	case err != nil:
		return 0, fmt.Errorf("%q is not a number per second such as 500/s", word)
	case !perSecond:
		return 0, fmt.Errorf("%q has no unit; a rate is per second, as in 500/s", word)
	case !(rate >= 0 && rate <= MaxRate): // NaN too
		return 0, fmt.Errorf("%q is out of range: 0/s to %d/s are allowed", word, MaxRate)
	}
	return rate, nil
}

func describe(want string) string {
	switch want {
	case "RATE", "RATES":
		return "a rate such as 500/s"
	case "TIME":
		return "a time such as 10s"
	}
	return strconv.Quote(want)
}
