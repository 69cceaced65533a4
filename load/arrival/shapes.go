package arrival

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Constant has the same rate, in requests per second, all the time.
func Constant(rate float64, duration time.Duration) (Schedule, error) {
	return linear(perSecond(rate), duration, piece{duration.Seconds(), rate, rate})
}

// Steps has each rate, in requests per second, for an equal part of the duration.
func Steps(duration time.Duration, rates ...float64) (Schedule, error) {
	if len(rates) == 0 {
		return nil, errors.New("steps need at least one rate")
	}
	var pieces []piece
	var texts []string
	for _, r := range rates {
		pieces = append(pieces, piece{duration.Seconds() / float64(len(rates)), r, r})
		texts = append(texts, perSecond(r))
	}
	return linear("steps "+strings.Join(texts, ","), duration, pieces...)
}

// Ramp changes linearly from one rate to another, in requests per second.
func Ramp(from, to float64, duration time.Duration) (Schedule, error) {
	text := fmt.Sprintf("ramp %s to %s", perSecond(from), perSecond(to))
	return linear(text, duration, piece{duration.Seconds(), from, to})
}

// Spike has the rate base, and peak during the last width of each period.
func Spike(base, peak float64, width, period, duration time.Duration) (Schedule, error) {
	text := fmt.Sprintf("spike %s to %s for %s every %s", perSecond(base), perSecond(peak), width, period)
	if width <= 0 || width >= period {
		return nil, fmt.Errorf("rate %q: a spike must be shorter than its period", text)
	}
	if duration/period > MaxSpikes {
		return nil, fmt.Errorf("rate %q: at most %d spikes are allowed, and %s has %d",
			text, MaxSpikes, duration, duration/period)
	}
	var pieces []piece
	for at := time.Duration(0); at < duration; at += period {
		pieces = append(pieces, piece{(period - width).Seconds(), base, base}, piece{width.Seconds(), peak, peak})
	}
	return linear(text, duration, pieces...)
}

// linear joins pieces. What is after the end of the duration does not count.
func linear(text string, duration time.Duration, pieces ...piece) (Schedule, error) {
	for _, p := range pieces {
		if err := checkRates(text, p.from, p.to); err != nil {
			return nil, err
		}
	}
	return newOpenLoop(text, join(pieces), duration)
}

// Sine oscillates around a rate by swing; it rises first.
func Sine(rate, swing float64, period, duration time.Duration) (Schedule, error) {
	text := fmt.Sprintf("sine %s ±%s every %s", perSecond(rate), perSecond(swing), period)
	if err := checkRates(text, rate, swing, rate+swing); err != nil {
		return nil, err
	}
	if swing > rate {
		return nil, fmt.Errorf("rate %q: ±%s makes it fall below 0/s", text, perSecond(swing))
	}
	if period <= 0 {
		return nil, fmt.Errorf("rate %q: the period must be positive", text)
	}
	return newOpenLoop(text, sine{rate, swing, 2 * math.Pi / period.Seconds()}, duration)
}

func checkRates(text string, rates ...float64) error {
	for _, r := range rates {
		if !(r >= 0 && r <= MaxRate) { // NaN too
			return fmt.Errorf("rate %q: %s is out of range: 0/s to %s are allowed", text, perSecond(r), perSecond(MaxRate))
		}
	}
	return nil
}

func perSecond(rate float64) string { return strconv.FormatFloat(rate, 'f', -1, 64) + "/s" }
