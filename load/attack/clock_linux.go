package attack

import (
	"os"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
)

// timer is a timerfd: a goroutine that reads it wakes within some 50 µs of the
// time, where Go's own sleep may take a millisecond more.
type timer struct {
	file    *os.File
	fd      int
	stopped atomic.Bool
}

func newClock() clock {
	fd, err := unix.TimerfdCreate(unix.CLOCK_MONOTONIC, unix.TFD_NONBLOCK|unix.TFD_CLOEXEC)
	if err != nil {
		return newSleeper()
	}
	return &timer{file: os.NewFile(uintptr(fd), "timerfd"), fd: fd}
}

func (t *timer) wait(d time.Duration) (stopped bool) {
	if t.stopped.Load() {
		return true
	}
	setting := unix.ItimerSpec{Value: unix.NsecToTimespec(int64(max(d, 1)))}
	if err := unix.TimerfdSettime(t.fd, 0, &setting, nil); err != nil {
		return t.stopped.Load()
	}
	var expirations [8]byte
	_, err := t.file.Read(expirations[:])
	return err != nil
}

func (t *timer) stop() {
	if !t.stopped.Swap(true) {
		_ = t.file.Close() // it wakes the reader, which is all that is wanted
	}
}
