package engine

import (
	"path/filepath"

	"github.com/racekit/toolkit/racekit/internal/gocmd"
	"github.com/racekit/toolkit/racekit/internal/record"
)

// recordsFor returns the folder in which the records of p are kept.
func recordsFor(p *gocmd.Package, o *Options) (string, error) {
	if p.InMain() {
		return filepath.Join(p.Dir, filepath.FromSlash(record.Dir)), nil
	}
	root, err := o.RecordRoot()
	if err != nil {
		return "", err
	}
	return filepath.Join(root, filepath.FromSlash(p.ImportPath)), nil
}
