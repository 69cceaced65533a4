//go:build !unix

package main

import "os/exec"

// killGroup does nothing: only the command itself is killed when its context ends.
func killGroup(*exec.Cmd) {}
