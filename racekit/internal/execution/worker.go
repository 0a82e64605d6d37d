package execution

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"time"

	"github.com/racekit/toolkit/racekit/internal/execution/wire"
)

// A Detector is what looks for data races in executions.
type Detector = wire.Detector

const (
	TSan = wire.TSan
	Own  = wire.Own
)

// An Info is what a test binary says about itself.
type Info struct {
	GoVersion string
	Arch      string
	Race      bool
	Detector  Detector // if Race
	Tests     []string
	Examples  []string
	Fuzzers   []string
}

// A Worker is a process that runs executions of one test binary. It is used by
// one goroutine at a time.
type Worker struct {
	Info Info

	cmd      *exec.Cmd
	commands *os.File
	replies  *os.File
	shared   *os.File
	output   *os.File
	frames   chan frame    // what the worker sends; closed at the end
	closed   chan struct{} // nobody receives frames any more
	exited   chan struct{} // closed when the process is gone
	ran      int           // executions
	close    sync.Once
}

type frame struct {
	typ     byte
	payload []byte
}

var (
	errGone   = errors.New("the worker's process ended")
	errHung   = errors.New("the worker made no progress")
	errCut    = errors.New("the worker's execution took too long")
	errFlood  = errors.New("the worker printed too much")
	errFree   = errors.New("an execution ended without a step, so nothing was controlled: run racekit toolchain clean, and if that does not help, racekit toolchain check -canary")
	errFormat = errors.New("the worker's reply is not understood: the test binary was built by another racekit, or a test writes to descriptor 4")
)

const (
	// maxOutput bounds what one execution may print, maxFile what all those of
	// a request may.
	maxOutput = 256 << 20
	maxFile   = 1 << 30
	// trimOutput is when the output of a worker that is idle is thrown away.
	trimOutput = 16 << 20
	// beat is how often the parent looks whether a worker makes progress.
	beat = 50 * time.Millisecond
	// grace is how long a process may take to end after it was asked to.
	grace = 2 * time.Second
)

// receive passes on frames until the worker ends or sends nonsense.
func (w *Worker) receive() {
	defer close(w.frames)
	r := bufio.NewReader(w.replies)
	for {
		var head [wire.HeaderSize]byte
		if _, err := io.ReadFull(r, head[:]); err != nil {
			return
		}
		f := frame{typ: head[4]}
		_, n, ok := wire.ParseHeader(head[:])
		if !ok {
			f.typ = 0
		} else {
			var buf bytes.Buffer
			if _, err := io.CopyN(&buf, r, int64(n)); err != nil {
				return
			}
			f.payload = buf.Bytes()
		}
		select {
		case w.frames <- f:
		case <-w.closed:
			return
		}
	}
}

// exchange sends a request and waits for the reply. hang bounds the time
// without progress, limit that of each execution; 0 is no limit. After an error
// the worker is of no use any more; after errGone, errHung, errCut and errFlood
// what it left behind can still be read.
func (w *Worker) exchange(ctx context.Context, request []byte, hang, limit time.Duration) (frame, error) {
	if err := w.trim(); err != nil {
		return frame{}, err
	}
	w.commands.SetWriteDeadline(time.Now().Add(hang))
	stop := context.AfterFunc(ctx, func() { killGroup(w.cmd.Process) })
	defer stop()
	if _, err := w.commands.Write(request); err != nil && !errors.Is(err, os.ErrDeadlineExceeded) {
		// A worker that has gone says more in its output than the error does.
		w.awaitExit(grace)
	}

	ticker := time.NewTicker(beat)
	defer ticker.Stop()
	var last header
	progress := time.Now()
	children := diligence{pid: w.cmd.Process.Pid}
	begin := progress
	for {
		select {
		case f, ok := <-w.frames:
			switch {
			case ctx.Err() != nil:
				return frame{}, ctx.Err()
			case !ok:
				w.awaitExit(grace)
				return frame{}, errGone
			case f.typ == 0:
				return frame{}, errFormat
			}
			return f, nil
		case <-ctx.Done():
			return frame{}, ctx.Err()
		case <-ticker.C:
			h, err := readHeader(w.shared)
			if err != nil {
				return frame{}, err
			}
			if h.index != last.index {
				begin = time.Now()
			}
			if h != last {
				last, progress = h, time.Now()
				children.reset()
			}
			if time.Since(progress) > hang/2 && children.work(hang) {
				progress = time.Now()
			}
			if size, _ := w.outputSize(); size-h.output > maxOutput || size > maxFile {
				return frame{}, errFlood
			}
			if time.Since(progress) > hang {
				interrupt(w.cmd.Process)
				w.awaitExit(grace)
				return frame{}, errHung
			}
			if limit > 0 && time.Since(begin) > limit {
				return frame{}, errCut
			}
		}
	}
}

// trim empties the output of a worker that printed much.
func (w *Worker) trim() error {
	size, err := w.outputSize()
	if err == nil && size > trimOutput {
		err = w.output.Truncate(0)
	}
	if err != nil {
		return fmt.Errorf("look after the worker's output: %w", err)
	}
	return nil
}

func (w *Worker) outputSize() (int64, error) {
	fi, err := w.output.Stat()
	if err != nil {
		return 0, err
	}
	return fi.Size(), nil
}

func (w *Worker) outputSince(begin int64) ([]byte, error) {
	size, err := w.outputSize()
	if err != nil {
		return nil, err
	}
	return readOutput(w.output, begin, size)
}

// awaitExit waits for the process to end on its own, then ends it.
func (w *Worker) awaitExit(d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-w.exited:
	case <-timer.C:
		killGroup(w.cmd.Process)
		<-w.exited
	}
}

// ended says how the process ended.
func (w *Worker) ended() string {
	select {
	case <-w.exited:
		return w.cmd.ProcessState.String()
	default:
		return "still running"
	}
}

// Alive reports whether the process is there.
func (w *Worker) Alive() bool {
	select {
	case <-w.exited:
		return false
	case <-w.closed:
		return false
	default:
		return true
	}
}

// Close lets TestMain finish, then ends the process and what it started.
func (w *Worker) Close() {
	if w.Alive() {
		w.commands.SetWriteDeadline(time.Now().Add(grace))
		w.commands.Write(wire.AppendQuit(nil))
		w.awaitExit(grace)
	}
	w.Kill()
}

// Kill ends the process and what it started at once.
func (w *Worker) Kill() {
	w.close.Do(func() {
		close(w.closed)
		killGroup(w.cmd.Process)
		<-w.exited
		started.forget(w.cmd)
		closeAll([]*os.File{w.commands, w.replies, w.shared, w.output})
	})
}
