package records

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/racekit/toolkit/racekit/command/frame"
	"github.com/racekit/toolkit/racekit/internal/gocmd"
	"github.com/racekit/toolkit/racekit/internal/record"
)

// mergeRecords takes the records of the folders into the packages of the
// current module.
func mergeRecords(ctx context.Context, std frame.Streams, names []string) error {
	files, err := recordsBelow(names)
	if err != nil {
		return err
	}
	g, err := gocmd.Native(ctx, gocmd.Config{})
	if err != nil {
		return err
	}
	roots := map[string]string{} // by package: the folder of its records
	failed := false
	for _, file := range files {
		if err := mergeRecord(ctx, std, g, roots, file); err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			fmt.Fprintln(std.Err, err)
			failed = true
		}
	}
	if failed {
		return frame.Exit(frame.ExitUnfinished)
	}
	return nil
}

func mergeRecord(ctx context.Context, std frame.Streams, g *gocmd.Go, roots map[string]string, file string) error {
	rec, err := record.Load(file)
	if err != nil {
		return err
	}
	if _, ok := roots[rec.Package]; !ok {
		pkgs, err := g.List(ctx, rec.Package)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		if p := pkgs[0]; p.Error != nil || p.Dir == "" || !p.InMain() {
			return fmt.Errorf("%s: %s is not a package of this module", file, rec.Package)
		}
		roots[rec.Package] = filepath.Join(pkgs[0].Dir, record.Dir)
	}
	root := roots[rec.Package]
	target, verdict := record.File(root, rec.Test, rec.Identity), "added"
	if old, err := record.Load(target); err == nil {
		if verdict = "replaced: the other is simpler"; !simpler(rec, old) {
			fmt.Fprintf(std.Out, "%s\n    kept: the other is not simpler\n", record.Relative(target))
			return nil
		}
	}
	if _, _, err := record.Save(root, rec, true); err != nil {
		return err
	}
	fmt.Fprintf(std.Out, "%s\n    %s\n", record.Relative(target), verdict)
	return nil
}

// simpler reports whether the schedule of a has fewer stretches of one
// goroutine than that of b, or as many and fewer steps.
func simpler(a, b *record.Record) bool {
	x, y := stretches(a.Decisions), stretches(b.Decisions)
	return x < y || x == y && len(a.Decisions) < len(b.Decisions)
}

func stretches(decisions []uint32) int {
	n := 0
	for i, d := range decisions {
		if i == 0 || d != decisions[i-1] {
			n++
		}
	}
	return n
}

func absolute(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}
