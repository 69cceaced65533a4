//go:build unix

package subprocess

import (
	"os/exec"
	"syscall"
)

// ownGroup keeps Ctrl-C at the terminal from reaching the process directly: a
// second signal, from the parent, would interrupt its cleanup.
func ownGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// killGroup kills a process that has a group of its own, and all its children in
// that group.
func killGroup(cmd *exec.Cmd) error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
