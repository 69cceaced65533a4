//go:build unix && !linux

package transport

import "syscall"

func read(fd uintptr, into []byte) (int, error)  { return syscall.Read(int(fd), into) }
func write(fd uintptr, from []byte) (int, error) { return syscall.Write(int(fd), from) }
