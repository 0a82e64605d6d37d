package command

import (
	"io"
	"os"

	"golang.org/x/term"

	"github.com/racekit/toolkit/racekit/internal/report"
)

// terminal says how findings are shown on w: in colour and full width on a
// terminal, unless NO_COLOR is set. goroot is the controlled one.
func terminal(w io.Writer, goroot string) report.Terminal {
	t := report.Terminal{GOROOT: goroot}
	if wd, err := os.Getwd(); err == nil {
		t.Dirs = []string{wd}
	}
	f, ok := w.(isFile)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return t
	}
	t.Color = os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	if width, _, err := term.GetSize(int(f.Fd())); err == nil {
		t.Width = width
	}
	return t
}
