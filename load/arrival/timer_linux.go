package arrival

import (
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// preciseTimer fires within about 50 µs. Timers of the runtime wake an idle
// process on full milliseconds; a timerfd, which the runtime treats as a file,
// wakes it at once.
type preciseTimer struct {
	file *os.File // nil if the system has no timerfd
	raw  syscall.RawConn
}

func newPreciseTimer() preciseTimer {
	fd, err := unix.TimerfdCreate(unix.CLOCK_MONOTONIC, unix.TFD_NONBLOCK|unix.TFD_CLOEXEC)
	if err != nil {
		return preciseTimer{}
	}
	file := os.NewFile(uintptr(fd), "timerfd")
	raw, err := file.SyscallConn()
	if err != nil {
		_ = file.Close()
		return preciseTimer{}
	}
	return preciseTimer{file, raw}
}

// wait returns early when the timer is closed.
func (t preciseTimer) wait(d time.Duration) {
	switch {
	case d <= 0:
	case t.file == nil || !t.set(d):
		time.Sleep(d)
	default:
		var expirations [8]byte
		_, _ = t.file.Read(expirations[:])
	}
}

// set returns false if the timer is not usable.
func (t preciseTimer) set(d time.Duration) bool {
	once := unix.ItimerSpec{Value: unix.NsecToTimespec(d.Nanoseconds())}
	var refused error
	closed := t.raw.Control(func(fd uintptr) { refused = unix.TimerfdSettime(int(fd), 0, &once, nil) })
	return closed != nil || refused == nil
}

func (t preciseTimer) close() {
	if t.file != nil {
		_ = t.file.Close()
	}
}
