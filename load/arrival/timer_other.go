//go:build !linux

package arrival

import "time"

// exactTimer is as exact as the runtime's timers are.
type exactTimer struct{}

func newExactTimer() exactTimer { return exactTimer{} }

func (exactTimer) wait(d time.Duration) { time.Sleep(d) }

func (exactTimer) close() {}
