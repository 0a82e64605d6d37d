package engine

import (
	"io"
	"os"

	"golang.org/x/term"

	"github.com/racekit/toolkit/racekit/command/frame"
	"github.com/racekit/toolkit/racekit/internal/report"
)

// Terminal says how findings are shown on w: in colour and full width on a
// terminal, unless NO_COLOR is set. goroot is the controlled one.
func Terminal(w io.Writer, goroot string) report.Terminal {
	t := report.Terminal{GOROOT: goroot}
	if wd, err := os.Getwd(); err == nil {
		t.Dirs = []string{wd}
	}
	f, ok := w.(frame.IsFile)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return t
	}
	t.Color = os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	if width, _, err := term.GetSize(int(f.Fd())); err == nil {
		t.Width = width
	}
	return t
}
