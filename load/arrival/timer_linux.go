package arrival

import (
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// exactTimer waits to some 50 µs. The runtime's own timers wake an idle process
// on full milliseconds; a timerfd is a file to it, and wakes it at once.
type exactTimer struct {
	file *os.File // nil where there can be none
	raw  syscall.RawConn
}

func newExactTimer() exactTimer {
	fd, err := unix.TimerfdCreate(unix.CLOCK_MONOTONIC, unix.TFD_NONBLOCK|unix.TFD_CLOEXEC)
	if err != nil {
		return exactTimer{}
	}
	file := os.NewFile(uintptr(fd), "timerfd")
	raw, err := file.SyscallConn()
	if err != nil {
		_ = file.Close()
		return exactTimer{}
	}
	return exactTimer{file, raw}
}

// wait returns early once the timer is closed.
func (t exactTimer) wait(d time.Duration) {
	switch {
	case d <= 0:
	case t.file == nil || !t.set(d):
		time.Sleep(d)
	default:
		var expirations [8]byte
		_, _ = t.file.Read(expirations[:])
	}
}

// set is false if the timer can't be used.
func (t exactTimer) set(d time.Duration) bool {
	once := unix.ItimerSpec{Value: unix.NsecToTimespec(d.Nanoseconds())}
	var refused error
	closed := t.raw.Control(func(fd uintptr) { refused = unix.TimerfdSettime(int(fd), 0, &once, nil) })
	return closed != nil || refused == nil
}

func (t exactTimer) close() {
	if t.file != nil {
		_ = t.file.Close()
	}
}
