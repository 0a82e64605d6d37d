package test

import (
	"context"

	"github.com/racekit/toolkit/racekit/command/engine"
	"github.com/racekit/toolkit/racekit/internal/handover"
)

// A packageLab is the lab of one built package on the controlled toolchain.
type packageLab struct {
	*engine.Engine
	covered *blocks // in all packages
}

func (l packageLab) Coverage() (string, error) {
	if !l.Opts.Cover {
		return "", nil
	}
	return l.covered.coverage(l.Opts, l.Profiles)
}

// Plain implements lab. Tests that explore themselves record what they find as
// Explore does, and need not tell again what recorded schedules have shown.
func (l packageLab) Plain(ctx context.Context, names []string, known map[string][]string) ([]plainResult, error) {
	results, err := runPlain(ctx, l.Binary, l.Opts, names, l.Args, handover.Order{
		File: l.Path + ".handed", Records: l.Records.Root, Keep: l.Records.Keep, AsFound: l.Opts.NoShrink,
		Package: l.Pkg.ImportPath, Tags: l.Opts.Tags, GOROOT: l.GOROOT, Module: l.Module, Known: known,
	})
	for i := range results {
		for k := range results[i].Handed {
			l.WritePages(&results[i].Handed[k])
		}
	}
	return results, err
}
