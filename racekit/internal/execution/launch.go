package execution

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"time"

	"github.com/racekit/toolkit/racekit/internal/execution/wire"
)

// Start starts a worker and waits until its tests can run.
func Start(ctx context.Context, c Command) (*Worker, error) {
	w, err := launch(c)
	if err != nil {
		return nil, fmt.Errorf("start the test binary %s: %w", c.Path, err)
	}
	limit := c.Start
	if limit == 0 {
		limit = DefaultStart
	}
	timeout := time.NewTimer(limit)
	defer timeout.Stop()
	var reason string
	select {
	case f, ok := <-w.frames:
		switch hello, parsed := wire.ParseHello(f.payload); {
		case !ok:
			w.awaitExit(grace)
			reason = fmt.Sprintf("ended before its tests could run (%s): does TestMain call m.Run", w.ended())
		case f.typ != wire.TypeHello || !parsed || hello.Proto != wire.Version:
			reason = "was built with the controlled toolchain of another version of racekit; run eval \"$(racekit env)\" again, with the version that is used now: does GOROOT still name the old one"
		default:
			w.Info = Info{GoVersion: hello.GoVersion, Arch: hello.Arch, Race: hello.Race, Detector: Detector(hello.Detector),
				Tests: hello.Tests, Examples: hello.Examples, Fuzzers: hello.Fuzzers}
			return w, nil
		}
	case <-timeout.C:
		interrupt(w.cmd.Process)
		w.awaitExit(grace)
		reason = fmt.Sprintf("was not ready for its tests after %v: does TestMain call m.Run, does init wait", limit)
	case <-ctx.Done():
		w.Kill()
		return nil, ctx.Err()
	}
	out, _ := w.outputSince(0)
	w.Kill()
	return nil, &StartError{Path: c.Path, Reason: reason, Output: out}
}

// A StartError says why a test binary did not come to run its tests.
type StartError struct {
	Path   string
	Reason string
	Output []byte
}

func (e *StartError) Error() string {
	out := bytes.TrimSpace(e.Output)
	if len(out) == 0 {
		return fmt.Sprintf("the test binary %s %s? It printed nothing.", e.Path, e.Reason)
	}
	return fmt.Sprintf("the test binary %s %s? It printed:\n%s", e.Path, e.Reason, out)
}

// launch starts the process with its six descriptors.
func launch(c Command) (w *Worker, err error) {
	var theirs, ours []*os.File
	defer func() {
		closeAll(theirs)
		if err != nil {
			closeAll(ours)
		}
	}()
	commandsR, commandsW, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	theirs, ours = append(theirs, commandsR), append(ours, commandsW)
	repliesR, repliesW, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	theirs, ours = append(theirs, repliesW), append(ours, repliesR)
	shared, err := newShared()
	if err != nil {
		return nil, err
	}
	ours = append(ours, shared)
	output, appender, err := newOutput()
	if err != nil {
		return nil, err
	}
	theirs, ours = append(theirs, appender), append(ours, output)

	cmd := exec.Command(c.Path, c.args()...)
	cmd.Dir, cmd.Env = c.Dir, c.environ()
	cmd.Stdout, cmd.Stderr = appender, appender
	cmd.ExtraFiles = []*os.File{commandsR, repliesW, shared}
	if err := started.spawn(cmd); err != nil {
		return nil, err
	}
	w = &Worker{cmd: cmd, commands: commandsW, replies: repliesR, shared: shared, output: output,
		frames: make(chan frame), closed: make(chan struct{}), exited: make(chan struct{})}
	go w.receive()
	go func() {
		cmd.Wait()
		close(w.exited)
	}()
	return w, nil
}

// newOutput returns a file to read, and the same file to append to.
func newOutput() (r, a *os.File, err error) {
	r, err = os.CreateTemp("", "racekit-output-")
	if err != nil {
		return nil, nil, err
	}
	defer os.Remove(r.Name())
	a, err = os.OpenFile(r.Name(), os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		r.Close()
		return nil, nil, err
	}
	return r, a, nil
}

func closeAll(files []*os.File) {
	for _, f := range files {
		f.Close()
	}
}
