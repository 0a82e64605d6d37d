package gocmd

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"strings"
)

// A Binary is the built test program of a package.
type Binary struct {
	Pkg      *Package
	Path     string
	Env      []string
	GOROOT   string // that it was built with
	Module   string // folder of the main module; "" if there is none
	Profiles string // folder for coverage profiles; "" if there are none
	Said     []byte // by the go command, as it is
	Err      error  // it was not built
}

// WorkDir is where the tests run: the folder of the package. That of a package
// of the standard library is in the user's own GOROOT, whose files are no links.
func (b *Binary) WorkDir() string {
	own := ""
	for _, setting := range b.Env { // the last one counts
		if value, ok := strings.CutPrefix(setting, "GOROOT="); ok {
			own = value
		}
	}
	rel, err := filepath.Rel(b.GOROOT, b.Pkg.Dir)
	if b.GOROOT == "" || own == "" || err != nil || !filepath.IsLocal(rel) {
		return b.Pkg.Dir
	}
	return filepath.Join(own, rel)
}

// Build compiles the tests of p to the file out, with more build flags than the
// configured ones if some are given.
func (g *Go) Build(ctx context.Context, p *Package, out string, more ...string) *Binary {
	b := &Binary{Pkg: p, Path: out, Env: g.RunEnv, GOROOT: g.GOROOT(), Module: g.Module()}
	args := []string{"test", "-c", "-o", out}
	if !g.vet {
		args = append(args, "-vet=off")
	}
	args = append(append(args, g.build...), more...)
	cmd := g.command(ctx, append(args, p.patterns()...)...)
	var errs bytes.Buffer
	cmd.Stderr = &errs // on stdout is a FAIL line, which racekit has itself
	b.Err = cmd.Run()
	if ctx.Err() != nil {
		b.Err = ctx.Err()
	} else if b.Err != nil && errs.Len() == 0 {
		fmt.Fprintf(&errs, "# %s\ngo test -c: %v\n", p.ImportPath, b.Err)
	}
	b.Said = errs.Bytes()
	if b.Err == nil && g.said != nil && len(b.Said) > 0 {
		g.said(b.Said)
	}
	return b
}

// BuildAll builds the tests of all packages that have some, in order, at most
// jobs at a time, to files in dir. The first is built alone: the others then
// find the standard library compiled. Each channel delivers one binary.
func (g *Go) BuildAll(ctx context.Context, pkgs []*Package, dir string, jobs int) []<-chan *Binary {
	out := make([]<-chan *Binary, len(pkgs))
	slots := make(chan struct{}, jobs)
	var first chan struct{}
	for i, p := range pkgs {
		ch := make(chan *Binary, 1)
		out[i] = ch
		if p.Error != nil || !p.HasTests() {
			ch <- &Binary{Pkg: p}
			continue
		}
		before := first
		alone := make(chan struct{})
		if first == nil {
			first = alone
		}
		go func() {
			if before != nil {
				<-before
			}
			slots <- struct{}{}
			b := g.Build(ctx, p, filepath.Join(dir, fmt.Sprintf("%d.test", i)))
			<-slots
			close(alone)
			ch <- b
		}()
	}
	return out
}
