package learn

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"

	"github.com/racekit/toolkit/racekit/scenario"
)

// A DevResult is how a variant of the catalogue was graded in an exercise.
type DevResult struct {
	Variant *scenario.Variant
	Bad     string // what differs from the declaration; empty if nothing does
}

// DevCheck grades the starter and every other variant that fits, in dir.
func (e *Exercise) DevCheck(ctx context.Context, dir string, grade Grader) (all []DevResult) {
	for _, v := range append([]*scenario.Variant{e.Starter}, e.Others...) {
		if ctx.Err() != nil {
			return all
		}
		all = append(all, DevResult{v, e.devCheck(ctx, dir, v, grade)})
	}
	return all
}

func (e *Exercise) devCheck(ctx context.Context, dir string, v *scenario.Variant, grade Grader) string {
	files, err := e.With(v)
	if err != nil {
		return err.Error()
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if err := write(filepath.Join(dir, e.Name, name), files[name]); err != nil {
			return err.Error()
		}
	}
	if err := write(filepath.Join(dir, "go.mod"), module); err != nil {
		return err.Error()
	}
	c, err := grade(ctx, dir, e)
	switch {
	case err != nil:
		return err.Error()
	case c.Said != "":
		return "it does not build:\n" + c.Said
	case c.Unfinished != "":
		return c.Unfinished
	case c.Failed != failing(v.Want):
		return fmt.Sprintf("declared %q, graded %s", v.Want, Style{}.gates(c.Failed))
	case v.Kind == scenario.Fix && len(c.Guards) > 0:
		return "a right fix is held back: " + c.Guards[0]
	}
	return ""
}
