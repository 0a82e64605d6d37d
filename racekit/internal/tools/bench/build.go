package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/gocmd"
	"github.com/racekit/toolkit/racekit/internal/toolchain"
)

// A bench has the controlled toolchain and the test binaries built with it.
type bench struct {
	tc    *toolchain.Toolchain
	root  string // of this module
	tmp   string
	seeds int
	log   func(format string, args ...any)
}

func newBench(ctx context.Context, seeds int) (*bench, error) {
	root, err := gocmd.Root(ctx)
	if err != nil {
		return nil, err
	}
	g, err := gocmd.Controlled(ctx, gocmd.Config{Race: true})
	if err != nil {
		return nil, err
	}
	tmp, err := os.MkdirTemp("", "racekit-bench-")
	if err != nil {
		return nil, err
	}
	return &bench{tc: g.Toolchain, root: root, tmp: tmp, seeds: seeds,
		log: func(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }}, nil
}

func (b *bench) close() { os.RemoveAll(b.tmp) }

const module = "github.com/racekit/toolkit/"

// build builds the tests of testdata/name, controlled or with the user's own
// Go, and returns how to start them.
func (b *bench) build(ctx context.Context, name string, controlled bool, flags ...string) (execution.Command, error) {
	environ, kind := os.Environ(), "plain"
	if controlled {
		environ, kind = b.tc.Env(environ), "controlled"
	}
	c := execution.Command{
		Path:    filepath.Join(b.tmp, fmt.Sprintf("%s-%s-%d.test", name, kind, len(flags))),
		Dir:     filepath.Join(b.root, "testdata", name),
		Package: module + "testdata/" + name,
	}
	cmd := exec.CommandContext(ctx, b.tc.Go(), append([]string{"test", "-c", "-vet=off", "-o", c.Path}, flags...)...)
	cmd.Dir, cmd.Env = c.Dir, environ
	if out, err := cmd.CombinedOutput(); err != nil {
		return c, fmt.Errorf("build %s: %w\n%s", c.Package, err, bytes.TrimSpace(out))
	}
	return c, nil
}

// pool builds testdata/name with the detector and returns workers for it.
func (b *bench) pool(ctx context.Context, name string) (*execution.Pool, error) {
	c, err := b.build(ctx, name, true, "-race")
	if err != nil {
		return nil, err
	}
	return execution.NewPool(c, workers), nil
}

// workers is how many executions run at once. The schedules do not depend on it.
const workers = 2
