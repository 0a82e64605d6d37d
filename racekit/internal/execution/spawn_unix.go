//go:build unix

package execution

import (
	"os"
	"os/exec"
	"syscall"
)

func quit(p *os.Process) { p.Signal(syscall.SIGQUIT) }

// killGroup ends a worker and what its tests have started.
func killGroup(p *os.Process) {
	if syscall.Kill(-p.Pid, syscall.SIGKILL) != nil {
		p.Kill()
	}
}

// ownGroup puts the command in a process group of its own.
func ownGroup(cmd *exec.Cmd) {
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Setpgid = true
}
