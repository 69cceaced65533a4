package arrival

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Grammar is how arrivals are written, for the help of a flag.
const Grammar = `500/s                                    the same rate all the time
steps 100/s,200/s,400/s                  each rate for an equal part of the duration
ramp 100/s to 1000/s                     evenly from one rate to the other
sine 500/s ±200/s every 10s              (or +-) around a rate, upwards at first
spike 100/s to 2000/s for 1s every 10s   the higher rate for the last part of each period
max                                      as fast as possible: each worker sends when it has its answer
Any rate can be followed by "poisson": at random moments, as from many users.`

// shapes are the forms, by their first word. RATE and TIME stand for values,
// every other word for itself; RATES is one rate or more.
var shapes = map[string]struct {
	form, example string
	make          func(duration time.Duration, rates []float64, times []time.Duration) (Schedule, error)
}{
	"": {"RATE", "500/s", func(d time.Duration, r []float64, _ []time.Duration) (Schedule, error) {
		return Constant(r[0], d)
	}},
	"steps": {"RATES", "steps 100/s,200/s,400/s", func(d time.Duration, r []float64, _ []time.Duration) (Schedule, error) {
		return Steps(d, r...)
	}},
	"ramp": {"RATE to RATE", "ramp 100/s to 1000/s", func(d time.Duration, r []float64, _ []time.Duration) (Schedule, error) {
		return Ramp(r[0], r[1], d)
	}},
	"sine": {"RATE ± RATE every TIME", "sine 500/s ±200/s every 10s", func(d time.Duration, r []float64, t []time.Duration) (Schedule, error) {
		return Sine(r[0], r[1], t[0], d)
	}},
	"spike": {"RATE to RATE for TIME every TIME", "spike 100/s to 2000/s for 1s every 10s", func(d time.Duration, r []float64, t []time.Duration) (Schedule, error) {
		return Spike(r[0], r[1], t[0], t[1], d)
	}},
	"max": {"", "max", func(d time.Duration, _ []float64, _ []time.Duration) (Schedule, error) {
		return Max{d}, nil
	}},
}

var spelling = strings.NewReplacer("..", " to ", "+-", " ± ", "±", " ± ", ",", " ")

// Parse reads a schedule in the form of Grammar. seed is for poisson. An error
// says what is wrong and shows the right form.
func Parse(text string, duration time.Duration, seed uint64) (Schedule, error) {
	words := strings.Fields(spelling.Replace(text))
	if len(words) == 0 {
		return nil, fmt.Errorf("no arrivals are given; %s", examples())
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
	shape, known := shapes[name]
	if !known {
		return nil, fmt.Errorf("arrivals %q: %q is not known; %s", text, name, examples())
	}
	var m matcher
	if err := m.match(words, shape.form); err != nil {
		return nil, fmt.Errorf("arrivals %q: %w; write it as %s", text, err, shape.example)
	}
	if duration <= 0 {
		return nil, fmt.Errorf("arrivals %q: the duration must be more than 0, not %s", text, duration)
	}
	return shape.make(duration, m.rates, m.times)
}

func examples() string {
	var all []string
	for _, name := range []string{"", "steps", "ramp", "sine", "spike", "max"} {
		all = append(all, shapes[name].example)
	}
	return "examples: " + strings.Join(all, " | ")
}

// matcher collects the values of a form.
type matcher struct {
	rates []float64
	times []time.Duration
}

func (m *matcher) match(words []string, form string) error {
	for i, want := range strings.Fields(form) {
		if want == "RATES" && len(words) > 1 {
			for _, w := range words[:len(words)-1] {
				if err := m.value(w, "RATE"); err != nil {
					return err
				}
			}
			words = words[len(words)-1:]
		}
		if len(words) == 0 {
			return fmt.Errorf("%s is missing at the end", meaning(want))
		}
		if err := m.value(words[0], want); err != nil {
			return fmt.Errorf("part %d: %w", i+1, err)
		}
		words = words[1:]
	}
	if len(words) > 0 {
		return fmt.Errorf("%q is too much", strings.Join(words, " "))
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
			return fmt.Errorf("%q instead of %q", word, want)
		}
	}
	return nil
}

func parseRate(word string) (float64, error) {
	number, perSecond := strings.CutSuffix(word, "/s")
	rate, err := strconv.ParseFloat(number, 64)
	switch {
	case err != nil:
		return 0, fmt.Errorf("%q is not a rate such as 500/s", word)
	case !perSecond:
		return 0, fmt.Errorf("%q has no unit: a rate is per second, as in 500/s", word)
	case !(rate >= 0 && rate <= fastest):
		return 0, fmt.Errorf("%q is not a rate from 0/s to 1000000/s", word)
	}
	return rate, nil
}

func meaning(want string) string {
	switch want {
	case "RATE", "RATES":
		return "a rate such as 500/s"
	case "TIME":
		return "a time such as 10s"
	}
	return strconv.Quote(want)
}
