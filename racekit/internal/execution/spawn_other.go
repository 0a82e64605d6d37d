//go:build !linux

package execution

import (
	"os"
	"os/exec"
)

// interrupt asks a process for a dump of its goroutines, where that exists.
func interrupt(p *os.Process) { quit(p) }

// spawn starts cmd. It dies with this process because its commands end.
func spawn(cmd *exec.Cmd) error {
	ownGroup(cmd)
	return cmd.Start()
}

func sharedDir() string { return "" }

// memory is unknown here: workers are recycled by number of executions only.
func memory(int) int64 { return 0 }

// descendantTicks is unknown here: whoever waits for a program that works for
// long seems to hang.
func descendantTicks(int) int64 { return 0 }
