package arrival

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Grammar says what Parse takes, one line for each form.
const Grammar = `500/s                      evenly, so many a second (or /m, a minute)
steps 100/s 200/s 400/s    each for the same share of the time
ramp 100/s 1000/s          evenly from one rate to the other
sine 500/s 200/s 10s       500 a second, up and down by 200, a wave in 10 s
spike 100/s 2000/s 1s 10s  100 a second, and 2000 for the last 1 s of each 10 s
... poisson                any of these, by chance instead of evenly
max                        as fast as possible, each worker one after the other`

// maxRate bounds a rate, a second: a number beyond is a slip.
const maxRate = 10_000_000

// Parse makes the schedule that a text describes, see Grammar. The seed is that
// of chance. The error says what is wrong, and with which word.
func Parse(text string, duration time.Duration, seed uint64) (Schedule, error) {
	if duration <= 0 {
		return nil, fmt.Errorf("the duration must be more than 0, not %s", duration)
	}
	words := strings.Fields(text)
	if len(words) == 1 && words[0] == "max" {
		return Closed{duration}, nil
	}
	byChance := len(words) > 1 && words[len(words)-1] == "poisson"
	if byChance {
		words = words[:len(words)-1]
	}
	c, err := parseCurve(words, duration.Seconds())
	if err != nil {
		return nil, fmt.Errorf("%q: %w; write one of\n%s", text, err, Grammar)
	}
	if c.count(duration.Seconds()) < 1 {
		return nil, fmt.Errorf("%q: no request is due within %s; give a higher rate or a longer time", text, duration)
	}
	if byChance {
		return newPoisson(c, duration, seed), nil
	}
	return newAlong(c, duration), nil
}

func parseCurve(words []string, duration float64) (curve, error) {
	if len(words) == 0 {
		return nil, fmt.Errorf("no rate is given")
	}
	switch words[0] {
	case "steps":
		rates, err := ratesOf(words[1:])
		if err == nil && len(rates) < 2 {
			err = fmt.Errorf("steps needs two rates or more")
		}
		if err != nil {
			return nil, err
		}
		return steps(rates, duration), nil
	case "ramp":
		v, err := values(words, false, false)
		if err != nil {
			return nil, err
		}
		return ramp(v[0], v[1], duration), nil
	case "sine":
		v, err := values(words, false, false, true)
		if err == nil && v[1] > v[0] {
			err = fmt.Errorf("%s is more than %s, so the rate would fall below 0", words[2], words[1])
		}
		if err != nil {
			return nil, err
		}
		return sine{v[0], v[1], v[2]}, nil
	case "spike":
		v, err := values(words, false, false, true, true)
		if err == nil && v[2] >= v[3] {
			err = fmt.Errorf("a spike of %s does not fit into %s", words[3], words[4])
		}
		if err == nil && duration/v[3] > 1e5 {
			err = fmt.Errorf("a spike each %s is too often", words[4])
		}
		if err != nil {
			return nil, err
		}
		return spikes(v[0], v[1], v[2], v[3], duration), nil
	}
	if len(words) > 1 {
		return nil, fmt.Errorf("%q is not understood", words[1])
	}
	rates, err := ratesOf(words)
	if err != nil {
		return nil, err
	}
	return constant(rates[0], duration), nil
}

// values reads the words behind the first: rates, and durations in seconds
// where durations says so.
func values(words []string, durations ...bool) ([]float64, error) {
	if len(words)-1 != len(durations) {
		return nil, fmt.Errorf("%s needs %d values, and has %d", words[0], len(durations), len(words)-1)
	}
	var all []float64
	for i, isDuration := range durations {
		word := words[i+1]
		if !isDuration {
			rates, err := ratesOf([]string{word})
			if err != nil {
				return nil, err
			}
			all = append(all, rates...)
			continue
		}
		d, err := time.ParseDuration(word)
		if err != nil || d <= 0 {
			return nil, fmt.Errorf("%q is not a duration such as 10s", word)
		}
		all = append(all, d.Seconds())
	}
	return all, nil
}

func ratesOf(words []string) ([]float64, error) {
	units := map[string]float64{"s": 1, "m": 60}
	var rates []float64
	for _, word := range words {
		number, unit, _ := strings.Cut(word, "/")
		per, known := units[unit]
		rate, err := strconv.ParseFloat(number, 64)
		if !known || err != nil || rate < 0 || rate > maxRate*per {
			return nil, fmt.Errorf("%q is not a rate such as 500/s", word)
		}
		rates = append(rates, rate/per)
	}
	if slices.Max(append(rates, 0)) == 0 {
		return nil, fmt.Errorf("a rate of 0 sends nothing")
	}
	return rates, nil
}
