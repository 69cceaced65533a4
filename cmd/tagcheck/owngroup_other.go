//go:build !unix

package main

import "os/exec"

// ownGroup has nothing to do where there are no process groups.
func ownGroup(*exec.Cmd) {}

// killGroup kills the process; what it started goes on.
func killGroup(cmd *exec.Cmd) error { return cmd.Process.Kill() }
