package record

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/finding"
)

// Locate returns the file that arg means: a path, or the ID of a record
// below the folder dir or below root.
func Locate(arg, dir, root string) (string, error) {
	if !finding.ValidIdentity(arg) {
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
		found, err := Below(top, func(name string) bool { return name == arg })
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

// Below returns the records below a folder whose names match.
func Below(top string, match func(name string) bool) ([]string, error) {
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

// PackageOf returns the folder of the package to which the record file
// belongs, by where it lies; "" if it lies elsewhere.
func PackageOf(file string) string {
	dir := filepath.Dir(filepath.Dir(file)) // <Test>/<ID>
	if pkg, ok := strings.CutSuffix(dir, string(filepath.Separator)+filepath.FromSlash(Dir)); ok {
		return pkg
	}
	return ""
}

// Relative shortens the path of a record for people who stand in the current
// folder.
func Relative(path string) string {
	wd, err := os.Getwd()
	if err != nil {
		return path
	}
	rel, err := filepath.Rel(wd, path)
	if err != nil || strings.HasPrefix(rel, "..") {
		return path
	}
	return rel
}
