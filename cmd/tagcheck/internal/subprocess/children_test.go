//go:build unix

package subprocess

import (
	"context"
	"os/exec"
	"strings"
	"testing"
	"time"
)

func TestChildrenAreKilledWithTheirGroups(t *testing.T) {
	var children Children
	for name, add := range map[string]func(*exec.Cmd){
		"before": func(cmd *exec.Cmd) { children.Add(cmd); children.Kill() },
		"after":  func(cmd *exec.Cmd) { children.Kill(); children.Add(cmd) },
	} {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		cmd := exec.CommandContext(ctx, "sh", "-c", "sleep 50 & wait")
		ownGroup(cmd)
		out, err := cmd.StdoutPipe() // the child of the shell has it too
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		add(cmd)
		if _, err := out.Read(make([]byte, 1)); err == nil {
			t.Errorf("%s: output came", name)
		}
		if err := cmd.Wait(); err == nil || ctx.Err() != nil {
			t.Errorf("%s: the process ended with %v, %v", name, err, ctx.Err())
		}
	}
}

func TestAProcessThatEndedIsNoChild(t *testing.T) {
	var children Children
	children.Add(exec.Command("true"))() // it has no process, which Kill would use
	children.Kill()
}

func TestACommandThatTheStopOfTheRunKills(t *testing.T) {
	ctx, cancel := context.WithCancel(bounded(t))
	time.AfterFunc(10*time.Millisecond, cancel)
	err := shell("echo starting; sleep 50").Run(ctx)
	if err == nil || !strings.HasPrefix(err.Error(), "--restart-cmd was killed, because the run was stopped") {
		t.Errorf("got %v", err)
	}
}
