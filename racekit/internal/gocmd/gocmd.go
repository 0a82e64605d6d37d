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
	Dir      string             // where the user stands; "" is the current folder
	Race     bool               // build with the race detector
	Detector toolchain.Detector // which one, in builds of the controlled copy with Race
	Load     []string           // build flags that change which files a package has
	Build    []string           // all build flags
	Vet      bool               // run go vet on the tests, as go test does
	Said     func(text []byte)  // takes what the go command says of a build that succeeds; nil drops it
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
	g, err := locate(ctx, c)
	if err == nil && c.Race {
		err = g.withTSan()
	}
	if err != nil {
		return nil, err
	}
	return g, nil
}

func locate(ctx context.Context, c Config) (*Go, error) {
	dir := c.Dir
	if dir == "" {
		dir = "."
	}
	base, err := toolchain.Locate(ctx, dir)
	if err != nil {
		return nil, err
	}
	return &Go{Base: base, Dir: dir, RunEnv: os.Environ(), env: os.Environ(), load: c.Load, build: c.Build, vet: c.Vet, said: c.Said}, nil
}

// Controlled returns the go command that builds with the controlled copy of
// the user's Go, and makes the copy if it is not there.
func Controlled(ctx context.Context, c Config) (*Go, error) {
	detector := c.Detector
	if !c.Race {
		detector = toolchain.TSan // any will do, and this one has been compiled
	}
	return controlled(ctx, c, detector)
}

// Copy is Controlled for who builds nothing with a detector, but asks for its copy.
func Copy(ctx context.Context, d toolchain.Detector) (*Go, error) {
	return controlled(ctx, Config{}, d)
}

func controlled(ctx context.Context, c Config, d toolchain.Detector) (*Go, error) {
	g, err := locate(ctx, c)
	if err != nil {
		return nil, err
	}
	if d == toolchain.Own {
		err = g.Base.CheckOwn()
	}
	switch {
	case err != nil:
		return nil, err
	case !c.Race:
		g.build = withAtomics(g.build)
	case d == toolchain.Own:
		err = g.withOwn()
	default:
		err = g.withTSan()
	}
	if err != nil {
		return nil, err
	}
	cache, err := toolchain.CacheDir()
	if err != nil {
		return nil, err
	}
	if g.Toolchain, err = toolchain.Prepare(ctx, g.Base, cache, d); err != nil {
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
