package command

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/gocmd"
)

// recordDir is where the records of a package are, below its folder.
var recordDir = filepath.Join("testdata", "racekit")

var identity = regexp.MustCompile(`^[0-9a-f]{16}$`)

// locateRecord returns the file that arg means: a path, or the ID of a record
// below the folder dir or below root.
func locateRecord(arg, dir, root string) (string, error) {
	if !identity.MatchString(arg) {
		info, err := os.Stat(arg)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return "", fmt.Errorf("there is no record %s; name a file under testdata/racekit, or an ID of 16 hex digits", arg)
		case err != nil:
			return "", fmt.Errorf("cannot read the record: %w", err)
		case info.IsDir():
			return "", fmt.Errorf("%s is a folder; name one record in it", arg)
		}
		return filepath.Abs(arg)
	}
	var hits []string
	for _, top := range []string{dir, root} {
		found, err := findRecords(top, func(name string) bool { return name == arg })
		if err != nil {
			return "", err
		}
		hits = append(hits, found...)
	}
	slices.Sort(hits)
	switch hits = slices.Compact(hits); len(hits) {
	case 0:
		return "", fmt.Errorf("there is no record %s below %s or %s", arg, dir, root)
	case 1:
		return hits[0], nil
	}
	return "", fmt.Errorf("there are %d records %s; name one of the files:\n\t%s", len(hits), arg, strings.Join(hits, "\n\t"))
}

// findRecords returns the records below a folder whose names match.
func findRecords(top string, match func(name string) bool) ([]string, error) {
	var hits []string
	err := filepath.WalkDir(top, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil && path == top && errors.Is(err, fs.ErrNotExist):
			return fs.SkipDir
		case err != nil:
			return fs.SkipDir // a folder that cannot be read has no records for us
		case d.IsDir() && path != top && strings.HasPrefix(d.Name(), "."):
			return fs.SkipDir
		case !d.IsDir() && match(d.Name()):
			hits = append(hits, path)
		}
		return nil
	})
	return hits, err
}

// packageOf returns the folder of the package to which the record file
// belongs, by where it lies; "" if it lies elsewhere.
func packageOf(file string) string {
	dir := filepath.Dir(filepath.Dir(file)) // <Test>/<ID>
	if pkg, ok := strings.CutSuffix(dir, string(filepath.Separator)+recordDir); ok {
		return pkg
	}
	return ""
}

// recordsFor returns the folder in which the records of p are kept.
func recordsFor(p *gocmd.Package, o *testOptions) (string, error) {
	if p.InMain() {
		return filepath.Join(p.Dir, recordDir), nil
	}
	root, err := o.recordRoot()
	if err != nil {
		return "", err
	}
	return filepath.Join(root, filepath.FromSlash(p.ImportPath)), nil
}
