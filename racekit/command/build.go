package command

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
)

// A binary is the built test program of a package.
type binary struct {
	Pkg      *pkg
	Path     string
	Env      []string
	GOROOT   string // the controlled one
	Module   string // folder of the main module; "" if there is none
	Profiles string // folder for coverage profiles; "" if there are none
	Said     []byte // by the compiler, as it is
	Err      error  // it was not built
}

// workDir is where the tests run: the folder of the package. That of a package
// of the standard library is in the user's own GOROOT, whose files are no links.
func (b *binary) workDir() string {
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

// buildAll builds the tests of all packages that have some, in order, at most
// jobs at a time. The first is built alone: the others then find the standard
// library compiled. Each channel delivers one binary.
func buildAll(ctx context.Context, g goCommand, pkgs []*pkg, flags []string, dir string, jobs int) []<-chan *binary {
	out := make([]<-chan *binary, len(pkgs))
	slots := make(chan struct{}, jobs)
	var first chan struct{}
	for i, p := range pkgs {
		ch := make(chan *binary, 1)
		out[i] = ch
		if p.Error != nil || !p.hasTests() {
			ch <- &binary{Pkg: p}
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
			b := &binary{Pkg: p, Path: filepath.Join(dir, fmt.Sprintf("%d.test", i)), Env: g.RunEnv, GOROOT: g.GOROOT, Module: g.module()}
			b.Said, b.Err = g.build(ctx, p, flags, b.Path)
			<-slots
			close(alone)
			ch <- b
		}()
	}
	return out
}
