//go:build !linux

package attack

func newClock() clock { return newSleeper() }
