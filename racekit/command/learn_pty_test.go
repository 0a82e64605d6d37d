//go:build linux

package command

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/racekit/toolkit/racekit/command/frame"
)

// A pseudo is a terminal of 80 by 24 with racekit in it.
type pseudo struct {
	t    *testing.T
	ptm  *os.File
	mu   sync.Mutex
	seen bytes.Buffer
	cmd  *exec.Cmd
}

func inTerminal(t *testing.T, dir, term string, args ...string) *pseudo {
	t.Helper()
	ptm, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("no terminals here: %v", err)
	}
	fd := int(ptm.Fd())
	n, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0)
	}
	if err == nil {
		err = unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: 80})
	}
	if err != nil {
		t.Fatal(err)
	}
	pts, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer pts.Close()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := &pseudo{t: t, ptm: ptm, cmd: exec.Command(exe)}
	p.cmd.Args = append([]string{"racekit"}, args...) // by its name the test binary knows what it is
	p.cmd.Dir, p.cmd.Env = dir, append(os.Environ(), "TERM="+term, "NO_COLOR=")
	p.cmd.Stdin, p.cmd.Stdout, p.cmd.Stderr = pts, pts, pts
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		b := make([]byte, 4096)
		for {
			n, err := ptm.Read(b)
			p.mu.Lock()
			p.seen.Write(b[:n])
			p.mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	t.Cleanup(func() { p.cmd.Process.Kill(); p.cmd.Wait(); ptm.Close() })
	return p
}

// screen is what is on it: what came after it was last cleared.
func (p *pseudo) screen() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.seen.String()
	if i := strings.LastIndex(s, "\x1b[2J"); i >= 0 {
		s = s[i:]
	}
	return s
}

// sees waits until the screen shows all of want.
func (p *pseudo) sees(want ...string) {
	p.t.Helper()
	for begin := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		s := p.screen()
		missing := ""
		for _, w := range want {
			if !strings.Contains(s, w) {
				missing = w
			}
		}
		if missing == "" {
			return
		}
		if time.Since(begin) > 2*time.Minute {
			p.t.Fatalf("the screen does not show %q:\n%s", missing, s)
		}
	}
}

func (p *pseudo) types(keys string) {
	p.t.Helper()
	if _, err := p.ptm.WriteString(keys); err != nil {
		p.t.Fatal(err)
	}
}

// TestLearnAsAPerson types and reads, as learners do.
func TestLearnAsAPerson(t *testing.T) {
	if testing.Short() {
		t.Skip("builds with the controlled toolchain")
	}
	dir := filepath.Join(t.TempDir(), "exercises")
	if code := Run(t.Context(), frame.Streams{Out: new(bytes.Buffer), Err: os.Stderr}, []string{"learn", "init", dir}); code != frame.ExitClean {
		t.Fatalf("init: exit code %d", code)
	}
	p := inTerminal(t, dir, "xterm", "learn")
	p.sees("01-lost-update", "not broken yet", "n next  p prev")
	p.types("b")
	p.sees("who runs next?", "if nobody else is switched in: the test passes")
	p.types("1\r1\r1\r2\r2\r2\r1\r")
	p.sees("Broken: test failure", "Enter goes on.")
	p.types("\r")
	p.sees("broken with", "1 of ")
	for _, name := range []string{"02-check-then-act", "03-abba", "04-lost-update"} {
		p.types("n")
		p.sees(name, "n next  p prev")
	}
	p.types("q")
	if err := p.cmd.Wait(); err != nil {
		t.Errorf("it ends with %v", err)
	}
	for _, term := range []string{"xterm", "dumb"} {
		t.Run(term, func(t *testing.T) {
			p := inTerminal(t, dir, term, "learn")
			p.sees("04-lost-update", "race", "FAILS", "n next  p prev")
			p.types("h")
			p.sees("hint 1 of 3")
			exercise := filepath.Join(dir, "04-lost-update", "exercise.go")
			starter, err := os.ReadFile(exercise)
			if err != nil {
				t.Fatal(err)
			}
			defer os.WriteFile(exercise, starter, 0o666)
			if err := os.WriteFile(exercise, []byte(addCounter), 0o666); err != nil {
				t.Fatal(err)
			}
			p.sees("Done.", "Explored: all")
			p.types("l")
			p.sees("0. be the scheduler", " of ")
			list := p.screen()
			for line := range strings.Lines(list[strings.LastIndex(list, "0. be the scheduler"):]) {
				line = strings.TrimRight(escape.ReplaceAllString(line, ""), "\r\n")
				if len([]rune(line)) > 80 && strings.Contains(strings.TrimSpace(line), " ") {
					t.Errorf("a line is wider than the terminal: %q", line)
				}
			}
			if dumb := !strings.Contains(p.screen(), "\x1b"); dumb != (term == "dumb") {
				t.Errorf("in a terminal that is %s, escape sequences: %v", term, !dumb)
			}
			p.types("q")
			if err := p.cmd.Wait(); err != nil {
				t.Errorf("it ends with %v", err)
			}
		})
	}
}

// escape is a sequence that colours or clears.
var escape = regexp.MustCompile("\x1b\\[[0-9;]*[a-zA-Z]")

const addCounter = `package lostupdate

import "sync/atomic"

type visits struct{ n atomic.Int64 }

func (v *visits) Inc(int) { v.n.Add(1) }

func (v *visits) Value() int { return int(v.n.Load()) }

func subject(int) counter { return &visits{} }
`
