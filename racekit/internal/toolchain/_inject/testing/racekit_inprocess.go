package testing

import (
	"runtime"
	"runtime/debug"
	_ "unsafe" // for go:linkname
)

//go:linkname rkEnter
func rkEnter() bool

//go:linkname rkQuit
func rkQuit()

// RacekitRun runs body as the executions that request, a message of the
// protocol between racekit and its workers, asks for, and returns the reply.
// Each runs in goroutines of its own while the caller waits. It is for the
// racekit library, which finds out by it that the toolchain is controlled. It
// returns nil if the request cannot be read or an execution is in progress.
func (c *common) RacekitRun(request []byte, body func()) []byte {
	req, ok := rkw_ParseRun(request)
	if !ok {
		return nil
	}
	procs := runtime.GOMAXPROCS(1)
	percent := debug.SetGCPercent(-1)
	defer func() {
		debug.SetGCPercent(percent)
		runtime.GOMAXPROCS(procs)
	}()
	if !rkEnter() {
		return nil
	}
	defer rkQuit()
	w := &rkWorker{}
	done := w.runAll(&req, func() rkBody { return rkFunc(body) })
	return rkw_AppendDone(nil, &done)[rkw_HeaderSize:]
}

// An rkFunc is the body of an execution in the process of an ordinary test.
type rkFunc func()

func (f rkFunc) body() { f() }

func (f rkFunc) status() uint8 { return rkPassed }

func (f rkFunc) abandon() {}
