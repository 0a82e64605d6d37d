package execution

import (
	"os/exec"
	"sync"
)

// Together lets the end of cmd's context end also what cmd has started.
func Together(cmd *exec.Cmd) {
	ownGroup(cmd)
	cmd.Cancel = func() error {
		killGroup(cmd.Process)
		return nil
	}
}

// A family is the workers that run. They end with this process, but what their
// tests have started does not.
type family struct {
	mu      sync.Mutex
	members map[*exec.Cmd]bool
}

var started = family{members: map[*exec.Cmd]bool{}}

func (f *family) spawn(cmd *exec.Cmd) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	err := spawn(cmd)
	if err == nil {
		f.members[cmd] = true
	}
	return err
}

func (f *family) forget(cmd *exec.Cmd) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.members, cmd)
}

// KillAll ends all workers and what their tests have started, and lets no more
// start: the process is about to end.
func KillAll() {
	started.mu.Lock() // for good
	for cmd := range started.members {
		killGroup(cmd.Process)
	}
}
