// Package gocmd calls the go command: it finds the Go of a module, opens the
// controlled copy of it, lists packages and builds their tests. It prints
// nothing.
package gocmd

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/racekit/toolkit/racekit/internal/toolchain"
)

// A Config says how packages are listed and built.
type Config struct {
	Dir   string            // where the user stands; "" is the current folder
	Race  bool              // build with the race detector
	Load  []string          // build flags that change which files a package has
	Build []string          // all build flags
	Vet   bool              // run go vet on the tests, as go test does
	Said  func(text []byte) // takes what the go command says of a build that succeeds; nil drops it
}

// A Go is the go command of a module.
type Go struct {
	Base      toolchain.Base       // the user's own Go
	Toolchain *toolchain.Toolchain // the controlled copy; nil if builds are ordinary
	Dir       string               // where the user stands
	RunEnv    []string             // environment of test binaries

	env         []string // of the go command
	load, build []string
	vet         bool
	said        func([]byte)
}

// Native returns the user's own go command.
func Native(ctx context.Context, c Config) (*Go, error) {
	dir := c.Dir
	if dir == "" {
		dir = "."
	}
	base, err := toolchain.Locate(ctx, dir)
	if err != nil {
		return nil, err
	}
	g := &Go{Base: base, Dir: dir, RunEnv: os.Environ(), env: os.Environ(), load: c.Load, build: c.Build, vet: c.Vet, said: c.Said}
	if c.Race {
		if err := base.CheckRace(); err != nil {
			return nil, err
		}
		g.load, g.build = with(c.Load, "-race"), with(c.Build, "-race")
	}
	return g, nil
}

// Controlled returns the go command that builds with the controlled copy of
// the user's Go, and makes the copy if it is not there.
func Controlled(ctx context.Context, c Config) (*Go, error) {
	g, err := Native(ctx, c)
	if err != nil {
		return nil, err
	}
	if !c.Race {
		g.build = withAtomics(g.build)
	}
	cache, err := toolchain.CacheDir()
	if err != nil {
		return nil, err
	}
	if g.Toolchain, err = toolchain.Prepare(ctx, g.Base, cache); err != nil {
		return nil, err
	}
	g.env = g.Toolchain.Env(os.Environ())
	// As in go test: the Go that a test runs or reads is the user's own.
	g.RunEnv = with(g.env, "GOROOT="+g.Base.GOROOT)
	return g, nil
}

// GOROOT returns the GOROOT of the builds.
func (g *Go) GOROOT() string {
	if g.Toolchain == nil {
		return g.Base.GOROOT
	}
	return g.Toolchain.Path()
}

// Module returns the folder of the main module; "" if there is none.
func (g *Go) Module() string {
	if g.Base.Mod == "" || g.Base.Mod == os.DevNull {
		return ""
	}
	return filepath.Dir(g.Base.Mod)
}

// In returns the same go command for a user who stands in dir.
func (g *Go) In(dir string) *Go {
	there := *g
	there.Dir = dir
	return &there
}

func (g *Go) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, g.Base.Go(), args...)
	cmd.Dir, cmd.Env = g.Dir, g.env
	// Interrupted, the go command removes what it has made.
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 5 * time.Second
	return cmd
}
