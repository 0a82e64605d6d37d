package harness

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/racekit/toolkit/racekit/internal/execution"
)

// directory is where the process was started, whatever tests do to it later.
var directory, _ = os.Getwd()

// Laboratory returns where body, which Body has returned, is explored, and what
// closes it: in processes of this test binary, which run the test up to the call
// and are told by Order what to do; in this process if no other one can make the
// body, because it holds what rapid or a fuzzer has drawn.
func (c *Call) Laboratory(body func(*testing.T)) (lab execution.Laboratory, end func(), err error) {
	if c.drawn() {
		return c.InProcess(body), func() {}, nil
	}
	exe, err := os.Executable()
	if err != nil {
		return nil, nil, fmt.Errorf("racekit needs the path of the test binary to run it in processes of its own: %w", err)
	}
	p := execution.NewPool(execution.Command{Path: exe, Dir: directory, Flags: arguments()}, runtime.NumCPU())
	return p, p.Close, nil
}

// InProcess returns a laboratory that runs body in this process.
func (c *Call) InProcess(body func(*testing.T)) execution.Laboratory {
	return execution.NewInProcess(func(request []byte) (reply, events, log []byte) {
		return c.c.RacekitServe(request, body)
	})
}

// drawn reports whether the body of the call holds drawn values.
func (c *Call) drawn() bool {
	if strings.HasPrefix(c.T.Name(), "Fuzz") {
		return true
	}
	var pcs [64]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs[:])])
	for {
		f, more := frames.Next()
		if strings.HasPrefix(f.Function, "pgregory.net/rapid.") {
			return true
		}
		if !more {
			return false
		}
	}
}

// arguments are those of this process that are not about which tests run, and
// how they are shown.
func arguments() []string {
	var args []string
	if testing.Short() {
		args = append(args, "-test.short")
	}
	flag.Visit(func(f *flag.Flag) {
		if !strings.HasPrefix(f.Name, "test.") && !strings.HasPrefix(f.Name, "racekit.") {
			args = append(args, "-"+f.Name+"="+f.Value.String())
		}
	})
	return append(args, flag.Args()...)
}

// Context ends with the test, and a little before its deadline.
func (c *Call) Context() (context.Context, context.CancelFunc) {
	deadline, ok := c.T.Deadline()
	if !ok {
		return context.WithCancel(c.T.Context())
	}
	left := time.Until(deadline)
	return context.WithDeadline(c.T.Context(), deadline.Add(-min(left/10, 5*time.Second)))
}

// Path returns where a file is that the user has named, whatever tests do to the
// current directory.
func Path(file string) string {
	if filepath.IsAbs(file) {
		return file
	}
	return filepath.Join(directory, file)
}
