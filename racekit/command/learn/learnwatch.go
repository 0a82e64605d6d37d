package learn

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/fsnotify/fsnotify"
	"golang.org/x/term"

	"github.com/racekit/toolkit/racekit/internal/learn"
)

// watch checks on every save and takes keys from the terminal.
func (l *learner) watch(ctx context.Context, s *learn.Session) error {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return fmt.Errorf("cannot watch for saved files (%w); 'racekit learn run' checks once", err)
	}
	defer w.Close()
	if err := w.Add(s.Dir); err != nil {
		return fmt.Errorf("cannot watch %s: %w", s.Dir, err)
	}
	for _, e := range s.All {
		// Editors save by rename, so it is the folder that is watched.
		if err := w.Add(filepath.Join(s.Dir, e.Name)); err != nil {
			return fmt.Errorf("cannot watch %s (%w); 'racekit learn reset %s' restores it", e.Name, err, e.Name)
		}
	}
	saved := make(chan string)
	go func() {
		defer close(saved)
		for ev := range w.Events {
			if ev.Has(fsnotify.Create) && filepath.Dir(ev.Name) == filepath.Clean(s.Dir) {
				w.Add(ev.Name) // a folder that was away, and is back
			}
			if ev.Has(fsnotify.Write) || ev.Has(fsnotify.Create) || ev.Has(fsnotify.Rename) || ev.Has(fsnotify.Remove) {
				saved <- ev.Name
			}
		}
	}()
	keys := make(chan byte)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		defer close(keys)
		var b [1]byte
		for {
			if n, err := os.Stdin.Read(b[:]); n == 0 || err != nil {
				return
			}
			select {
			case keys <- b[0]:
			case <-ctx.Done():
				return
			}
		}
	}()
	s.Break = func(ctx context.Context, e *learn.Exercise, keys io.Reader) error { return l.breakBy(ctx, s, e, keys) }
	if in := int(os.Stdin.Fd()); term.IsTerminal(in) {
		old, err := term.MakeRaw(in)
		if err != nil {
			return err
		}
		defer term.Restore(in, old)
		s.Out = rawWriter{l.std.Out}
		if os.Getenv("TERM") != "dumb" {
			s.Clear = "\x1b[2J\x1b[H"
			s.Size = func() (width, height int) {
				width, height, _ = term.GetSize(in)
				return width, height
			}
		}
		// Who schedules types lines, and sees them and can mend them.
		s.Break = func(ctx context.Context, e *learn.Exercise, keys io.Reader) error {
			if err := term.Restore(in, old); err != nil {
				return err
			}
			fmt.Fprint(l.std.Out, s.Clear)
			err := l.breakBy(ctx, s, e, keys)
			if err == nil {
				fmt.Fprint(l.std.Out, "Enter goes on. ")
				_, err = bufio.NewReader(keys).ReadString('\n')
			}
			if _, raw := term.MakeRaw(in); raw != nil && err == nil {
				err = raw
			}
			return err
		}
	}
	return s.Watch(ctx, latest(saved), keys)
}

// settled is how long nothing must happen to a file that was saved: an editor
// touches it several times, and it is empty in between.
const settled = 40 * time.Millisecond

// latest keeps of many names that nobody has taken yet only the last.
func latest(in <-chan string) <-chan string {
	out := make(chan string)
	go func() {
		for name := range in {
			quiet := time.After(settled)
			var to chan<- string
			for sent := false; !sent; {
				select {
				case <-quiet:
					to = out
				case to <- name:
					sent = true
				case next, ok := <-in:
					if !ok {
						return
					}
					name, quiet, to = next, time.After(settled), nil
				}
			}
		}
	}()
	return out
}

// A rawWriter writes to a terminal that does not return the carriage by itself.
type rawWriter struct{ w io.Writer }

func (r rawWriter) Write(p []byte) (int, error) {
	_, err := r.w.Write(bytes.ReplaceAll(p, []byte("\n"), []byte("\r\n")))
	return len(p), err
}
