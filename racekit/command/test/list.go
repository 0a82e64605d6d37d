package test

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"

	"github.com/racekit/toolkit/racekit/command/engine"
	"github.com/racekit/toolkit/racekit/command/frame"
	"github.com/racekit/toolkit/racekit/internal/gocmd"
)

// list prints, package by package, the names of the tests that match -list, and
// returns the exit code. It runs none of them.
func (r *runner) list(ctx context.Context, built []<-chan *gocmd.Binary, print func(names []byte)) int {
	for i, ch := range built {
		b := r.await(ch, i+1, len(built))
		if r.done(ctx) {
			continue
		}
		if b.Err != nil || !b.Pkg.HasTests() {
			r.run(ctx, b) // which says what is wrong with it
			continue
		}
		start := r.now()
		var p pkgResult
		p.Package = b.Pkg.ImportPath
		r.out.begin(p.Package)
		names, err := testNames(ctx, b, r.o.List)
		if err != nil {
			r.fail(ctx, &p, err)
		}
		print(names)
		p.Ran = bytes.Count(names, []byte("\n"))
		p.Elapsed = r.now().Sub(start)
		r.out.end(p)
	}
	if ctx.Err() != nil {
		r.note(frame.ExitUnfinished)
	}
	r.out.close()
	return r.worst
}

// testNames returns the names that the test binary lists, a line each.
func testNames(ctx context.Context, b *gocmd.Binary, p engine.Pattern) ([]byte, error) {
	cmd := exec.CommandContext(ctx, b.Path, "-test.list="+p.Text)
	cmd.Dir, cmd.Env = b.WorkDir(), b.Env
	var errs bytes.Buffer
	cmd.Stderr = &errs
	names, err := cmd.Output()
	if err != nil {
		return names, fmt.Errorf("cannot list the tests of %s: %w\n%s", b.Pkg.ImportPath, err, bytes.TrimSpace(errs.Bytes()))
	}
	return names, nil
}
