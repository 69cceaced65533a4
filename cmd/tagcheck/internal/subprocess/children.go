package subprocess

import (
	"os/exec"
	"sync"
)

// Children are processes that must not outlive this one. The zero value has none, and a nil
// Children records nothing.
type Children struct {
	mu      sync.Mutex
	running map[*exec.Cmd]bool
	killed  bool
}

// Add adds a process that was started in a group of its own. Call ended when it has ended.
func (c *Children) Add(cmd *exec.Cmd) (ended func()) {
	if c == nil {
		return func() {}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.killed {
		_ = killGroup(cmd) // it may have ended
	}
	if c.running == nil {
		c.running = map[*exec.Cmd]bool{}
	}
	c.running[cmd] = true
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.running, cmd)
	}
}

// Kill kills all processes with their groups, and each one that is added later.
func (c *Children) Kill() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.killed = true
	for cmd := range c.running {
		_ = killGroup(cmd) // it may have ended
	}
}
