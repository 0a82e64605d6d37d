//go:build !unix

package execution

import (
	"os"
	"os/exec"
)

func quit(*os.Process) {}

func killGroup(p *os.Process) { p.Kill() }

func ownGroup(*exec.Cmd) {}
