package frame

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// same is how long after an interrupt another one is the same: timeout -s INT
// sends two, and so does ^C where a shell passes it on.
const same = time.Second

// errUnread ends the work when nobody reads what is printed.
var errUnread = errors.New("the reader of the output has gone")

// Interruptible returns a context that the first interrupt ends, and what the
// process prints to: a pipe that is closed ends the context too. A later interrupt
// calls kill and ends the process.
func Interruptible(kill func()) (context.Context, Streams) {
	ctx, end := context.WithCancelCause(context.Background())
	which := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) { // as nohup has it
		which = append(which, syscall.SIGHUP)
	}
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, which...)
	// Who asks for this signal is not killed by it: the write fails instead,
	// and the files and processes of the run are put away.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	go obey(signals, time.Now, func() { end(nil) }, func() {
		kill()
		removeFolders()
		os.Exit(ExitUnfinished)
	})
	unread := func() { end(errUnread) }
	return ctx, Streams{Out: &outlet{os.Stdout, unread}, Err: &outlet{os.Stderr, unread}}
}

// obey ends the work at the first signal, and at once at a later one that is
// not the same.
func obey(signals <-chan os.Signal, now func() time.Time, end, atOnce func()) {
	if _, ok := <-signals; !ok {
		return
	}
	first := now()
	end()
	for range signals {
		if now().Sub(first) > same {
			atOnce()
		}
	}
}

// Interrupted reports whether somebody who reads on ended the work.
func Interrupted(ctx context.Context) bool {
	return ctx.Err() != nil && !errors.Is(context.Cause(ctx), errUnread)
}

// An outlet is where the process prints. Fd says whether it is a terminal.
type outlet struct {
	file   *os.File
	unread func()
}

func (o *outlet) Write(p []byte) (int, error) {
	n, err := o.file.Write(p)
	if errors.Is(err, syscall.EPIPE) {
		o.unread()
	}
	return n, err
}

func (o *outlet) Fd() uintptr { return o.file.Fd() }

// IsFile is a writer that may be a terminal.
type IsFile interface{ Fd() uintptr }
