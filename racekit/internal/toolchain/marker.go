package toolchain

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

const (
	markerName = ".racekit.json"
	// layout is the version of the marker and of how a tree is built.
	layout = 1
)

// A marker is a file in a complete controlled GOROOT. It has what is needed to
// see, without looking at each file, that the tree is still whole and that its
// links still lead to what they led to.
type marker struct {
	Layout int
	GOROOT string      // of the base
	Base   []dirStamp  // directories of the base
	Tree   []dirStamp  // the same in the tree
	Copied []fileStamp // files of the base that were copied
	Own    []fileStamp // files that were written
}

type dirStamp struct {
	Path  string
	Time  int64 // of the last modification, in nanoseconds
	Count int
	Names uint64 // hash
}

type fileStamp struct {
	Path string
	Size int64
	Time int64
}

// stampOf reads a directory. The time is from before, so that a change while
// it is read is seen later.
func stampOf(root, rel string) (dirStamp, []fs.DirEntry, error) {
	dir := filepath.Join(root, rel)
	info, err := os.Stat(dir)
	if err != nil {
		return dirStamp{}, nil, err
	}
	entries, err := os.ReadDir(dir)
	h := fnv.New64a()
	for _, e := range entries {
		fmt.Fprintf(h, "%s\x00%v\x00", e.Name(), e.Type())
	}
	return dirStamp{rel, info.ModTime().UnixNano(), len(entries), h.Sum64()}, entries, err
}

// write stamps a tree that is complete but for the marker, and marks it.
func (m *marker) write(dir string, own map[string][]byte) error {
	for _, d := range m.Base {
		s, _, err := stampOf(dir, d.Path)
		if err != nil {
			return err
		}
		m.Tree = append(m.Tree, s)
	}
	for path := range own {
		info, err := os.Stat(filepath.Join(dir, filepath.FromSlash(path)))
		if err != nil {
			return err
		}
		m.Own = append(m.Own, fileStamp{filepath.FromSlash(path), info.Size(), info.ModTime().UnixNano()})
	}
	slices.SortFunc(m.Own, func(a, b fileStamp) int { return cmp.Compare(a.Path, b.Path) })
	data, err := json.Marshal(m)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, markerName), data, 0o644)
}

// verify returns why the tree in dir cannot be used, nil if it can.
func verify(dir string) error {
	data, err := os.ReadFile(filepath.Join(dir, markerName))
	if err != nil {
		return err
	}
	var m marker
	if err := json.Unmarshal(data, &m); err != nil {
		return fmt.Errorf("%s is damaged: %w", filepath.Join(dir, markerName), err)
	}
	if m.Layout != layout || len(m.Base) == 0 || len(m.Base) != len(m.Tree) {
		return fmt.Errorf("%s is of another racekit", filepath.Join(dir, markerName))
	}
	for i := range m.Base {
		// The base must have the same names as before, the tree no fewer: a
		// test that runs in its package's directory may add some for a while.
		same := func(now, then dirStamp) bool { return now.Names == then.Names }
		if err := m.Base[i].check(m.GOROOT, same); err != nil {
			return err
		}
		noFewer := func(now, then dirStamp) bool { return now.Count >= then.Count }
		if err := m.Tree[i].check(dir, noFewer); err != nil {
			return err
		}
	}
	for _, f := range m.Copied {
		if err := f.check(m.GOROOT); err != nil {
			return err
		}
	}
	for _, f := range m.Own {
		if err := f.check(dir); err != nil {
			return err
		}
	}
	return nil
}

func (d dirStamp) check(root string, unchanged func(now, then dirStamp) bool) error {
	info, err := os.Stat(filepath.Join(root, d.Path))
	if err != nil {
		return err
	}
	if info.ModTime().UnixNano() == d.Time {
		return nil
	}
	now, _, err := stampOf(root, d.Path)
	if err == nil && !unchanged(now, d) {
		err = fmt.Errorf("%s: %w", filepath.Join(root, d.Path), errChanged)
	}
	return err
}

func (f fileStamp) check(root string) error {
	info, err := os.Stat(filepath.Join(root, f.Path))
	if err == nil && (info.Size() != f.Size || info.ModTime().UnixNano() != f.Time) {
		err = fmt.Errorf("%s: %w", filepath.Join(root, f.Path), errChanged)
	}
	return err
}

var errChanged = errors.New("changed since the controlled GOROOT was built")
