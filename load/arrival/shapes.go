package arrival

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Constant is the same rate (requests per second) all the time.
func Constant(rate float64, duration time.Duration) (Schedule, error) {
	return linear(perSecond(rate), duration, piece{duration.Seconds(), rate, rate})
}

// Steps has each rate for an equal part of the duration.
func Steps(duration time.Duration, rates ...float64) (Schedule, error) {
	var pieces []piece
	var texts []string
	for _, r := range rates {
		pieces = append(pieces, piece{duration.Seconds() / float64(len(rates)), r, r})
		texts = append(texts, perSecond(r))
	}
	return linear("steps "+strings.Join(texts, ","), duration, pieces...)
}

// Ramp goes evenly from one rate to another.
func Ramp(from, to float64, duration time.Duration) (Schedule, error) {
	return linear(fmt.Sprintf("ramp %s to %s", perSecond(from), perSecond(to)), duration, piece{duration.Seconds(), from, to})
}

// Spike has a rate of base, and of peak for the last part of each period.
func Spike(base, peak float64, width, period, duration time.Duration) (Schedule, error) {
	text := fmt.Sprintf("spike %s to %s for %s every %s", perSecond(base), perSecond(peak), width, period)
	switch {
	case width <= 0 || width >= period:
		return nil, fmt.Errorf("%s: a spike takes more than 0 and less than its period", text)
	case duration/period > maxPieces:
		return nil, fmt.Errorf("%s: more than %d spikes in %s", text, maxPieces, duration)
	}
	var pieces []piece
	for at := time.Duration(0); at < duration; at += period {
		pieces = append(pieces, piece{(period - width).Seconds(), base, base}, piece{width.Seconds(), peak, peak})
	}
	return linear(text, duration, pieces...)
}

const maxPieces = 100_000

// linear joins pieces; those after the end of the duration don't count.
func linear(text string, duration time.Duration, pieces ...piece) (Schedule, error) {
	for _, p := range pieces {
		for _, r := range []float64{p.from, p.to} {
			if err := checkRate(text, r); err != nil {
				return nil, err
			}
		}
	}
	return newPaced(text, join(pieces), duration)
}

// Sine swings around a rate by swing, from the middle upwards at first.
func Sine(rate, swing float64, period, duration time.Duration) (Schedule, error) {
	text := fmt.Sprintf("sine %s ±%s every %s", perSecond(rate), perSecond(swing), period)
	for _, r := range []float64{rate, swing, rate + swing} {
		if err := checkRate(text, r); err != nil {
			return nil, err
		}
	}
	switch {
	case swing > rate:
		return nil, fmt.Errorf("%s: it would swing below 0/s", text)
	case period <= 0:
		return nil, fmt.Errorf("%s: the period must be more than 0", text)
	}
	return newPaced(text, sine{rate, swing, 2 * math.Pi / period.Seconds()}, duration)
}

func checkRate(text string, rate float64) error {
	if !(rate >= 0 && rate <= fastest) {
		return fmt.Errorf("%s: a rate is from 0/s to %s, not %s", text, perSecond(fastest), perSecond(rate))
	}
	return nil
}

func perSecond(rate float64) string { return strconv.FormatFloat(rate, 'f', -1, 64) + "/s" }
