package transport

import (
	"syscall"
	"unsafe"
)

// read and write are those of package syscall without a notice to the scheduler,
// which is needed only for calls that may block. These sockets do not block.
func read(fd uintptr, into []byte) (int, error)  { return socketCall(syscall.SYS_READ, fd, into) }
func write(fd uintptr, from []byte) (int, error) { return socketCall(syscall.SYS_WRITE, fd, from) }

func socketCall(number, fd uintptr, octets []byte) (int, error) {
	n, _, errno := syscall.RawSyscall(number, fd,
		uintptr(unsafe.Pointer(unsafe.SliceData(octets))), uintptr(len(octets)))
	if errno != 0 {
		return -1, errno
	}
	return int(n), nil
}
