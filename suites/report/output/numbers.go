package output

import (
	"fmt"
	"time"
)

// Count is a number with its noun, such as "1 fault" or "3 faults".
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// Seconds is a duration for people, such as "2.1 s".
func Seconds(d time.Duration) string { return fmt.Sprintf("%.1f s", d.Seconds()) }

// Milliseconds is a duration as JSON holds it, in milliseconds and exact to the
// microsecond.
func Milliseconds(d time.Duration) float64 {
	return float64(d.Round(time.Microsecond).Microseconds()) / 1000
}

// Timestamp is a time as files hold it: RFC 3339 in UTC.
func Timestamp(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

// List is s, or an empty list where s is nil: readers of JSON need not tell
// null from [].
func List[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}
