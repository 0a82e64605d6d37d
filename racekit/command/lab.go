package command

import (
	"context"

	"github.com/racekit/toolkit/racekit/internal/handover"
)

// A packageLab is the lab of one built package on the controlled toolchain.
type packageLab struct {
	*engine
	covered *blocks // in all packages
}

func (l packageLab) Coverage() (string, error) {
	if !l.o.cover {
		return "", nil
	}
	return l.covered.coverage(l.o, l.Profiles)
}

// Plain implements lab. Tests that explore themselves record what they find as
// Explore does, and need not tell again what recorded schedules have shown.
func (l packageLab) Plain(ctx context.Context, names []string, known map[string][]string) ([]plainResult, error) {
	results, err := runPlain(ctx, l.Binary, l.o, names, l.args, handover.Order{
		File: l.Path + ".handed", Records: l.records.Root, Keep: l.records.Keep, AsFound: l.o.noshrink,
		Package: l.Pkg.ImportPath, Tags: l.o.tags, GOROOT: l.GOROOT, Module: l.Module, Known: known,
	})
	for i := range results {
		for k := range results[i].Handed {
			l.writePages(&results[i].Handed[k])
		}
	}
	return results, err
}
