package command

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// A goCommand is the go command of the tested module, with the environment
// under which packages are listed, built and run.
type goCommand struct {
	Path   string
	Dir    string   // where the user stands
	Env    []string // of the go command
	RunEnv []string // of test binaries
	GOROOT string   // the controlled one
	Mod    string   // path of go.mod, os.DevNull if there is none
}

func (g goCommand) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, g.Path, args...)
	cmd.Dir, cmd.Env = g.Dir, g.Env
	// Interrupted, it removes what it has made.
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 5 * time.Second
	return cmd
}

// module returns the folder of the main module; "" if there is none.
func (g goCommand) module() string {
	if g.Mod == "" || g.Mod == os.DevNull {
		return ""
	}
	return filepath.Dir(g.Mod)
}

// A pkg is what racekit needs to know of a package, in go list's words.
type pkg struct {
	ImportPath   string
	Dir          string
	Standard     bool
	Module       *struct{ Main bool }
	TestGoFiles  []string
	XTestGoFiles []string
	Error        *struct{ Err string }
}

const pkgFields = "ImportPath,Dir,Standard,Module,TestGoFiles,XTestGoFiles,Error"

// InMain reports whether the package belongs to the user, so that records may
// be written beside it. Files named on the command line make one that does.
func (p *pkg) InMain() bool {
	return !p.Standard && (p.Module == nil || p.Module.Main)
}

func (p *pkg) hasTests() bool { return len(p.TestGoFiles)+len(p.XTestGoFiles) > 0 }

// list resolves package patterns. A package that cannot be loaded has Error
// set; the error returned is about the patterns or the module as a whole.
func (g goCommand) list(ctx context.Context, flags, patterns []string) ([]*pkg, error) {
	args := append([]string{"list", "-e", "-json=" + pkgFields}, flags...)
	args = append(append(args, "--"), patterns...)
	cmd := g.command(ctx, args...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		if msg := strings.TrimSpace(errs.String()); msg != "" {
			return nil, errors.New(msg)
		}
		return nil, fmt.Errorf("go list: %w", err)
	}
	var pkgs []*pkg
	for dec := json.NewDecoder(&out); ; {
		p := new(pkg)
		if err := dec.Decode(p); err == io.EOF {
			break
		} else if err != nil {
			return nil, fmt.Errorf("go list: cannot read its output: %w", err)
		}
		pkgs = append(pkgs, p)
	}
	if len(pkgs) == 0 {
		return nil, fmt.Errorf("no packages match %s", strings.TrimSpace(strings.Join(patterns, " ")+" "+lastLine(errs.String())))
	}
	return pkgs, nil
}

func lastLine(s string) string {
	s = strings.TrimSpace(s)
	return s[strings.LastIndexByte(s, '\n')+1:]
}

// build compiles the tests of p to the file out. What the compiler says is
// returned as it is. go vet is not asked: racekit is not about what it finds.
func (g goCommand) build(ctx context.Context, p *pkg, flags []string, out string) (said []byte, err error) {
	args := append([]string{"test", "-c", "-vet=off", "-o", out}, flags...)
	cmd := g.command(ctx, append(args, p.ImportPath)...)
	var errs bytes.Buffer
	cmd.Stderr = &errs // on stdout is a FAIL line, which racekit has itself
	err = cmd.Run()
	if ctx.Err() != nil {
		return errs.Bytes(), ctx.Err()
	}
	if err != nil && errs.Len() == 0 {
		fmt.Fprintf(&errs, "# %s\ngo test -c: %v\n", p.ImportPath, err)
	}
	return errs.Bytes(), err
}
