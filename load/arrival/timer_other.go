//go:build !linux

package arrival

import "time"

// preciseTimer is only as precise as the timers of the runtime.
type preciseTimer struct{}

func newPreciseTimer() preciseTimer { return preciseTimer{} }

func (preciseTimer) wait(d time.Duration) { time.Sleep(d) }

func (preciseTimer) close() {}
