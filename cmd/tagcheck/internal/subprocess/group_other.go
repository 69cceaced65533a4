//go:build !unix

package subprocess

import "os/exec"

// ownGroup does nothing: there are no process groups.
func ownGroup(*exec.Cmd) {}

// killGroup kills the process. Its own children go on.
func killGroup(cmd *exec.Cmd) error { return cmd.Process.Kill() }
